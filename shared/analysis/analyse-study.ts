import { imageError } from '../statistics/binomial'
import { mean, median } from '../statistics/sample'
import { equivalenceTest, estimateMean, isWithin, meanInterval } from '../statistics/student-t'
import { chanceOutcome, type Measure, measureOf, outcomeOf, outcomePhrase } from '../study/outcome'
import type { StudyPlan } from '../study/plan'
import type { CurvePoint, ResultRecord } from '../study/result-record'
import type { StudyFile } from '../study/schema'
import { StudyFile as StudySchema } from '../study/schema'
import { ANALYSIS_SCHEMA, type AnalysedArm, type Equivalence, type StudyAnalysis } from './analysis'
import { answer } from './answer'
import {
  type ComparableArm,
  type ComparedArms,
  combinationOf,
  contrasts,
  simpleEffects,
  type Testing,
} from './contrasts'
import { type Convergence, commonLevel, convergence } from './convergence'
import { type OutcomesByArm, replicateValues } from './evidence'
import { front } from './front'
import { comparisonOf, judge } from './hypotheses'
import { interactions } from './interactions'
import { measureWords } from './outcome-words'
import { deviations, type Registration } from './registration'
import { studyModel } from './study-model'

/** What a study's files hold: all that an analysis is worked out from. */
export interface StudyRecord {
  readonly study: StudyFile
  readonly plan: StudyPlan
  /** Those of trials outside the plan are left out. */
  readonly results: readonly ResultRecord[]
  /** Undefined where nothing was registered before the first trial. */
  readonly registration?: Registration | undefined
}

/** What an analysis needs to know of a plan, whoever made its trials. */
export interface AnalysedPlan {
  readonly study: string
  readonly question: string
  /** The base first. */
  readonly arms: readonly (ComparableArm & {
    readonly label: string
    readonly control?: { readonly residual: number } | undefined
    readonly parameters: number | null
    readonly trainingMacs: number | null
  })[]
  readonly controls?: ComparedArms['controls'] | undefined
  readonly factors: readonly { readonly name: string; readonly levels: readonly string[] }[]
  readonly design: string
  readonly trials: readonly { readonly id: string }[]
}

/** A trial that has ended, as an analysis sees it. */
export interface AnalysedTrial {
  readonly trial: string
  readonly arm: string
  readonly replicate: number
  readonly outcome: 'finished' | 'diverged'
  /** Its outcome, where that counts. */
  readonly value: number | undefined
  /** Wall clock; null where it is not known. */
  readonly seconds: number | null
  /** Its epochs; null where they are not known as such. */
  readonly curve: readonly CurvePoint[] | null
}

/** All that an analysis is worked out from. */
export interface AnalysedTrials {
  readonly plan: AnalysedPlan
  readonly trials: readonly AnalysedTrial[]
  readonly testing: Testing & { readonly sumsOfSquares: 'II' | 'III'; readonly diverged: 'leave-out' | 'chance' }
  readonly hypotheses: StudyFile['hypotheses']
  readonly measure: Measure
  /** Such as `validation accuracy at the last epoch`. */
  readonly phrase: string
  /** Images that an accuracy is a share of; null where that is not known, or it is none. */
  readonly images: number | null
  readonly registration: StudyAnalysis['registration']
}

/** What the published results of a study say. */
export function analyseStudy({ study, plan, results, registration }: StudyRecord): StudyAnalysis {
  const { outcome, analysis: testing } = study
  return analyseTrials({
    plan,
    trials: results.map((result) => ({
      trial: result.trial,
      arm: result.arm,
      replicate: result.replicate,
      outcome: result.outcome,
      value: countedOutcome(result, study, plan),
      seconds: result.seconds,
      curve: result.curve,
    })),
    testing,
    hypotheses: study.hypotheses,
    measure: measureOf(outcome),
    phrase: outcomePhrase(outcome),
    images: outcome.metric === 'loss' ? null : plan.dataset.sizes[outcome.split],
    registration: registration ? registered(registration, study, plan) : null,
  })
}

