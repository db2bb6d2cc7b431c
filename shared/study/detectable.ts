import { type ComparedArms, combinationOf, comparisonsOf, familyOf } from '../analysis/contrasts'
import { detectableEffect, replicatesFor, strictestLevel } from '../statistics/power'
import type { Detectable } from './plan'
import type { StudyFile } from './schema'

/** How an outcome spreads between replicates. */
export interface OutcomeSpread {
  /** Standard deviation of the difference of two arms, paired by replicate, in the outcome's unit. */
  readonly sd: number
  /** Whether it is that of a contrast already, which averages over several pairs of arms. */
  readonly ofContrast?: boolean
  /** Where it comes from, in words. */
  readonly from: string
}

/** Of which outcome, network and data a spread is asked. */
export interface AskedSpread {
  readonly metric: StudyFile['outcome']['metric']
  readonly split: StudyFile['outcome']['split']
  readonly architecture: string
  readonly dataset: string
}

/**
 * Where no earlier study tells: the paired differences of the sample study's 8 arms with 5 seeds each, pooled over their 28 pairs,
 * on 2,000 validation images (docs/performance.json, `agreement`). Of other outcomes nothing was measured, and nothing is
 * assumed.
 */
const ASSUMED_ACCURACY: OutcomeSpread = {
  sd: 0.0049,
  from: 'assumed, from the sample study (mini-googlenet on fashion-mnist-8k, 8 arms with 5 seeds each)',
}

/** What a spread is taken for where no study shows it; undefined where there is no ground to take it for anything. */
export function assumedSpread(metric: AskedSpread['metric']): OutcomeSpread | undefined {
  return metric === 'accuracy' ? ASSUMED_ACCURACY : undefined
}

const POWER = 0.8
export const LEVEL = 0.05

/** What a study compares, before any trial. */
type Compared = Pick<ComparedArms, 'arms' | 'controls' | 'factors' | 'fraction'>
type Testing = StudyFile['analysis']

/** The smallest effects that a design finds; null where it has one replicate or compares nothing. */
export function detectable(
  study: Pick<StudyFile, 'replicates' | 'analysis'>,
  compared: Compared,
  spread: OutcomeSpread,
): Detectable | null {
  const question = questionOf(study.analysis, compared, spread)
  if (!question) return null
  const { sd, sdFrom, family } = question
  const n = study.replicates
  const alone = detectableEffect({ sd, n, level: LEVEL, power: POWER })
  const adjusted = detectableEffect({ sd, n, level: strictestLevel(LEVEL, family), power: POWER })
  if (alone === undefined || adjusted === undefined) return null
  return {
    effect: alone,
    effectInFamily: adjusted,
    power: POWER,
    level: LEVEL,
    n,
    family,
    test: 'paired-t',
    sd,
    sdFrom,
  }
}

/** How many replicates an effect needs. */
export interface NeededReplicates {
  readonly effect: number
  /** For the first contrast alone; null where a million are too few. */
  readonly alone: number | null
  /** For every contrast of the family. */
  readonly inFamily: number | null
  readonly sd: number
  readonly sdFrom: string
  readonly family: number
  readonly test: 'paired-t'
  readonly power: number
  readonly level: number
}

/** @returns undefined where the study compares nothing */
export function neededReplicates(
  effect: number,
  testing: Testing,
  compared: Compared,
  spread: OutcomeSpread,
): NeededReplicates | undefined {
  const question = questionOf(testing, compared, spread)
  if (!question) return undefined
  const { sd, family } = question
  const needed = (level: number) => replicatesFor({ effect, sd, level, power: POWER }) ?? null
  const found = { alone: needed(LEVEL), inFamily: needed(strictestLevel(LEVEL, family)) }
  return { effect, ...found, ...question, test: 'paired-t', power: POWER, level: LEVEL }
}

/** Contrasts that are adjusted together, of the larger of the study's families; 0 where nothing is compared. */
export function familySize(testing: Testing, compared: Compared): number {
  const families = madeComparisons(compared).map(({ factor }) => familyOf(factor, testing))
  const size = (family: 'primary' | 'secondary') => families.filter((own) => own === family).length
  return Math.max(families.length === 0 ? 0 : 1, size('primary'), size('secondary'))
}

/** Comparisons that the design can make. */
function madeComparisons(compared: Compared) {
  return comparisonsOf(compared)
    .map(({ factor, ...rest }) => ({ factor, terms: combinationOf(compared, { factor, ...rest }) }))
    .filter(({ terms }) => terms.length > 0)
}

function questionOf(
  testing: Testing,
  compared: Compared,
  { sd, from, ofContrast = false }: OutcomeSpread,
): Pick<NeededReplicates, 'sd' | 'sdFrom' | 'family'> | undefined {
  // A difference of two arms has the sum of their variances; a mean over several pairs a share of it.
  const spreads = madeComparisons(compared).map(
    ({ terms }) => sd * Math.sqrt(terms.reduce((sum, { weight }) => sum + weight ** 2, 0) / 2),
  )
  if (spreads.length === 0) return undefined
  return { sd: ofContrast ? sd : Math.max(...spreads), sdFrom: from, family: familySize(testing, compared) }
}
