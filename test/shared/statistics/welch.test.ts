import { describe, expect, it } from 'vitest'
import {
  equivalenceTest,
  estimateMean,
  type MeanEstimate,
  meanInterval,
  tTest,
} from '../../../shared/statistics/student-t'
import { differenceOfMeans } from '../../../shared/statistics/welch'
import fixture from '../../golden/statistics.json' with { type: 'json' }
import { expectClose } from './expect-close'

function estimate(values: readonly number[]): MeanEstimate {
  const estimated = estimateMean(values)
  if (!estimated) throw new Error('no estimate')
  return estimated
}

describe('Welch’s comparison against SciPy', () => {
  it.each(Object.entries(fixture.pairs))('%s', (_name, { first, second, ...expected }) => {
    const difference = differenceOfMeans(estimate(first), estimate(second))
    expectClose(difference.mean, expected.difference)
    expectClose(difference.df, expected.df)
    const [low, high] = meanInterval(difference, 0.95)
    expectClose(low, expected.interval95[0])
    expectClose(high, expected.interval95[1])
    const test = tTest(difference)
    expectClose(test?.statistic, expected.t)
    expectClose(test?.p, expected.p)
    const equivalence = equivalenceTest(difference, fixture.margin)
    expectClose(equivalence?.p, expected.tost)
    expectClose(equivalence?.interval[0], expected.interval90[0])
    expectClose(equivalence?.interval[1], expected.interval90[1])
  })
})

describe('two samples without spread', () => {
  it('have an interval of no width, and no p value', () => {
    const difference = differenceOfMeans(estimate([0.5, 0.5, 0.5]), estimate([0.25, 0.25]))
    expect(difference).toEqual({ mean: 0.25, standardError: 0, df: 3 })
    expect(meanInterval(difference, 0.95)).toEqual([0.25, 0.25])
    expect(tTest(difference)).toBeUndefined()
  })
})
