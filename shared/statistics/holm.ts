import { requireFinite } from './finite'

/**
 * Holm's adjusted p values of a family, in the order given.
 * @throws RangeError naming a p that is not a number; what was not tested belongs to no family.
 * @see Holm 1979: the i-th smallest of m is multiplied by m − i + 1, never below its predecessor, at most 1.
 */
export function holm(ps: readonly number[]): readonly number[] {
  requireFinite(ps, 'p')
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p)
  const adjusted = new Array<number>(ps.length)
  let least = 0
  for (const [rank, { p, index }] of order.entries()) {
    least = Math.max(least, Math.min(1, p * (ps.length - rank)))
    adjusted[index] = least
  }
  return adjusted
}
