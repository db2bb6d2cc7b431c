import tCdf from '@stdlib/stats-base-dists-t-cdf'
import tQuantile from '@stdlib/stats-base-dists-t-quantile'
import { requireFinite } from './finite'
import { roundingOf } from './rounding'
import { mean, standardDeviation } from './sample'

/** A mean, or a difference of means, with what is known of its error. */
export interface Estimate {
  readonly mean: number
  /** Of the mean: sd / √n. */
  readonly standardError: number
  readonly df: number
}

/** A mean with the spread behind it. At least two values; the spread may be zero. */
export interface MeanEstimate extends Estimate {
  readonly n: number
  readonly sd: number
}

/**
 * A spread that is no more than what the values were rounded by is 0: equal values, not a small spread.
 * @returns undefined below two values, which show no spread.
 * @throws RangeError naming a value that is not finite.
 */
export function estimateMean(values: readonly number[]): MeanEstimate | undefined {
  requireFinite(values, 'value')
  const n = values.length
  if (n < 2) return undefined
  const computed = standardDeviation(values)
  const sd = computed <= roundingOf(values) ? 0 : computed
  return { n, mean: mean(values), sd, standardError: sd / Math.sqrt(n), df: n - 1 }
}

/** Student's t interval of a mean at a level such as 0.95; as wide as nothing where the spread is zero. */
export function meanInterval({ mean: centre, standardError, df }: Estimate, level: number): [number, number] {
  const reach = standardError * tQuantile((1 + level) / 2, df)
  return [centre - reach, centre + reach]
}

export interface TTest {
  readonly statistic: number
  readonly df: number
  readonly p: number
}

/**
 * Two-sided one-sample t test of a mean against a value: on differences, the paired t test.
 * @returns undefined where the spread is zero: the test says nothing then.
 */
export function tTest({ mean: centre, standardError, df }: Estimate, against = 0): TTest | undefined {
  if (standardError === 0) return undefined
  const statistic = (centre - against) / standardError
  return { statistic, df, p: 2 * tCdf(-Math.abs(statistic), df) }
}

export interface EquivalenceTest {
  /** The larger of the two one-sided p values. */
  readonly p: number
  /** The 90 % interval: inside the margins exactly where p < .05. */
  readonly interval: [number, number]
}

/** Whether a test's 90 % interval lies inside ±margin: equivalence at 5 %. */
export function isWithin({ interval: [low, high] }: EquivalenceTest, margin: number): boolean {
  return low > -margin && high < margin
}

/**
 * Two one-sided t tests (TOST) of a mean difference against ±margin.
 * @returns undefined where the spread is zero.
 * @see Schuirmann 1987.
 */
export function equivalenceTest(estimate: Estimate, margin: number): EquivalenceTest | undefined {
  const { mean: centre, standardError, df } = estimate
  if (standardError === 0) return undefined
  const above = tCdf(-(centre + margin) / standardError, df)
  const below = tCdf((centre - margin) / standardError, df)
  return { p: Math.max(above, below), interval: meanInterval(estimate, 0.9) }
}
