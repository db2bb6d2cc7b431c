import { holm } from '../../shared/statistics/holm'
import { mean } from '../../shared/statistics/sample'
import { estimateMean, type MeanEstimate, meanInterval, tTest } from '../../shared/statistics/student-t'
import { differenceOfMeans } from '../../shared/statistics/welch'
import type { Agreement } from './results'

/** Of intervals and tests. Set, like the margin and the rule, before the first measurement. */
const LEVEL = 0.95
/** A difference in accuracy that would matter to nobody. */
export const MARGIN = 0.01

/** This program's accuracies against Keras's, as independent samples: a seed means other random numbers in each. */
export interface Comparison {
  readonly own: MeanEstimate
  readonly keras: MeanEstimate
  /** Own − Keras's, with Welch's interval. */
  readonly difference: number
  readonly interval: readonly [number, number]
  /** Of Welch's test; adjusted by Holm where it is one of a family. */
  readonly p: number
}

export interface AgreementVerdict {
  readonly arms: readonly (Comparison & { readonly label: string })[]
  /** Of each seed's mean over the arms: arms that share a seed share their random numbers, and are not independent. */
  readonly overall: Comparison
  /** The 90 % interval over all arms. */
  readonly interval90: readonly [number, number]
  /** 0 lies within the interval over all arms, and no arm's adjusted p is below .05. */
  readonly agrees: boolean
  /** The 90 % interval over all arms lies within ±MARGIN: two one-sided tests at 5 %. */
  readonly equivalent: boolean
}

export function judgeAgreement({ arms }: Agreement): AgreementVerdict {
  const compared = arms.map(({ label, own, keras }) => ({ label, ...compare(own, keras) }))
  const adjusted = holm(compared.map(({ p }) => p))
  const judged = compared.map((arm, index) => ({ ...arm, p: adjusted[index] ?? arm.p }))
  const overall = compare(bySeed(arms.map(({ own }) => own)), bySeed(arms.map(({ keras }) => keras)))
  const interval90 = meanInterval(differenceOfMeans(overall.own, overall.keras), 0.9)
  return {
    arms: judged,
    overall,
    interval90,
    agrees: overall.interval[0] <= 0 && overall.interval[1] >= 0 && judged.every(({ p }) => p >= 1 - LEVEL),
    equivalent: interval90[0] > -MARGIN && interval90[1] < MARGIN,
  }
}

function compare(own: readonly number[], keras: readonly number[]): Comparison {
  const estimates = { own: estimated(own), keras: estimated(keras) }
  const difference = differenceOfMeans(estimates.own, estimates.keras)
  // Without any spread the test says nothing, and the interval has no width.
  const p = tTest(difference)?.p ?? (difference.mean === 0 ? 1 : 0)
  return { ...estimates, difference: difference.mean, interval: meanInterval(difference, LEVEL), p }
}

function estimated(accuracies: readonly number[]): MeanEstimate {
  const estimate = estimateMean(accuracies)
  if (!estimate) throw new Error(`${accuracies.length} accuracies show no spread`)
  return estimate
}

/** Each seed's mean over the arms. @param arms accuracies by arm and seed */
function bySeed(arms: readonly (readonly number[])[]): readonly number[] {
  return (arms[0] ?? []).map((_, seed) => mean(arms.map((accuracies) => accuracies[seed] ?? Number.NaN)))
}
