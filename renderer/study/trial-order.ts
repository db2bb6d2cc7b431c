import { runOrder } from '../../shared/design/run-order'
import type { PlannedTrial, StudyPlan } from '../../shared/study/plan'

export interface OrderedTrial {
  readonly trial: PlannedTrial
  /** Place and width on the strip, 0 to 1. */
  readonly at: number
  readonly width: number
}

export interface OrderedReplicate {
  readonly replicate: number
  readonly at: number
  readonly width: number
  /** Predicted wall-clock seconds from the start until all of it has run. */
  readonly endsAt: number
}

/** The trials side by side in the order of running, each as wide as its predicted time. */
export function trialOrder(plan: StudyPlan): { trials: OrderedTrial[]; replicates: OrderedReplicate[] } {
  const total = plan.trials.reduce((sum, trial) => sum + trial.seconds, 0)
  const widthOf = (trial: PlannedTrial) => (total > 0 ? trial.seconds / total : 1 / plan.trials.length)
  const trials: OrderedTrial[] = []
  const replicates: OrderedReplicate[] = []
  let at = 0
  for (const trial of runOrder(plan.trials, plan.order?.seed)) {
    const width = widthOf(trial)
    trials.push({ trial, at, width })
    const last = replicates.at(-1)
    if (last?.replicate === trial.replicate) {
      replicates[replicates.length - 1] = { ...last, width: last.width + width, endsAt: 0 }
    } else {
      replicates.push({ replicate: trial.replicate, at, width, endsAt: 0 })
    }
    at += width
  }
  return {
    trials,
    replicates: replicates.map((replicate) => ({
      ...replicate,
      endsAt: (replicate.at + replicate.width) * plan.predicted.seconds,
    })),
  }
}
