import { chiSquareQuantile } from './chi-square'
import { requireShare } from './finite'

/**
 * Interval of a standard deviation at a level such as 0.95, for normally distributed values, in their unit. From three
 * values it reaches from half to six times the one observed: what a power prediction from few replicates is worth.
 * @param df of the spread: n − 1 of one sample
 */
export function spreadInterval(
  { sd, df }: { readonly sd: number; readonly df: number },
  level: number,
): [number, number] {
  requireShare(level, 'level')
  const tail = (1 - level) / 2
  return [sd * Math.sqrt(df / chiSquareQuantile(1 - tail, df)), sd * Math.sqrt(df / chiSquareQuantile(tail, df))]
}
