import { mainLoss } from '../../shared/report/main-loss'
import { auxiliaryWeightOf, type StudyPlan } from '../../shared/study/plan'
import type { RunState, TrialState } from '../../shared/study/run-state'

/** A line of the queue; null where nothing was measured yet. */
export interface QueueRow {
  readonly id: string
  readonly state: TrialState['state']
  readonly arm: string
  readonly replicate: number
  /** Done, 0 to 1. */
  readonly share: number
  /** Epochs done, with fraction. */
  readonly epoch: number | null
  /** Validation accuracy of the last finished epoch, else training accuracy. */
  readonly accuracy: number | null
  /** The main classifier's cross-entropy in training. */
  readonly loss: number | null
  readonly imagesPerSecond: number | null
  /** Wall-clock seconds of a finished trial. */
  readonly seconds: number | null
  /** Seconds a running trial still needs. */
  readonly secondsLeft: number | null
  readonly reason: string | null
}

export const QUEUE_FILTERS = ['all', 'running', 'queued', 'finished', 'failed'] as const
export type QueueFilter = (typeof QUEUE_FILTERS)[number]

/** Failures first, then what runs, what waits, and what is done, the latest first. */
const RANK: Readonly<Record<TrialState['state'], number>> = {
  diverged: 0,
  failed: 0,
  running: 1,
  interrupted: 2,
  queued: 2,
  finished: 3,
}

export function queueRows(run: RunState, plan: StudyPlan, filter: QueueFilter): QueueRow[] {
  const labels = new Map(plan.arms.map(({ id, label }) => [id, label]))
  const ranked = run.trials
    .filter((trial) => filter === 'all' || kindOf(trial) === filter)
    .map((trial, index) => ({ trial, order: trial.state === 'finished' ? -index : index }))
    .sort((a, b) => RANK[a.trial.state] - RANK[b.trial.state] || a.order - b.order)
  return ranked.map(({ trial }) => rowOf(trial, labels.get(trial.arm) ?? trial.arm, plan))
}

/** How many trials each filter shows. */
export function queueCounts(run: RunState): Readonly<Record<QueueFilter, number>> {
  const counts = { all: run.trials.length, running: 0, queued: 0, finished: 0, failed: 0 }
  for (const trial of run.trials) counts[kindOf(trial)]++
  return counts
}

function kindOf(trial: TrialState): Exclude<QueueFilter, 'all'> {
  switch (trial.state) {
    case 'running':
      return 'running'
    case 'finished':
      return 'finished'
    case 'diverged':
    case 'failed':
      return 'failed'
    case 'queued':
    case 'interrupted':
      return 'queued'
  }
}

function rowOf(trial: TrialState, arm: string, plan: StudyPlan): QueueRow {
  const progress = trial.progress.at(-1)
  const measured = trial.epochs.at(-1)
  const latest = measured !== undefined && measured.step >= (progress?.step ?? 0) ? measured : progress
  const share = trial.state === 'finished' ? 1 : latest === undefined ? 0 : latest.step / latest.steps
  return {
    id: trial.id,
    state: trial.state,
    arm,
    replicate: trial.replicate,
    share,
    epoch: latest === undefined ? null : share * plan.epochs,
    accuracy: measured?.validation.accuracy ?? null,
    loss: latest === undefined ? null : mainLoss(latest.train, auxiliaryWeightOf(plan, trial.arm)),
    imagesPerSecond: latest?.imagesPerSecond ?? null,
    seconds: trial.seconds,
    secondsLeft: secondsLeftOf(trial, share),
    reason: trial.reason,
  }
}

/** From the pace of its steps so far; null before it has one. */
function secondsLeftOf(trial: TrialState, share: number): number | null {
  const last = trial.epochs.at(-1)
  if (trial.state !== 'running' || last === undefined) return null
  const perEpoch = trial.epochs.reduce((sum, { seconds }) => sum + seconds, 0) / trial.epochs.length
  const epochs = (last.steps / last.step) * last.epoch
  return perEpoch * epochs * (1 - share)
}
