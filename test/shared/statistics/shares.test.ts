import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clopperPearsonInterval, imageError, wilsonInterval } from '../../../shared/statistics/binomial'
import { probabilityOfImprovement } from '../../../shared/statistics/probability-of-improvement'
import fixture from '../../golden/statistics.json' with { type: 'json' }
import { expectClose } from './expect-close'

describe('intervals of a share against statsmodels', () => {
  it.each(fixture.binomial)('$successes of $tries at $level', ({ level, wilson, clopperPearson, ...count }) => {
    for (const at of [0, 1]) {
      expectClose(wilsonInterval(count, level)[at], wilson[at])
      expectClose(clopperPearsonInterval(count, level)[at], clopperPearson[at])
    }
  })
})

describe('a share', () => {
  it('has an interval that mirrors that of its opposite and holds it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, share) => {
        const successes = Math.round(share * tries)
        for (const interval of [wilsonInterval, clopperPearsonInterval]) {
          const [low, high] = interval({ successes, tries }, 0.95)
          const [lower, higher] = interval({ successes: tries - successes, tries }, 0.95)
          expect(low).toBeCloseTo(1 - higher, 10)
          expect(high).toBeCloseTo(1 - lower, 10)
          expect(low).toBeLessThanOrEqual(successes / tries)
          expect(high).toBeGreaterThanOrEqual(successes / tries)
        }
      }),
    )
  })

  it.each([
    { successes: 3, tries: 2 },
    { successes: -1, tries: 2 },
    { successes: 0.5, tries: 2 },
    { successes: 0, tries: 0 },
    { successes: 1, tries: Number.NaN },
  ])('refuses $successes of $tries', (count) => {
    expect(() => wilsonInterval(count, 0.95)).toThrow(RangeError)
    expect(() => clopperPearsonInterval(count, 0.95)).toThrow(RangeError)
  })

  it('of 10,000 images at 90 % has a standard error of 0.3 points', () => {
    // √(0.9 · 0.1 / 10,000)
    expect(imageError(0.9, 10_000)).toBeCloseTo(0.003, 12)
  })
})

describe('the probability of improvement', () => {
  it.each(Object.entries(fixture.improvement))(
    '%s against SciPy',
    (_name, { first, second, probability, interval }) => {
      const found = probabilityOfImprovement(first, second)
      expectClose(found?.probability, probability)
      for (const at of [0, 1]) expectClose(found?.interval[at], interval[at])
    },
  )

  it('is 1 less that of the opposite, whatever increasing scale the outcome is told on', () => {
    const runs = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(runs, runs, (first, second) => {
        const found = probabilityOfImprovement(first, second)
        const opposite = probabilityOfImprovement(second, first)
        expect(found?.probability).toBeCloseTo(1 - (opposite?.probability ?? Number.NaN), 12)
        expect(found?.interval[0]).toBeCloseTo(1 - (opposite?.interval[1] ?? Number.NaN), 9)
        const exponential = probabilityOfImprovement(first.map(Math.exp), second.map(Math.exp))
        expect(exponential).toEqual(found)
        expect(found?.interval[0]).toBeLessThan(found?.interval[1] ?? Number.NaN)
      }),
    )
  })

  it('says nothing of an arm without runs, and refuses what is no number', () => {
    expect(probabilityOfImprovement([], [1])).toBeUndefined()
    expect(() => probabilityOfImprovement([1], [Number.NaN])).toThrow('value 1 of 1 is NaN')
  })
})
