import tQuantile from '@stdlib/stats-base-dists-t-quantile'
import { requireFinite, requireShare } from './finite'
import { noncentralTCdf } from './noncentral-t'
import { findRoot } from './root'

/** A question to a two-sided paired t test. Effect and spread in the outcome's unit. */
export interface PairedTest {
  /** Standard deviation of the differences between replicates, not of an arm. */
  readonly sd: number
  /** Of the two-sided test, such as 0.05. */
  readonly level: number
}

/** More replicates than this are as good as none. */
const MOST_REPLICATES = 1_000_000

/**
 * The level at which the least p of a family has to be tested: level ÷ tests, by Bonferroni, and Holm's first step. Under
 * Holm the others are tested less strictly, so power and replicates worked out at this level hold for every contrast.
 */
export function strictestLevel(level: number, tests: number): number {
  requireShare(level, 'level')
  if (!Number.isInteger(tests) || tests < 1) throw new RangeError(`${tests} tests: a whole number from 1 on`)
  return level / tests
}

/**
 * Probability that the two-sided paired t test of n replicates finds an effect, either way.
 * @returns undefined below two replicates, and where there is no spread: there is no test then.
 * @throws RangeError naming a number out of range.
 */
export function pairedPower({ effect, n, sd, level }: PairedTest & { effect: number; n: number }): number | undefined {
  requireTest({ sd, level })
  requireFinite([effect, n], 'effect and replicates')
  return n < 2 || sd === 0 ? undefined : power((effect / sd) * Math.sqrt(n), n - 1, level)
}

/**
 * The smallest effect that n replicates find with this probability.
 * @param power such as 0.8; above the level
 * @returns in the outcome's unit; undefined below two replicates, and where there is no spread: nothing can be said then.
 * @throws RangeError naming a number out of range.
 */
export function detectableEffect({
  sd,
  n,
  level,
  power: wanted,
}: PairedTest & { n: number; power: number }): number | undefined {
  requireTest({ sd, level })
  requirePower(wanted, level)
  if (n < 2 || sd === 0) return undefined
  const short = (noncentrality: number): number => power(noncentrality, n - 1, level) - wanted
  let reached = 1
  while (short(reached) < 0) reached *= 2
  return (findRoot(short, reached === 1 ? 0 : reached / 2, reached) * sd) / Math.sqrt(n)
}

/**
 * The fewest replicates with which an effect is found with at least this probability.
 * @returns undefined where the effect is 0, there is no spread, or a million are too few.
 * @throws RangeError naming a number out of range.
 */
export function replicatesFor({
  effect,
  sd,
  level,
  power: wanted,
}: PairedTest & { effect: number; power: number }): number | undefined {
  requireTest({ sd, level })
  requirePower(wanted, level)
  requireFinite([effect], 'effect')
  if (effect === 0 || sd === 0) return undefined
  const suffices = (n: number): boolean => power((effect / sd) * Math.sqrt(n), n - 1, level) >= wanted
  let high = 2
  while (!suffices(high)) {
    if (high >= MOST_REPLICATES) return undefined
    high = Math.min(2 * high, MOST_REPLICATES)
  }
  let low = high === 2 ? 1 : Math.floor(high / 2)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (suffices(middle)) high = middle
    else low = middle
  }
  return high
}

function power(noncentrality: number, df: number, level: number): number {
  const below = tQuantile(level / 2, df)
  return noncentralTCdf(below, df, -noncentrality) + noncentralTCdf(below, df, noncentrality)
}

function requireTest({ sd, level }: PairedTest): void {
  requireFinite([sd], 'standard deviation')
  if (sd < 0) throw new RangeError(`standard deviation ${sd} is below 0`)
  requireShare(level, 'level')
}

function requirePower(power: number, level: number): void {
  requireShare(power, 'power')
  if (power <= level)
    throw new RangeError(`power ${power} is not above the level ${level}, which no effect at all reaches`)
}
