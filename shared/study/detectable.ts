import { changesToBase } from '../analysis/combination'
import { type ComparedArms, combinationOf } from '../analysis/contrasts'
import { MATCHED } from '../design/matched'
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
 * Where no earlier study tells: what the sample study's arms show in the mean, mini-googlenet on 5,000 images after 6 epochs. A contrast that
 * averages over four pairs of arms spreads half as much.
 */
const ASSUMED: Readonly<Record<StudyFile['outcome']['metric'], OutcomeSpread>> = {
  accuracy: { sd: 0.01, from: 'assumed: about what small networks show on Fashion-MNIST' },
  'top-5': { sd: 0.004, from: 'assumed: about what small networks show on Fashion-MNIST' },
  loss: { sd: 0.03, from: 'assumed: about what small networks show on Fashion-MNIST' },
}

const POWER = 0.8
export const LEVEL = 0.05

/** What a study compares, before any trial. */
type Compared = Pick<ComparedArms, 'arms' | 'controls' | 'factors' | 'fraction'>

/** The smallest effects that a design finds; null where it has one replicate or compares nothing. */
export function detectable(
  study: Pick<StudyFile, 'replicates' | 'outcome' | 'analysis'>,
  compared: Compared,
  known: OutcomeSpread | undefined,
): Detectable | null {
  const question = questionOf(study, compared, known)
  if (!question) return null
  const { sd, sdFrom, family } = question
  const n = study.replicates
  const alone = detectableEffect({ sd, n, level: LEVEL, power: POWER })
  const adjusted = detectableEffect({ sd, n, level: strictestLevel(LEVEL, family), power: POWER })
  if (alone === undefined || adjusted === undefined) return null
  return { effect: alone, effectInFamily: adjusted, power: POWER, level: LEVEL, n, family, sd, sdFrom }
}

/** How many replicates an effect needs. */
export interface NeededReplicates {
  readonly effect: number
  /** For the first contrast alone; undefined where a million are too few. */
  readonly alone: number | undefined
  /** For every contrast of the family. */
  readonly inFamily: number | undefined
  readonly sd: number
  readonly sdFrom: string
  readonly family: number
  readonly power: number
  readonly level: number
}

/** @returns undefined where the study compares nothing */
export function neededReplicates(
  effect: number,
  study: Pick<StudyFile, 'replicates' | 'outcome' | 'analysis'>,
  compared: Compared,
  known: OutcomeSpread | undefined,
): NeededReplicates | undefined {
  const question = questionOf(study, compared, known)
  if (!question) return undefined
  const { sd, family } = question
  const needed = (level: number) => replicatesFor({ effect, sd, level, power: POWER })
  const found = { alone: needed(LEVEL), inFamily: needed(strictestLevel(LEVEL, family)) }
  return { effect, ...found, ...question, power: POWER, level: LEVEL }
}

function questionOf(
  { outcome, analysis }: Pick<StudyFile, 'outcome' | 'analysis'>,
  compared: Compared,
  known: OutcomeSpread | undefined,
): Pick<NeededReplicates, 'sd' | 'sdFrom' | 'family'> | undefined {
  const { sd, from, ofContrast = false } = known ?? ASSUMED[outcome.metric]
  const changes = changesToBase(compared.factors)
  const atCost = MATCHED.flatMap((at) => changes.map((change) => ({ ...change, at })))
  const combinations = [
    ...changes,
    ...atCost.filter(({ at }) => compared.controls.some(({ matched }) => matched === at)),
  ]
    .map((own) => ({ factor: own.factor, terms: combinationOf(compared, own) }))
    .filter(({ terms }) => terms.length > 0)
  if (combinations.length === 0) return undefined
  // A difference of two arms has the sum of their variances; a mean over several pairs a share of it.
  const spreads = combinations.map(
    ({ terms }) => sd * Math.sqrt(terms.reduce((sum, { weight }) => sum + weight ** 2, 0) / 2),
  )
  const { primary, family } = analysis
  const secondary = combinations.filter(({ factor }) => factor !== primary && (family?.includes(factor) ?? true)).length
  const own = combinations.filter(({ factor }) => factor === primary).length
  return { sd: ofContrast ? sd : Math.max(...spreads), sdFrom: from, family: Math.max(1, secondary, own) }
}
