import { requireFinite } from './finite'
import { normalQuantile } from './normal'

/** A point of a normal Q–Q plot. */
export interface QuantilePoint {
  /** Where a standard normal sample's value of this rank is expected: Filliben's medians of order statistics. */
  readonly expected: number
  /** In the values' unit. */
  readonly value: number
}

/**
 * The points of a normal Q–Q plot, smallest first: on a line where the values are normally distributed.
 * @see Filliben 1975.
 */
export function normalQuantiles(values: readonly number[]): readonly QuantilePoint[] {
  requireFinite(values, 'value')
  const n = values.length
  const last = 0.5 ** (1 / n)
  const median = (rank: number): number => {
    if (rank === 1) return 1 - last
    return rank === n ? last : (rank - 0.3175) / (n + 0.365)
  }
  return [...values]
    .sort((a, b) => a - b)
    .map((value, index) => ({ expected: n === 1 ? 0 : normalQuantile(median(index + 1)), value }))
}
