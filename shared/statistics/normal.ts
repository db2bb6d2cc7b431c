import erfc from '@stdlib/math-base-special-erfc'
import erfcinv from '@stdlib/math-base-special-erfcinv'

/** Standard normal distribution function; the far left tail to full relative precision. */
export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2
}

/** The value that a standard normal variable stays below with probability p; infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  return -Math.SQRT2 * erfcinv(2 * p)
}
