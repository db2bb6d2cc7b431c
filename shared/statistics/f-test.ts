import betainc from '@stdlib/math-base-special-betainc'

/** Probability that an F variable exceeds f: the upper tail itself, not 1 less the lower one. */
export function fTestP(f: number, df: number, dfError: number): number {
  return betainc(dfError / (dfError + df * f), dfError / 2, df / 2)
}
