import type { Estimate, MeanEstimate } from './student-t'

/**
 * The difference of two independent samples' means, first − second, whose spreads need not be equal.
 * @returns its degrees of freedom by Welch and Satterthwaite; those of a common spread where both spreads are zero.
 * @see Welch 1947.
 */
export function differenceOfMeans(first: MeanEstimate, second: MeanEstimate): Estimate {
  const variances = [first, second].map(({ standardError, df }) => ({ variance: standardError ** 2, df }))
  const variance = variances.reduce((sum, one) => sum + one.variance, 0)
  const df = variance ** 2 / variances.reduce((sum, one) => sum + one.variance ** 2 / one.df, 0)
  return {
    mean: first.mean - second.mean,
    standardError: Math.sqrt(variance),
    df: variance === 0 ? first.df + second.df : df,
  }
}
