import { describe, expect, it } from 'vitest'
import { bcaInterval, bootstrapInterval } from '../../../shared/statistics/bootstrap'
import { hedgesCorrection } from '../../../shared/statistics/hedges'
import { normalQuantiles } from '../../../shared/statistics/normal-quantiles'
import { mean, median } from '../../../shared/statistics/sample'
import fixture from '../../golden/statistics.json' with { type: 'json' }
import { expectClose } from './expect-close'

const STATISTICS = { mean, median }

describe('the BCa interval', () => {
  it.each(Object.entries(fixture.bca))(
    '%s, from SciPy’s resamples',
    (_name, { values, statistic, resampled, interval }) => {
      const found = bcaInterval(values, statistic === 'mean' ? STATISTICS.mean : STATISTICS.median, resampled, 0.95)
      for (const at of [0, 1]) expectClose(found?.[at], interval[at])
    },
  )

  it('from resamples of one’s own comes near it, and is the same for the same seed', () => {
    const { values, interval } = fixture.bca.skewed
    const found = bootstrapInterval(values, { seed: 3 })
    expect(found).toMatchObject({ resamples: 10_000, seed: 3 })
    expect(found?.interval[0]).toBeCloseTo(interval[0] ?? Number.NaN, 1)
    expect(Math.abs((found?.interval[1] ?? Number.NaN) - (interval[1] ?? Number.NaN))).toBeLessThan(0.25)
    expect(bootstrapInterval(values, { seed: 3 })).toEqual(found)
    expect(bootstrapInterval(values, { seed: 4 })).not.toEqual(found)
  })

  it('says nothing of one value or of equal ones, and refuses what is no number', () => {
    expect(bootstrapInterval([0.9], { seed: 1 })).toBeUndefined()
    expect(bootstrapInterval([0.5, 0.5, 0.5], { seed: 1 })).toBeUndefined()
    expect(() => bootstrapInterval([0.5, Number.NaN], { seed: 1 })).toThrow('value 2 of 2 is NaN')
  })
})

describe('Hedges’ correction', () => {
  it.each(fixture.hedges)('with $df against SciPy', ({ df, correction }) =>
    expectClose(hedgesCorrection(df), correction),
  )

  it('leaves nothing of an effect size from two replicates', () => {
    expect(hedgesCorrection(1)).toBe(0)
  })
})

describe('the points of a Q–Q plot', () => {
  it.each(fixture.quantiles)('of $values against SciPy', ({ values, expected }) => {
    const points = normalQuantiles(values)
    for (const [at, quantile] of expected.entries()) expect(points[at]?.expected).toBeCloseTo(quantile, 12)
    expect(points.map(({ value }) => value)).toEqual([...values].sort((a, b) => a - b))
  })

  it('are none of nothing, and one in the middle of one value', () => {
    expect(normalQuantiles([])).toEqual([])
    expect(normalQuantiles([3])).toEqual([{ expected: 0, value: 3 }])
  })
})
