import { requireFinite, requireShare } from './finite'
import { normalQuantile } from './normal'
import { findRoot } from './root'

export interface ProbabilityOfImprovement {
  /** P(first > second) + ½ P(first = second), over all pairs of runs. */
  readonly probability: number
  readonly interval: [number, number]
}

const INSIDE = 1e-12

/**
 * How probably a run of the first arm beats one of the second: the share of all pairs of runs in which it does, ties half.
 * The interval is Newcombe's score interval of the Mann–Whitney statistic (his method 5): unlike a bootstrap's it has a
 * width where every run of one arm beats every run of the other. Of normally distributed outcomes, 95 % intervals cover
 * 91 % at three runs an arm, 95 % from five on (simulated). It holds for independent runs; arms that share their
 * seeds are at most closer together, which makes it wide rather than narrow.
 * @returns undefined where an arm has no run.
 * @throws RangeError naming a value that is not finite.
 * @see Agarwal et al. 2021, section 4.3; Newcombe 2006, Statistics in Medicine 25.
 */
export function probabilityOfImprovement(
  first: readonly number[],
  second: readonly number[],
  level = 0.95,
): ProbabilityOfImprovement | undefined {
  requireFinite(first, 'value')
  requireFinite(second, 'value')
  requireShare(level, 'level')
  if (first.length === 0 || second.length === 0) return undefined
  const pairs = first.length * second.length
  const sorted = [...second].sort((a, b) => a - b)
  const halves = first.reduce(
    (sum, value) => sum + countBelow(sorted, value, false) + countBelow(sorted, value, true),
    0,
  )
  const probability = halves / (2 * pairs)
  const z = normalQuantile((1 + level) / 2)
  const others = (first.length + second.length) / 2 - 1
  /** Variance of the statistic where the probability is this one, for exponentially distributed values. */
  const variance = (at: number): number =>
    (at * (1 - at) * (1 + others * ((1 - at) / (2 - at) + at / (1 + at)))) / pairs
  const beyond = (at: number): number => (at - probability) ** 2 - z ** 2 * variance(at)
  // At 0 and 1 themselves the variance is 0, and the other bound is looked for from just inside.
  return {
    probability,
    interval: [
      probability === 0 ? 0 : findRoot(beyond, 0, Math.min(probability, 1 - INSIDE)),
      probability === 1 ? 1 : findRoot(beyond, Math.max(probability, INSIDE), 1),
    ],
  }
}

/** How many of the sorted values lie below this one; `inclusive`: or are equal to it. */
function countBelow(sorted: readonly number[], value: number, inclusive: boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = sorted[middle] ?? 0
    if (other < value || (inclusive && other === value)) low = middle + 1
    else high = middle
  }
  return low
}