/** What trials say, whoever made them. Those outside the plan are left out. */
export function analyseTrials(input: AnalysedTrials): StudyAnalysis {
  const { plan, testing, measure, hypotheses } = input
  const planned = new Set(plan.trials.map(({ id }) => id))
  const known = input.trials.filter(({ trial }) => planned.has(trial))
  const byArm = groupedByArm(plan, known)
  const counted = new Map(plan.arms.map(({ id }) => [id, (byArm.get(id) ?? []).flatMap(countedTrial)]))
  const outcomes: OutcomesByArm = new Map(
    [...counted].map(([arm, trials]) => [arm, new Map(trials.map(({ replicate, value }) => [replicate, value]))]),
  )
  const compared = comparedArms(plan)
  const words = measureWords(measure)
  const level = commonLevel([...byArm.values()].map((own) => own.flatMap(lastAccuracy)))
  const effects = contrasts(compared, outcomes, testing)
  const crossed = interactions(compared, outcomes, testing.test)
  const equal = equivalences(hypotheses, compared, outcomes)
  const ended = known.filter((trial) => trial.outcome === 'finished')
  const finished = ended.length
  const unmeasured = ended.filter(({ value }) => value === undefined).length
  return {
    schema: ANALYSIS_SCHEMA,
    study: plan.study,
    question: plan.question,
    outcome: input.phrase,
    measure,
    trials: {
      planned: plan.trials.length,
      finished,
      failed: known.length - finished,
      ...(unmeasured > 0 && { unmeasured }),
    },
    testing: {
      test: testing.test,
      primary: testing.primary ?? null,
      family: {
        primary: effects.filter(({ family }) => family === 'primary').length,
        secondary: effects.filter(({ family }) => family === 'secondary').length,
      },
      diverged: testing.diverged,
    },
    answer: answer(effects, crossed, equal, words),
    arms: analysedArms(input, byArm, counted, level),
    contrasts: [...effects],
    simpleEffects: [...simpleEffects(compared, outcomes, testing.test)],
    interactions: [...crossed],
    equivalences: [...equal],
    model: studyModel(compared, outcomes, testing.sumsOfSquares, compared.fraction ? 1 : MOST_ORDER),
    convergenceLevel: level ?? null,
    hypotheses: hypotheses.map((hypothesis) =>
      judge(hypothesis, {
        compared,
        outcomes,
        words,
        costOf: (arm, cost) => plan.arms.find(({ id }) => id === arm)?.[cost] ?? null,
      }),
    ),
    registration: input.registration,
  }
}

/** Interactions of more factors are hard to say in words, and their error is the better estimate of error. */
const MOST_ORDER = 2

/** A plan's arms as effects see them. */
export function comparedArms(plan: AnalysedPlan): ComparedArms {
  return {
    arms: plan.arms,
    controls: plan.controls ?? [],
    factors: plan.factors.flatMap(({ name, levels: [base, ...others] }) =>
      base === undefined ? [] : [{ name, levels: [base, ...others] as const }],
    ),
    fraction: plan.design.startsWith('fractional'),
  }
}

function groupedByArm(
  plan: AnalysedPlan,
  trials: readonly AnalysedTrial[],
): ReadonlyMap<string, readonly AnalysedTrial[]> {
  const groups = new Map<string, AnalysedTrial[]>(plan.arms.map(({ id }) => [id, []]))
  for (const trial of trials) groups.get(trial.arm)?.push(trial)
  for (const group of groups.values()) group.sort((a, b) => a.replicate - b.replicate)
  return groups
}

/** The outcome of a finished trial, and where the study says so of a diverged one: what chance gives. */
function countedOutcome(
  result: ResultRecord,
  { outcome, analysis }: StudyFile,
  { dataset: { classes } }: StudyPlan,
): number | undefined {
  const atChance = result.outcome === 'diverged' && analysis.diverged === 'chance' && classes !== undefined
  return atChance ? chanceOutcome(outcome, classes) : outcomeOf(result, outcome)
}

/** A trial’s outcome, as far as it counts. */
interface Counted {
  readonly replicate: number
  readonly trial: string
  readonly value: number
}

function countedTrial({ replicate, trial, value }: AnalysedTrial): readonly Counted[] {
  return value === undefined ? [] : [{ replicate, trial, value }]
}

function lastAccuracy({ outcome, curve }: AnalysedTrial): readonly number[] {
  const last = outcome === 'finished' ? curve?.at(-1) : undefined
  return last ? [last.validation.accuracy] : []
}

