import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { requireFinite } from './finite'
import { roundingOf } from './rounding'

/** Up to so many differences that are not 0, all sign patterns are counted: 2³⁰ of them as pairs of 2¹⁵ and 2¹⁵ sums. */
const EXACT_DIFFERENCES = 30

/** Drawn patterns beyond that: p has a standard error of at most 0.0016, 0.0007 at p = .05. */
const DRAWS = 100_000

export interface SignFlipTest {
  /** The mean difference. */
  readonly statistic: number
  /** Two-sided. */
  readonly p: number
  /** Whether every sign pattern was counted, or so many were drawn. */
  readonly patterns: 'all' | { readonly drawn: number; readonly seed: number }
}

/**
 * The exact paired permutation test: among all ways to swap the two arms within replicates, the share whose mean difference
 * is at least as far from 0 as the one observed. It takes for granted only that, without an effect, a difference is as
 * likely as its opposite. Sums that rounding alone keeps apart count as equal. Differences of 0 decide nothing: with
 * nothing else, p is 1. Beyond 30, patterns are drawn and p = (b + 1) / (m + 1).
 * @returns undefined of nothing.
 * @throws RangeError naming a difference that is not finite.
 * @see Fisher 1935; Phipson and Smyth 2010 for drawn patterns.
 */
export function signFlip(differences: readonly number[], seed = 1): SignFlipTest | undefined {
  requireFinite(differences, 'difference')
  if (differences.length === 0) return undefined
  const sum = differences.reduce((total, difference) => total + difference, 0)
  const statistic = sum / differences.length
  const negligible = roundingOf(differences)
  const sizes = differences.map(Math.abs).filter((size) => size > negligible)
  const bound = Math.abs(sum) - negligible * Math.max(1, sizes.length)
  if (bound <= 0) return { statistic, p: 1, patterns: 'all' }
  if (sizes.length <= EXACT_DIFFERENCES) return { statistic, p: exactP(sizes, bound), patterns: 'all' }
  return { statistic, p: drawnP(sizes, bound, seed), patterns: { drawn: DRAWS, seed } }
}

/** The least two-sided p that n differences can give, by this test or Wilcoxon's: all have the same sign, 2 of 2ⁿ patterns. */
export function smallestP(n: number): number {
  return Math.min(1, 2 ** (1 - n))
}

/** The fewest replicates with which an exact test can reach a level, such as 0.05 or, of four contrasts under Holm, 0.0125. */
export function fewestReplicates(level: number): number {
  return Math.max(1, Math.ceil(1 - Math.log2(level)))
}

/** Counts pairs of one sum of each half that together reach the bound; by symmetry, as many reach it from below. */
function exactP(sizes: readonly number[], bound: number): number {
  const half = Math.floor(sizes.length / 2)
  const first = signedSums(sizes.slice(0, half))
  const second = signedSums(sizes.slice(half))
  let reaching = 0
  let from = second.length
  // The larger a sum of the first half, the smaller the one of the second that is needed.
  for (const one of first) {
    while (from > 0 && one + (second[from - 1] ?? 0) >= bound) from -= 1
    reaching += second.length - from
  }
  return Math.min(1, (2 * reaching) / 2 ** sizes.length)
}

/**
 * The sums of all sign patterns, smallest first: each size merges those shifted down with those shifted up. The second half
 * is the first with other signs.
 */
function signedSums(sizes: readonly number[]): Float64Array {
  let sums = new Float64Array([0])
  for (const size of sizes) {
    const half = sums.length
    const merged = new Float64Array(2 * half)
    let [down, up] = [0, 0]
    for (let index = 0; index < half; index += 1) {
      const lower = (sums[down] ?? 0) - size
      const upper = (sums[up] ?? 0) + size
      const isDown = Number(lower <= upper)
      down += isDown
      up += 1 - isDown
      const sum = Math.min(lower, upper)
      merged[index] = sum
      merged[2 * half - 1 - index] = -sum
    }
    sums = merged
  }
  return sums
}

function drawnP(sizes: readonly number[], bound: number, seed: number): number {
  const generator = xoroshiro128plus(seed)
  let reaching = 0
  for (let draw = 0; draw < DRAWS; draw += 1) {
    let sum = 0
    let bits = 0
    for (let index = 0; index < sizes.length; index += 1) {
      // Of 32 random bits the upper 31: the lowest of this generator is its weakest.
      if (index % 31 === 0) bits = generator.next() >>> 1
      const size = sizes[index] ?? 0
      sum += bits & 1 ? size : -size
      bits >>>= 1
    }
    if (Math.abs(sum) >= bound) reaching += 1
  }
  return (reaching + 1) / (DRAWS + 1)
}
