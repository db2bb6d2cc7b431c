/**
 * A difference of two accuracies carries the rounding of both, however small it is itself: 1e-16 beside 1e-4. Below this
 * share of the largest value, numbers count as equal.
 */
const SHARE = 1e-10

/** How far apart numbers of one calculation may be and still count as equal, in the values' unit. */
export function roundingOf(values: readonly number[]): number {
  return SHARE * values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
}

/**
 * A sum of weighted outcomes, 0 where it is nothing but their rounding: the difference of arms that judge all alike is no
 * small difference.
 */
export function weightedSum(parts: readonly { readonly weight: number; readonly value: number }[]): number {
  const products = parts.map(({ weight, value }) => weight * value)
  const sum = products.reduce((total, product) => total + product, 0)
  // A unit in the last place of the largest, for each part: far below one image in a million.
  const rounding = Number.EPSILON * parts.length * Math.max(0, ...products.map(Math.abs))
  return Math.abs(sum) <= rounding ? 0 : sum
}
