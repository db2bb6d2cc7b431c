import { requireFinite } from './finite'
import { normalCdf } from './normal'
import { roundingOf } from './rounding'

/** Up to so many differences the distribution is counted, ties and all; beyond, the normal approximation is close. */
const EXACT_RANKS = 50

/**
 * What becomes of differences of 0: `wilcox` leaves them out, `pratt` ranks them with the others and then leaves their
 * ranks out. SciPy's names.
 */
export type ZeroMethod = 'wilcox' | 'pratt'

export interface WilcoxonTest {
  /** The smaller of the rank sums of positive and of negative differences. */
  readonly statistic: number
  /** Two-sided. */
  readonly p: number
  readonly method: 'exact' | 'normal approximation'
}

/**
 * Wilcoxon's signed-rank test of paired differences. Equal sizes share their mean rank, and the exact distribution is that
 * of these shared ranks; sizes that rounding alone keeps apart are equal. With nothing but differences of 0, p is 1.
 * @returns undefined of nothing.
 * @throws RangeError naming a difference that is not finite.
 * @see Wilcoxon 1945; Pratt 1959. The approximation is corrected for ties and zeros, not for continuity.
 */
export function wilcoxon(differences: readonly number[], zeros: ZeroMethod = 'wilcox'): WilcoxonTest | undefined {
  requireFinite(differences, 'difference')
  if (differences.length === 0) return undefined
  const negligible = roundingOf(differences)
  const isZero = (difference: number): boolean => Math.abs(difference) <= negligible
  const ranked = zeros === 'pratt' ? differences : differences.filter((difference) => !isZero(difference))
  const ranks = doubledRanks(ranked.map(Math.abs), negligible)
  const signed = ranked.flatMap((difference, index) =>
    isZero(difference) ? [] : [{ rank: ranks[index] ?? 0, positive: difference > 0 }],
  )
  const total = signed.reduce((sum, { rank }) => sum + rank, 0)
  const positive = signed.reduce((sum, { rank, positive }) => sum + (positive ? rank : 0), 0)
  const smaller = Math.min(positive, total - positive)
  const kept = signed.map(({ rank }) => rank)
  const exact = kept.length <= EXACT_RANKS
  return {
    statistic: smaller / 2,
    p: Math.min(1, 2 * (exact ? exactTail(kept, smaller) : normalTail(kept, smaller))),
    method: exact ? 'exact' : 'normal approximation',
  }
}

/** Twice the rank of each size, so that the mean ranks of ties are whole numbers. */
function doubledRanks(sizes: readonly number[], negligible: number): readonly number[] {
  const order = sizes.map((size, index) => ({ size, index })).sort((a, b) => a.size - b.size)
  const ranks = new Array<number>(sizes.length).fill(0)
  let start = 0
  while (start < order.length) {
    let end = start + 1
    while (end < order.length && (order[end]?.size ?? 0) - (order[end - 1]?.size ?? 0) <= negligible) end += 1
    for (const { index } of order.slice(start, end)) ranks[index] = start + 1 + end
    start = end
  }
  return ranks
}

/** Probability that the ranks with a positive sign sum to at most this, each sign a coin's throw: counted rank by rank. */
function exactTail(ranks: readonly number[], sum: number): number {
  const probability = new Float64Array(sum + 1)
  probability[0] = 1
  for (const rank of ranks)
    for (let at = sum; at >= 0; at -= 1)
      probability[at] = ((probability[at] ?? 0) + (at >= rank ? (probability[at - rank] ?? 0) : 0)) / 2
  return probability.reduce((total, one) => total + one, 0)
}

/** The sum of n independent ±rank: ties and zeros change the ranks, and thereby its variance, and nothing else. */
function normalTail(doubled: readonly number[], sum: number): number {
  const mean = doubled.reduce((total, rank) => total + rank, 0) / 2
  const variance = doubled.reduce((total, rank) => total + rank ** 2, 0) / 4
  return normalCdf((sum - mean) / Math.sqrt(variance))
}
