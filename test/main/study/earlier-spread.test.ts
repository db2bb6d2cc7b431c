import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { publishResult } from '../../../main/store/results'
import { attemptFolder, openStudyFolder } from '../../../main/store/study-folder'
import { earlierSpread } from '../../../main/study/earlier-spread'
import type { AskedSpread } from '../../../shared/study/detectable'
import { finishedResult, plannedSample } from '../../shared/study/results'

const source = readFileSync(new URL('../../../resources/studies/inception-parts.yaml', import.meta.url), 'utf8')
const asked: AskedSpread = {
  metric: 'accuracy',
  split: 'validation',
  architecture: 'mini-googlenet',
  dataset: 'fashion-mnist-8k',
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spread-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The sample study, run with these accuracies. */
function writeRun(name: string, replicates: number, accuracy: (arm: string, replicate: number) => number): void {
  const changed = source.replace('replicates: 3', `replicates: ${replicates}`)
  const { plan } = plannedSample(() => changed)
  openStudyFolder(join(folder, name), changed, plan)
  for (const trial of plan.trials) {
    mkdirSync(attemptFolder(join(folder, name), trial.id, 1), { recursive: true })
    publishResult(join(folder, name), finishedResult(trial, accuracy(trial.arm, trial.replicate)))
  }
}

/** In the base alone the replicates differ, by steps of 1/128. */
const baseAlone = (arm: string, replicate: number) => 0.5 + (arm === 'base' ? replicate / 128 : 0)

describe('the spread of earlier studies', () => {
  it('is that of paired differences in the studies beside, told with where it comes from', () => {
    writeRun('first', 3, baseAlone)
    // Each contrast is the mean of four pairs of which one has the base: its replicates are 1/512 apart, its SD is 1/512, and
    // that of two arms twice as much.
    expect(earlierSpread(folder, asked)).toEqual({
      sd: expect.closeTo(1 / 256, 12),
      from: 'measured in 24 trials of inception-parts',
    })
  })

  it('is that of the study which tells most', () => {
    writeRun('a', 5, baseAlone)
    writeRun('b', 3, (arm, replicate) => 0.5 + (arm === 'base' ? replicate / 16 : 0))
    expect(earlierSpread(folder, asked)?.from).toBe('measured in 40 trials of inception-parts')
  })

  it.each([
    ['another outcome', { metric: 'loss' }],
    ['another split', { split: 'test' }],
    ['another network', { architecture: 'mini-vgg' }],
    ['other data', { dataset: 'fashion-mnist' }],
  ] as const)('is none where they are of %s', (_what, other) => {
    writeRun('first', 3, baseAlone)
    expect(earlierSpread(folder, { ...asked, ...other })).toBeUndefined()
  })

  it('is none where they show none, cannot be read, or are not there', () => {
    writeRun('one', 1, baseAlone)
    writeRun('still', 3, () => 0.5)
    mkdirSync(join(folder, 'broken'))
    writeFileSync(join(folder, 'broken', 'plan.json'), '{')
    expect(earlierSpread(folder, asked)).toBeUndefined()
    expect(earlierSpread(join(folder, 'nowhere'), asked)).toBeUndefined()
  })
})
