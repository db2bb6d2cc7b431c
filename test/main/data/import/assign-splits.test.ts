import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planSplits, shareOut, wholeShares } from '../../../../main/data/import/assign-splits'

describe('wholeShares', () => {
  it.each([
    { total: 10, shares: [0.8, 0.1, 0.1], expected: [8, 1, 1] },
    // 5.6, 0.7, 0.7: two are left over, and the first remainders of 0.7 get them.
    { total: 7, shares: [0.8, 0.1, 0.1], expected: [5, 1, 1] },
    // 3.2, 0.4, 0.4: rounding would leave the last without any.
    { total: 4, shares: [0.8, 0.1, 0.1], expected: [2, 1, 1] },
    { total: 2, shares: [0.8, 0.1, 0.1], expected: [2, 0, 0] },
    { total: 0, shares: [0.8, 0.1, 0.1], expected: [0, 0, 0] },
    { total: 5000, shares: [0.9, 0.1], expected: [4500, 500] },
  ])('$total in $shares', ({ total, shares, expected }) => {
    expect(wholeShares(total, shares)).toEqual(expected)
  })

  it('makes up the total, whatever it is', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 98 }), fc.integer({ min: 1, max: 98 }), (total, a, b) => {
        fc.pre(a + b < 100)
        const whole = wholeShares(total, [a / 100, b / 100, (100 - a - b) / 100])
        expect(whole.reduce((sum, count) => sum + count, 0)).toBe(total)
        expect(Math.min(...whole)).toBeGreaterThanOrEqual(total >= 3 ? 1 : 0)
      }),
    )
  })
})

describe('shareOut', () => {
  const shares = [
    { split: 'train', share: 0.8 },
    { split: 'validation', share: 0.1 },
    { split: 'test', share: 0.1 },
  ] as const

  it('gives each split the same share of every class', () => {
    const labels = Uint16Array.from({ length: 60 }, (_, image) => (image < 20 ? 0 : image % 2 === 0 ? 1 : 2))
    const splits = shareOut(labels, 3, shares, 1)
    const counts = [0, 1, 2].map((label) =>
      [0, 1, 2].map((split) => [...splits].filter((one, image) => one === split && labels[image] === label).length),
    )
    expect(counts).toEqual([
      [16, 2, 2],
      [16, 2, 2],
      [16, 2, 2],
    ])
  })

  it('chooses by the seed alone', () => {
    const labels = new Uint16Array(50)
    expect(shareOut(labels, 1, shares, 7)).toEqual(shareOut(labels, 1, shares, 7))
    expect(shareOut(labels, 1, shares, 7)).not.toEqual(shareOut(labels, 1, shares, 8))
  })
})

describe('planSplits', () => {
  it.each([
    { given: [undefined], words: 'split 80/10/10 %, balanced over classes, by the seed 1' },
    { given: ['train'], words: 'split 80/10/10 %, balanced over classes, by the seed 1' },
    {
      given: ['train', 'test'],
      words: 'train, test as given; validation 10 % of train, balanced over classes, by the seed 1',
    },
    {
      given: ['train', 'validation'],
      words: 'train, validation as given; test 10 % of train, balanced over classes, by the seed 1',
    },
    { given: ['test', 'validation', 'train'], words: 'train, validation, test as given' },
  ] as const)('$given', ({ given, words }) => {
    expect(planSplits(given, undefined, 1)).toMatchObject({ ok: true, value: { words } })
  })

  it('takes a missing split from training in the shares that are asked for', () => {
    const planned = planSplits(['train', 'test'], { train: 60, validation: 20, test: 20 }, 1)
    expect(planned).toMatchObject({ value: { words: expect.stringContaining('validation 25 % of train') } })
  })

  it('refuses data without anything to train on', () => {
    expect(planSplits(['test'], undefined, 1)).toMatchObject({
      ok: false,
      error: expect.stringContaining('nothing to train on'),
    })
    expect(planSplits([undefined, 'train', 'test'], undefined, 1)).toMatchObject({ ok: false })
  })
})
