import { digitsSupported, formatFixed } from '../format/numbers'

/**
 * A mean as figures print it: `86.5 ± 1.2`, ± being half of its interval; alone where there is none.
 * @param digits after the point, at least and at most: as many as the interval supports.
 */
export function meanWithReach(
  value: number,
  interval: readonly [number, number] | null,
  { least, most }: { readonly least: number; readonly most: number },
): string {
  if (interval === null) return formatFixed(value, least)
  const half = (interval[1] - interval[0]) / 2
  const digits = Math.max(least, digitsSupported(half, most))
  return `${formatFixed(value, digits)} ± ${formatFixed(half, digits)}`
}

/** Digits of accuracies in per cent, and of losses. */
export const ACCURACY_DIGITS = { least: 1, most: 2 } as const
export const LOSS_DIGITS = { least: 2, most: 4 } as const
