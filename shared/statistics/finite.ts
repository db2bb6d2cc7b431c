/**
 * Statistics are of numbers: what diverged or is missing was sorted out, and counted, before.
 * @throws RangeError naming the first value that is NaN or infinite, and its place.
 */
export function requireFinite(values: readonly number[], what: string): void {
  const index = values.findIndex((value) => !Number.isFinite(value))
  if (index >= 0)
    throw new RangeError(`${what} ${index + 1} of ${values.length} is ${values[index]}: finite numbers only`)
}

/** @throws RangeError where a probability or level is not between 0 and 1, neither of them included. */
export function requireShare(share: number, what: string): void {
  if (!(share > 0 && share < 1)) throw new RangeError(`${what} ${share} is not between 0 and 1`)
}
