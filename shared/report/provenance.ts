import type { StudyPlan } from '../study/plan'
import type { ResultRecord } from '../study/result-record'

/** A planned trial with what became of it, under the number the report knows it by. */
export interface ReportedTrial {
  /** 1, 2, 3 …: arm by arm, replicate by replicate. */
  readonly number: number
  readonly id: string
  readonly arm: string
  readonly replicate: number
  readonly seed: number
  readonly result: ResultRecord | null
  /** Of its row. */
  readonly anchor: string
}

/** Every planned trial, by arm in the plan's order, then by replicate: the order of the table of trials. */
export function reportedTrials(plan: StudyPlan, results: readonly ResultRecord[]): readonly ReportedTrial[] {
  const found = new Map(results.map((result) => [result.trial, result]))
  const trials = plan.arms.flatMap(({ id }) =>
    plan.trials.filter(({ arm }) => arm === id).sort((a, b) => a.replicate - b.replicate),
  )
  return trials.map(({ id, arm, replicate, seed }, index) => ({
    number: index + 1,
    id,
    arm,
    replicate,
    seed,
    result: found.get(id) ?? null,
    anchor: `trial-${index + 1}`,
  }))
}

/** Where an arm's trials stand. Numbered: an arm's own name can hold anything. */
export function armAnchor(plan: { readonly arms: readonly { readonly id: string }[] }, arm: string): string {
  return `trials-of-arm-${plan.arms.findIndex(({ id }) => id === arm) + 1}`
}

/** Where a contrast's paired differences stand. @param index among the analysis's contrasts */
export function contrastAnchor(index: number): string {
  return `differences-${index + 1}`
}
