import { imageError } from '../statistics/binomial'
import { mean, median } from '../statistics/sample'
import { equivalenceTest, estimateMean, isWithin, meanInterval } from '../statistics/student-t'
import type { Outcome } from '../study/outcome'
import { chanceOutcome, outcomeOf, outcomePhrase } from '../study/outcome'
import type { PlannedArm, StudyPlan } from '../study/plan'
import type { ResultRecord } from '../study/result-record'
import type { StudyFile } from '../study/schema'
import { StudyFile as StudySchema } from '../study/schema'
import { ANALYSIS_SCHEMA, type AnalysedArm, type Equivalence, type StudyAnalysis } from './analysis'
import { answer } from './answer'
import { type ComparedArms, combinationOf, contrasts, simpleEffects } from './contrasts'
import { type Convergence, commonLevel, convergence } from './convergence'
import { type OutcomesByArm, replicateValues } from './evidence'
import { front } from './front'
import { comparisonOf, judge } from './hypotheses'
import { interactions } from './interactions'
import { outcomeWords } from './outcome-words'
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

type FinishedResult = Extract<ResultRecord, { readonly outcome: 'finished' }>

/** A trial's outcome, as far as it counts. */
interface Counted {
  readonly replicate: number
  readonly trial: string
  readonly value: number
}

/** What the published results of a study say. */
export function analyseStudy({ study, plan, results, registration }: StudyRecord): StudyAnalysis {
  const { outcome, analysis: settings } = study
  const planned = new Set(plan.trials.map(({ id }) => id))
  const known = results.filter(({ trial }) => planned.has(trial))
  const byArm = groupedByArm(plan, known)
  const counted = new Map(plan.arms.map(({ id }) => [id, countedTrials(byArm.get(id) ?? [], study, plan)]))
  const outcomes: OutcomesByArm = new Map(
    [...counted].map(([arm, trials]) => [arm, new Map(trials.map(({ replicate, value }) => [replicate, value]))]),
  )
  const compared = comparedArms(plan)
  const words = outcomeWords(outcome)
  const level = commonLevel([...byArm.values()].map((own) => own.flatMap(lastAccuracy)))
  const effects = contrasts(compared, outcomes, settings)
  const crossed = interactions(compared, outcomes, settings.test)
  const equal = equivalences(study, compared, outcomes)
  const finished = known.filter((result) => result.outcome === 'finished').length
  return {
    schema: ANALYSIS_SCHEMA,
    study: plan.study,
    question: plan.question,
    outcome: outcomePhrase(outcome),
    metric: outcome.metric,
    trials: { planned: plan.trials.length, finished, failed: known.length - finished },
    testing: {
      test: settings.test,
      primary: settings.primary ?? null,
      family: {
        primary: effects.filter(({ family }) => family === 'primary').length,
        secondary: effects.filter(({ family }) => family === 'secondary').length,
      },
      diverged: settings.diverged,
    },
    answer: answer(effects, crossed, equal, words),
    arms: analysedArms(plan, byArm, counted, outcome, level),
    contrasts: [...effects],
    simpleEffects: [...simpleEffects(compared, outcomes, settings.test)],
    interactions: [...crossed],
    equivalences: [...equal],
    model: studyModel(compared, outcomes, settings.sumsOfSquares, compared.fraction ? 1 : MOST_ORDER),
    convergenceLevel: level ?? null,
    hypotheses: study.hypotheses.map((hypothesis) =>
      judge(hypothesis, {
        compared,
        outcomes,
        words,
        costOf: (arm, cost) => plan.arms.find(({ id }) => id === arm)?.[cost] ?? null,
      }),
    ),
    registration: registration ? registered(registration, study, plan) : null,
  }
}

/** Interactions of more factors are hard to say in words, and their error is the better estimate of error. */
const MOST_ORDER = 2

/** A plan's arms as effects see them. */
export function comparedArms(plan: StudyPlan): ComparedArms {
  return {
    arms: plan.arms,
    controls: plan.controls ?? [],
    factors: plan.factors.flatMap(({ name, levels: [base, ...others] }) =>
      base === undefined ? [] : [{ name, levels: [base, ...others] as const }],
    ),
    fraction: plan.design.startsWith('fractional'),
  }
}

