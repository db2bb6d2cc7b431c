import { type AnalysedPlan, comparedArms } from '../analysis/analyse-study'
import type { AnalysedArm, StudyAnalysis } from '../analysis/analysis'
import type { ComparedArms } from '../analysis/contrasts'
import { type OutcomeWords, outcomeWords } from '../analysis/outcome-words'
import type { PlannedArm, StudyPlan } from '../study/plan'
import type { StudyFile } from '../study/schema'
import { type ReportedTrial, reportedTrials } from './provenance'
import type { ReportInput } from './report-input'

/** A trial as sections about effects see it. */
export interface ComparedTrial {
  readonly number: number
  readonly id: string
  readonly arm: string
  readonly replicate: number
  readonly result: { readonly outcome: 'finished' | 'diverged' } | null
  /** Of its row. */
  readonly anchor: string
}

/** What sections about effects need to know, whoever made the trials. */
export interface ComparedFacts {
  readonly study: Pick<StudyFile, 'hypotheses'>
  readonly plan: Omit<AnalysedPlan, 'factors'> & Pick<StudyPlan, 'factors' | 'replicates' | 'hash'>
  readonly analysis: StudyAnalysis
  readonly base: AnalysedPlan['arms'][number]
  readonly diverged: readonly ComparedTrial[]
  readonly analysedArm: (id: string) => AnalysedArm
  readonly trialsOf: (arm: string) => readonly ComparedTrial[]
  readonly label: (arm: string) => string
  /** How the study's outcome is told. */
  readonly words: OutcomeWords
  /** The arms as effects are worked out from them. */
  readonly compared: ComparedArms
}

/** What several sections need to know, worked out once. */
export interface ReportFacts extends ReportInput {
  readonly trials: readonly ReportedTrial[]
  readonly base: PlannedArm
  readonly finished: readonly ReportedTrial[]
  readonly diverged: readonly ReportedTrial[]
  /** Planned trials without a result. */
  readonly missing: readonly ReportedTrial[]
  readonly analysedArm: (id: string) => AnalysedArm
  readonly trialsOf: (arm: string) => readonly ReportedTrial[]
  readonly label: (arm: string) => string
  /** How the study's outcome is told. */
  readonly words: OutcomeWords
  /** The arms as effects are worked out from them. */
  readonly compared: ComparedArms
  /** Digits after the point of a percentage that tell two validation results apart. */
  readonly accuracyDigits: number
}

/** @throws for a plan without arms or an analysis of other arms. */
export function reportFacts(input: ReportInput): ReportFacts {
  const { study, plan, results, analysis } = input
  const trials = reportedTrials(plan, results)
  const [base] = plan.arms
  if (!base) throw new Error(`the plan of ${plan.study} has no arm`)
  const byArm = new Map(plan.arms.map(({ id }) => [id, trials.filter(({ arm }) => arm === id)]))
  return {
    ...input,
    trials,
    base,
    finished: trials.filter(({ result }) => result?.outcome === 'finished'),
    diverged: trials.filter(({ result }) => result?.outcome === 'diverged'),
    missing: trials.filter(({ result }) => result === null),
    analysedArm: (id) => {
      const found = analysis.arms.find((arm) => arm.id === id)
      if (!found) throw new Error(`the analysis of ${plan.study} has no arm ${id}`)
      return found
    },
    trialsOf: (arm) => byArm.get(arm) ?? [],
    label: (arm) => plan.arms.find(({ id }) => id === arm)?.label ?? arm,
    words: outcomeWords(study.outcome),
    compared: comparedArms(plan),
    accuracyDigits: digitsOfShare(plan.dataset.sizes.validation),
  }
}

/** One image of 2,000 is 0.05 %: two digits tell it. At least one digit, at most three. */
function digitsOfShare(images: number): number {
  return Math.min(3, Math.max(1, Math.ceil(Math.log10(images) - 1e-9) - 2))
}