function analysedArms(
  input: AnalysedTrials,
  byArm: ReadonlyMap<string, readonly AnalysedTrial[]>,
  counted: ReadonlyMap<string, readonly Counted[]>,
  level: number | undefined,
): AnalysedArm[] {
  const { plan, measure } = input
  const turned = (worth: number): number => (measure.moreIsBetter ? worth : -worth)
  const arms = plan.arms.map((arm) =>
    analysedArm(arm, byArm.get(arm.id) ?? [], counted.get(arm.id) ?? [], input, level),
  )
  const costed = arms.flatMap(({ id, macs, mean: own, interval }) => {
    if (macs === null) return []
    const [low, high] = interval ?? []
    const ends = low === undefined || high === undefined ? null : ([turned(low), turned(high)] as const)
    return [
      {
        id,
        macs,
        worth: own === null ? null : turned(own),
        interval: ends && ([Math.min(...ends), Math.max(...ends)] as const),
      },
    ]
  })
  const places = new Map(front(costed).map(({ id, place, by }) => [id, { place, by }]))
  return arms.map((arm) => ({ ...arm, front: places.get(arm.id) ?? null }))
}

function analysedArm(
  arm: AnalysedPlan['arms'][number],
  trials: readonly AnalysedTrial[],
  counted: readonly Counted[],
  { images }: AnalysedTrials,
  level: number | undefined,
): Omit<AnalysedArm, 'front'> {
  const finished = trials.filter(({ outcome }) => outcome === 'finished')
  const seconds = finished.flatMap((trial) => trial.seconds ?? [])
  const curves = finished.flatMap(({ curve }) => (curve && curve.length > 0 ? [curve] : []))
  const values = counted.map(({ value }) => value)
  const estimate = estimateMean(values)
  const centre = values.length > 0 ? mean(values) : null
  return {
    id: arm.id,
    label: arm.label,
    levels: { ...arm.levels },
    ...(arm.control && { control: { of: arm.control.of, matched: arm.control.matched } }),
    n: values.length,
    failed: trials.length - finished.length,
    mean: centre,
    sd: estimate?.sd ?? null,
    interval: estimate ? meanInterval(estimate, 0.95) : null,
    imageError: centre === null || images === null ? null : imageError(centre, images),
    values: [...counted],
    parameters: arm.parameters,
    macs: arm.macs,
    trainingMacs: arm.trainingMacs,
    seconds: seconds.length > 0 ? median(seconds) : null,
    convergence:
      curves.length > 0 && level !== undefined ? converged(curves.map((curve) => convergence(curve, level))) : null,
  }
}

function converged(curves: readonly Convergence[]): NonNullable<AnalysedArm['convergence']> {
  const reached = curves.flatMap(({ epochs, seconds }) =>
    epochs === null || seconds === null ? [] : [{ epochs, seconds }],
  )
  return {
    reached: reached.length,
    epochs: reached.length > 0 ? median(reached.map(({ epochs }) => epochs)) : null,
    seconds: reached.length > 0 ? median(reached.map(({ seconds }) => seconds)) : null,
    area: mean(curves.map(({ area }) => area)),
  }
}

function equivalences(
  hypotheses: StudyFile['hypotheses'],
  compared: ComparedArms,
  outcomes: OutcomesByArm,
): readonly Equivalence[] {
  return hypotheses.flatMap(({ compare, expect: { equivalentWithin: margin } }): readonly Equivalence[] => {
    if (margin === undefined) return []
    const comparison = comparisonOf(compare)
    const values = replicateValues(combinationOf(compared, comparison), outcomes).map(({ value }) => value)
    const estimate = estimateMean(values)
    const test = estimate && equivalenceTest(estimate, margin)
    const { factor, from, to, at } = comparison
    return [
      {
        factor,
        from,
        to,
        ...(at !== undefined && { at }),
        margin,
        n: values.length,
        interval: test?.interval ?? null,
        p: test?.p ?? null,
        equivalent: test !== undefined && isWithin(test, margin),
      },
    ]
  })
}

function registered(
  { time, hash, written }: Registration,
  study: StudyFile,
  plan: StudyPlan,
): NonNullable<StudyAnalysis['registration']> {
  if (hash === plan.hash) return { time, hash, deviations: [] }
  const before = StudySchema.safeParse(written)
  return {
    time,
    hash,
    deviations: before.success
      ? [...deviations(before.data, study)]
      : [{ what: 'the study', registered: 'in the words of another version', now: null }],
  }
}