function groupedByArm(plan: StudyPlan, results: readonly ResultRecord[]): ReadonlyMap<string, readonly ResultRecord[]> {
  const groups = new Map<string, ResultRecord[]>(plan.arms.map(({ id }) => [id, []]))
  for (const result of results) groups.get(result.arm)?.push(result)
  for (const group of groups.values()) group.sort((a, b) => a.replicate - b.replicate)
  return groups
}

/** Trials whose outcome counts: finished ones, and where the study says so diverged ones at what chance gives. */
function countedTrials(
  results: readonly ResultRecord[],
  { outcome, analysis }: StudyFile,
  { dataset: { classes } }: StudyPlan,
): readonly Counted[] {
  return results.flatMap((result) => {
    const atChance = result.outcome === 'diverged' && analysis.diverged === 'chance' && classes !== undefined
    const value = atChance ? chanceOutcome(outcome, classes) : outcomeOf(result, outcome)
    return value === undefined ? [] : [{ replicate: result.replicate, trial: result.trial, value }]
  })
}

function lastAccuracy(result: ResultRecord): readonly number[] {
  const last = result.outcome === 'finished' ? result.curve.at(-1) : undefined
  return last ? [last.validation.accuracy] : []
}

function analysedArms(
  plan: StudyPlan,
  byArm: ReadonlyMap<string, readonly ResultRecord[]>,
  counted: ReadonlyMap<string, readonly Counted[]>,
  outcome: Outcome,
  level: number | undefined,
): AnalysedArm[] {
  const { moreIsBetter } = outcomeWords(outcome)
  const arms = plan.arms.map((arm) =>
    analysedArm(arm, byArm.get(arm.id) ?? [], counted.get(arm.id) ?? [], plan, outcome, level),
  )
  const costed = arms.flatMap(({ id, macs, mean: own, interval }) => {
    if (macs === null) return []
    const turned = interval && (moreIsBetter ? interval : ([-interval[1], -interval[0]] as const))
    return [{ id, macs, worth: own === null ? null : moreIsBetter ? own : -own, interval: turned }]
  })
  const places = new Map(front(costed).map(({ id, place, by }) => [id, { place, by }]))
  return arms.map((arm) => ({ ...arm, front: places.get(arm.id) ?? null }))
}

function analysedArm(
  arm: PlannedArm,
  results: readonly ResultRecord[],
  counted: readonly Counted[],
  { dataset: { sizes } }: StudyPlan,
  outcome: Outcome,
  level: number | undefined,
): Omit<AnalysedArm, 'front'> {
  const finished = results.filter((result): result is FinishedResult => result.outcome === 'finished')
  const values = counted.map(({ value }) => value)
  const estimate = estimateMean(values)
  const centre = values.length > 0 ? mean(values) : null
  return {
    id: arm.id,
    label: arm.label,
    levels: arm.levels,
    ...(arm.control && { control: { of: arm.control.of, matched: arm.control.matched } }),
    n: values.length,
    failed: results.length - finished.length,
    mean: centre,
    sd: estimate?.sd ?? null,
    interval: estimate ? meanInterval(estimate, 0.95) : null,
    imageError: centre === null || outcome.metric === 'loss' ? null : imageError(centre, sizes[outcome.split]),
    values: [...counted],
    parameters: arm.parameters,
    macs: arm.macs,
    trainingMacs: arm.trainingMacs,
    seconds: finished.length > 0 ? median(finished.map(({ seconds }) => seconds)) : null,
    convergence:
      finished.length > 0 && level !== undefined
        ? converged(finished.map(({ curve }) => convergence(curve, level)))
        : null,
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

function equivalences(study: StudyFile, compared: ComparedArms, outcomes: OutcomesByArm): readonly Equivalence[] {
  return study.hypotheses.flatMap(({ compare, expect: { equivalentWithin: margin } }): readonly Equivalence[] => {
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
