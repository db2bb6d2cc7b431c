import gammaln from '@stdlib/math-base-special-gammaln'

/**
 * What Cohen's d of few replicates is multiplied by to be right on average: J(df), exactly, not 1 − 3 / (4 df − 1).
 * @param df of the standard deviation that d is told in; with one, d has no mean and the correction is 0.
 * @see Hedges 1981.
 */
export function hedgesCorrection(df: number): number {
  if (df <= 1) return 0
  return Math.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) * Math.sqrt(2 / df)
}
