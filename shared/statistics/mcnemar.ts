import { binomialCdf } from './binomial'

export interface McNemarTest {
  /** Images that one of the two alone judges right, and all on which they differ. */
  readonly onlyFirst: number
  readonly onlySecond: number
  /** Exact, two-sided. */
  readonly p: number
}

/**
 * McNemar's exact test of two classifiers on the same images: whether, where exactly one is right, it is either equally
 * often. Where they never differ, p is 1. It says whether these two trained networks differ, nothing of other seeds.
 * @throws RangeError where a count is not a whole number from 0 on.
 * @see McNemar 1947; the binomial test of its discordant pairs.
 */
export function mcNemar(onlyFirst: number, onlySecond: number): McNemarTest {
  for (const count of [onlyFirst, onlySecond])
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`${count} images: a whole number from 0 on`)
  const tries = onlyFirst + onlySecond
  const fewer = Math.min(onlyFirst, onlySecond)
  return { onlyFirst, onlySecond, p: Math.min(1, 2 * binomialCdf({ successes: fewer, tries }, 0.5)) }
}
