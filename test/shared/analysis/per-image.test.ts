import { describe, expect, it } from 'vitest'
import { analyseImages } from '../../../shared/analysis/image-analysis'
import { confusion, type JudgedTrial, pairedImages } from '../../../shared/analysis/per-image'

const split = { labels: [0, 0, 1, 1, 1, 2], classes: ['cat', 'dog', 'owl', 'none'] }
const judged = (arm: string, replicate: number, ...predictions: readonly number[]): JudgedTrial => ({
  trial: `${arm}-${replicate}`,
  arm,
  replicate,
  predictions,
})

const base = [judged('base', 1, 0, 0, 1, 0, 0, 2), judged('base', 2, 0, 1, 1, 0, 1, 2)]
const other = [judged('other', 1, 0, 1, 1, 1, 1, 2), judged('other', 2, 1, 0, 1, 1, 1, 0)]

describe('confusions', () => {
  it('count what is taken for what, over all trials', () => {
    expect(confusion('base', base, split)).toEqual({
      arm: 'base',
      trials: 2,
      counts: [
        [3, 1, 0, 0],
        [3, 3, 0, 0],
        [0, 0, 2, 0],
        [0, 0, 0, 0],
      ],
    })
  })

  it('refuse a class that there is not', () => {
    expect(() => confusion('base', [judged('base', 1, 9, 0, 0, 0, 0, 0)], split)).toThrow('image 0: class 9 of 4')
  })
})

describe('an arm against the base, image by image', () => {
  const paired = pairedImages(base, other, split)

  it('counts the images that one alone judges right, with McNemar’s exact p', () => {
    // Replicate 1: image 1 the base alone; 3 and 4 the other alone: p of 1 in 3 is 1. Replicate 2: 0 and 5; 1 and 3: 2 in 4.
    expect(paired?.replicates).toEqual([
      { replicate: 1, trials: { base: 'base-1', arm: 'other-1' }, onlyBase: 1, onlyArm: 2, p: 1 },
      { replicate: 2, trials: { base: 'base-2', arm: 'other-2' }, onlyBase: 2, onlyArm: 2, p: 1 },
    ])
  })

  it('compares each class, paired by replicate; a class without an image has no share', () => {
    expect(
      paired?.classes.map(({ name, images, base: own, arm, difference }) => [name, images, own, arm, difference]),
    ).toEqual([
      ['cat', 2, 0.75, 0.5, -0.25],
      ['dog', 3, 0.5, 1, 0.5],
      ['owl', 1, 1, 0.5, -0.5],
      ['none', 0, null, null, null],
    ])
  })

  it('lists the images on which they differ in more than half of the replicates', () => {
    expect(paired?.disputed).toEqual([{ image: 3, label: 1, base: 0, arm: 2 }])
  })

  it('is nothing where they have no replicate in common', () => {
    expect(pairedImages(base, [judged('other', 7, 0, 0, 0, 0, 0, 0)], split)).toBeNull()
  })
})

describe('all arms', () => {
  it('are compared with the base, in their order', () => {
    const found = analyseImages(['base', 'other'], [...other, ...base], split, 'validation')
    expect(found?.confusion.trials).toBe(2)
    expect(found?.arms.map(({ arm }) => arm)).toEqual(['other'])
    expect(analyseImages(['base', 'other'], other, split, 'validation')).toBeUndefined()
  })
})
