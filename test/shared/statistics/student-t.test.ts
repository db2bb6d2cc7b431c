import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mean, median, standardDeviation } from '../../../shared/statistics/sample'
import { equivalenceTest, estimateMean, isWithin, meanInterval, tTest } from '../../../shared/statistics/student-t'
import fixture from '../../golden/statistics.json' with { type: 'json' }
import { expectClose } from './expect-close'

describe('against SciPy', () => {
  it.each(Object.entries(fixture.samples))('%s: mean, spread, intervals, t test, equivalence', (_name, expected) => {
    const { values } = expected
    expectClose(mean(values), expected.mean)
    // Differences of 1e-9 beside 0.5 have seven digits left.
    expect(standardDeviation(values) / expected.sd).toBeCloseTo(1, 6)
    const estimate = estimateMean(values)
    if (!estimate) throw new Error('no estimate')
    const [low, high] = meanInterval(estimate, 0.95)
    expectClose(low, expected.interval95[0] ?? Number.NaN)
    expectClose(high, expected.interval95[1] ?? Number.NaN)
    if (expected.sd < 1e-6) return
    const test = tTest(estimate)
    expectClose(test?.statistic, expected.t)
    expectClose(test?.p, expected.p)
    const equivalence = equivalenceTest(estimate, fixture.margin)
    expectClose(equivalence?.p, expected.tost)
    expectClose(equivalence?.interval[0], expected.interval90[0] ?? Number.NaN)
    expectClose(equivalence?.interval[1], expected.interval90[1] ?? Number.NaN)
  })
})

describe('Student’s t against SciPy', () => {
  it.each(fixture.studentT)('p of $t with $df degrees of freedom', ({ t, df, p }) => {
    expectClose(tTest({ mean: t, standardError: 1, df })?.p, p)
    expectClose(tTest({ mean: -t, standardError: 1, df })?.p, p)
  })
})

describe('little data', () => {
  it('refuses a value that is no number, and says which', () => {
    expect(() => estimateMean([0.9, Number.NaN])).toThrow('value 2 of 2 is NaN')
    expect(() => estimateMean([Number.POSITIVE_INFINITY])).toThrow('value 1 of 1 is Infinity')
  })

  it('shows no spread in one value', () => {
    expect(estimateMean([0.9])).toBeUndefined()
    expect(estimateMean([])).toBeUndefined()
  })

  it('gives no p value where all values are equal, and an interval of no width', () => {
    const estimate = estimateMean([0.5, 0.5, 0.5])
    if (!estimate) throw new Error('no estimate')
    expect(tTest(estimate)).toBeUndefined()
    expect(equivalenceTest(estimate, 0.1)).toBeUndefined()
    expect(meanInterval(estimate, 0.95)).toEqual([0.5, 0.5])
  })

  it('takes what rounding leaves between equal differences for no spread', () => {
    // 1.0106 − 0.9991, 1.0113 − 0.9998 and 1.005 − 0.9935 in double precision: 0.0115 each, were it exact.
    const differences = [0.011499999999999955, 0.011500000000000066, 0.011499999999999844]
    expect(standardDeviation(differences)).toBeGreaterThan(0)
    expect(estimateMean(differences)?.sd).toBe(0)
  })

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })
})

describe('laws of the t test', () => {
  const samples = fc.array(
    fc.integer({ min: -500, max: 500 }).map((images) => images / 10_000),
    { minLength: 2, maxLength: 12 },
  )

  it('p is the same for opposite, reordered and rescaled differences; the interval holds 0 where p is above 5 %', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.001, max: 1000, noNaN: true }), (values, scale) => {
        const estimate = estimateMean(values)
        const test = estimate && tTest(estimate)
        if (!estimate || !test) {
          expect(new Set(values).size).toBe(1)
          return
        }
        for (const other of [
          values.map((value) => -value),
          [...values].reverse(),
          values.map((value) => value * scale),
        ]) {
          const again = estimateMean(other)
          expect(again && tTest(again)?.p).toBeCloseTo(test.p, 9)
        }
        expect(test.p >= 0 && test.p <= 1).toBe(true)
        const [low, high] = meanInterval(estimate, 0.95)
        if (Math.abs(test.p - 0.05) > 1e-9) expect(low < 0 && high > 0).toBe(test.p > 0.05)
        // Equivalence is shown exactly where the 90 % interval lies within the margins.
        const equivalence = equivalenceTest(estimate, 0.02)
        if (equivalence && Math.abs(equivalence.p - 0.05) > 1e-9)
          expect(isWithin(equivalence, 0.02)).toBe(equivalence.p < 0.05)
      }),
    )
  })
})
