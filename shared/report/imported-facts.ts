import { comparedArms } from '../analysis/analyse-study'
import { measureWords } from '../analysis/outcome-words'
import { type ImportedOutcome, type ImportedResult, importedOutcome } from '../study/imported-result'
import type { ComparedFacts, ComparedTrial } from './report-facts'
import type { ImportedReportInput } from './report-input'

/** An imported run with what it came to, under the number the report knows it by. */
export interface ImportedTrial extends ComparedTrial {
  readonly seed: string | null
  readonly measured: ImportedResult
  readonly end: ImportedOutcome
}

/** What several sections need to know of imported runs, worked out once. */
export interface ImportedFacts extends ComparedFacts, ImportedReportInput {
  readonly study: ImportedReportInput['study']
  readonly plan: ImportedReportInput['plan']
  readonly trials: readonly ImportedTrial[]
  readonly trialsOf: (arm: string) => readonly ImportedTrial[]
}

/** @throws for a plan without arms, or an analysis or results of others */
export function importedFacts(input: ImportedReportInput): ImportedFacts {
  const { study, analysis } = input
  // A person may have changed these in the study since.
  const plan = { ...input.plan, study: study.study, question: study.question }
  const [base] = plan.arms
  if (!base) throw new Error(`the import ${plan.study} has no arm`)
  const results = new Map(input.results.map((result) => [result.trial, result]))
  const byArm = new Map(plan.arms.map(({ id }) => [id, plan.trials.filter(({ arm }) => arm === id)]))
  const trials = [...byArm.values()]
    .flatMap((own) => own.toSorted((a, b) => a.replicate - b.replicate))
    .map(({ id, arm, replicate, seed }, index): ImportedTrial => {
      const measured = results.get(id)
      if (!measured) throw new Error(`the import ${plan.study} has no result of ${id}`)
      const end = importedOutcome(measured, study.outcome)
      const result = { outcome: end.kind === 'diverged' ? 'diverged' : 'finished' } as const
      return { number: index + 1, id, arm, replicate, seed, measured, end, result, anchor: `trial-${index + 1}` }
    })
  const trialsByArm = new Map(plan.arms.map(({ id }) => [id, trials.filter(({ arm }) => arm === id)]))
  const analysed = new Map(analysis.arms.map((arm) => [arm.id, arm]))
  const labels = new Map(plan.arms.map(({ id, label }) => [id, label]))
  return {
    ...input,
    plan,
    base,
    trials,
    diverged: trials.filter(({ end }) => end.kind === 'diverged'),
    analysedArm: (id) => {
      const found = analysed.get(id)
      if (!found) throw new Error(`the analysis of ${plan.study} has no arm ${id}`)
      return found
    },
    trialsOf: (arm) => trialsByArm.get(arm) ?? [],
    label: (arm) => labels.get(arm) ?? arm,
    words: measureWords(analysis.measure),
    compared: comparedArms(plan),
  }
}
