import betainc from '@stdlib/math-base-special-betainc'
import betaincinv from '@stdlib/math-base-special-kernel-betaincinv'
import { requireShare } from './finite'
import { normalQuantile } from './normal'

/** Successes among independent tries: images judged right among those of a split. */
export interface Count {
  readonly successes: number
  readonly tries: number
}

/** @throws RangeError where it is not a count of some of at least one. */
function requireCount({ successes, tries }: Count): void {
  if (!Number.isInteger(tries) || tries < 1) throw new RangeError(`${tries} tries: a whole number from 1 on`)
  if (!Number.isInteger(successes) || successes < 0 || successes > tries)
    throw new RangeError(`${successes} successes of ${tries}: a whole number from 0 to ${tries}`)
}

/**
 * Standard error that a split's finite number of images gives an accuracy: √(p (1 − p) / images). It is there however many
 * seeds are run, the same images are in it for every arm, and it is not part of the seeds' spread.
 */
export function imageError(accuracy: number, images: number): number {
  return Math.sqrt((accuracy * (1 - accuracy)) / images)
}

/** Wilson's score interval of a share: close to its level on average, never of no width. @see Wilson 1927. */
export function wilsonInterval(count: Count, level: number): [number, number] {
  requireCount(count)
  requireShare(level, 'level')
  const { successes, tries } = count
  const z = normalQuantile((1 + level) / 2)
  const share = successes / tries
  const weight = 1 + z ** 2 / tries
  const centre = (share + z ** 2 / (2 * tries)) / weight
  const reach = (z / weight) * Math.sqrt((share * (1 - share)) / tries + z ** 2 / (4 * tries ** 2))
  // At an end, rounding alone keeps the bound from 0 or 1.
  return [successes === 0 ? 0 : centre - reach, successes === tries ? 1 : centre + reach]
}

/** The exact interval of a share: covers at least its level, and more. @see Clopper and Pearson 1934. */
export function clopperPearsonInterval(count: Count, level: number): [number, number] {
  requireCount(count)
  requireShare(level, 'level')
  const { successes, tries } = count
  const tail = (1 - level) / 2
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, tries - successes + 1),
    successes === tries ? 1 : betaQuantile(1 - tail, successes + 1, tries - successes),
  ]
}

/** Probability of at most this many successes among tries that each succeed with this probability. */
export function binomialCdf({ successes, tries }: Count, probability: number): number {
  return successes >= tries ? 1 : betainc(1 - probability, tries - successes, successes + 1)
}

function betaQuantile(p: number, a: number, b: number): number {
  return betaincinv(a, b, p, 1 - p)[0] ?? Number.NaN
}
