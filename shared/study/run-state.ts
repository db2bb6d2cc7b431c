import { z } from 'zod'
import { assertNever } from '../assert-never'
import { Progress } from '../training/measurement'
import type { StudyPlan } from './plan'
import { CurvePoint } from './result-record'
import type { RunEvent } from './run-event'

export const TrialState = z.strictObject({
  id: z.string(),
  arm: z.string(),
  replicate: z.int(),
  seed: z.int(),
  state: z.enum(['queued', 'running', 'finished', 'diverged', 'failed', 'interrupted']),
  attempt: z.int(),
  /** Of the attempt that counts: the last one. */
  progress: z.array(Progress.omit({ kind: true })),
  epochs: z.array(CurvePoint),
  /** Wall-clock seconds of a finished attempt. */
  seconds: z.number().nullable(),
  /** ISO 8601; when the attempt began. */
  started: z.string().nullable(),
  /** Why it failed. */
  reason: z.string().nullable(),
})
export type TrialState = z.infer<typeof TrialState>

export const RunState = z.strictObject({
  study: z.string(),
  /** The study folder; null before the first start. */
  folder: z.string().nullable(),
  phase: z.enum(['idle', 'running', 'paused', 'complete', 'failed-trials', 'stopped']),
  workers: z.int(),
  /** ISO 8601; when this run began. */
  started: z.string().nullable(),
  /** In the plan's order. */
  trials: z.array(TrialState),
})
export type RunState = z.infer<typeof RunState>

/** A plan of which nothing has run yet. */
export function initialRunState(plan: StudyPlan): RunState {
  return {
    study: plan.study,
    folder: null,
    phase: 'idle',
    workers: 1,
    started: null,
    trials: plan.trials.map(({ id, arm, replicate, seed }) => ({
      id,
      arm,
      replicate,
      seed,
      state: 'queued',
      attempt: 0,
      progress: [],
      epochs: [],
      seconds: null,
      started: null,
      reason: null,
    })),
  }
}

/** The state after an event; events of trials that the plan does not know change nothing. */
export function applyRunEvent(state: RunState, event: RunEvent): RunState {
  switch (event.event) {
    case 'machine.measuring':
    case 'machine.unmeasured':
      return state
    case 'study.started':
      return {
        ...state,
        folder: event.folder,
        phase: 'running',
        workers: event.workers,
        started: event.time,
        trials: state.trials.map((trial) =>
          trial.state === 'running' || trial.state === 'interrupted' ? { ...trial, state: 'queued' } : trial,
        ),
      }
    case 'study.paused':
      return { ...state, phase: 'paused' }
    case 'study.resumed':
      return { ...state, phase: 'running' }
    case 'study.finished':
      return { ...state, phase: event.state }
    case 'trial.started':
      return changeTrial(state, event.trial, (trial) => ({
        ...trial,
        state: 'running',
        attempt: event.attempt,
        started: event.time,
        progress: [],
        epochs: [],
        seconds: null,
        reason: null,
      }))
    case 'progress': {
      const { event: _event, time: _time, trial: id, arm: _arm, replicate: _replicate, ...progress } = event
      return changeTrial(state, id, (trial) => ({ ...trial, progress: [...trial.progress, progress] }))
    }
    case 'epoch': {
      const { event: _event, time: _time, trial: id, arm: _arm, replicate: _replicate, ...epoch } = event
      return changeTrial(state, id, (trial) => ({ ...trial, epochs: [...trial.epochs, epoch] }))
    }
    case 'trial.finished':
      return changeTrial(state, event.trial, (trial) => ({ ...trial, state: 'finished', seconds: event.seconds }))
    case 'trial.failed':
      return changeTrial(state, event.trial, (trial) => ({
        ...trial,
        state: failedState(event.cause),
        reason: event.reason,
      }))
    default:
      return assertNever(event)
  }
}

function failedState(cause: Extract<RunEvent, { event: 'trial.failed' }>['cause']): TrialState['state'] {
  if (cause === 'diverged') return 'diverged'
  return cause === 'interrupted' ? 'interrupted' : 'failed'
}

function changeTrial(state: RunState, id: string, change: (trial: TrialState) => TrialState): RunState {
  return { ...state, trials: state.trials.map((trial) => (trial.id === id ? change(trial) : trial)) }
}
