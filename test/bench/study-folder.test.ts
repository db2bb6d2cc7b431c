import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { sampleSize, sampleStudy } from './study-folder'

const SAMPLE = readFileSync('resources/studies/inception-parts.yaml', 'utf8')

describe('the sample study with some of its trials', () => {
  it.each([
    { trials: 24, replicates: 3, factors: ['reduction', 'pooling', 'auxiliary'] },
    { trials: 16, replicates: 2, factors: ['reduction', 'pooling', 'auxiliary'] },
    { trials: 8, replicates: 1, factors: ['reduction', 'pooling', 'auxiliary'] },
    { trials: 4, replicates: 1, factors: ['reduction', 'pooling'] },
    { trials: 2, replicates: 1, factors: ['reduction'] },
  ])('$trials', ({ trials, replicates, factors }) => {
    const study = parse(sampleStudy(SAMPLE, sampleSize(trials)))
    expect(study.replicates).toBe(replicates)
    expect(Object.keys(study.factors)).toEqual(factors)
  })

  it('has more replicates than it is written with where more are asked for', () => {
    const study = parse(sampleStudy(SAMPLE, { arms: 8, replicates: 5 }))
    expect(study.replicates).toBe(5)
    expect(Object.keys(study.factors)).toHaveLength(3)
  })
})
