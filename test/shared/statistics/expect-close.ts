import { expect } from 'vitest'

/** Relative agreement, to 1e-9 unless told; null and undefined agree with nothing. */
export function expectClose(actual: number | null | undefined, expected: number | undefined, tolerance = 1e-9): void {
  const wanted = expected ?? Number.NaN
  const off = Math.abs((actual ?? Number.NaN) - wanted)
  if (!(off <= tolerance * Math.abs(wanted))) expect.fail(`${actual} is not ${expected}`)
}
