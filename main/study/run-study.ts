import type { RunEvent, RunEventOf } from '../../shared/study/run-event'
import type { Measurement } from '../../shared/training/measurement'
import type { Trial } from '../../shared/training/trial'
import type { DataPlaces } from '../data/places'
import type { Executor } from '../executors/executor'
import { appendLine } from '../store/json-lines'
import { hasResult, lastAttempt, readResults } from '../store/results'
import { journalFile } from '../store/study-folder'
import type { Attempted } from '../worker/client'

export interface RunOptions {
  /** The study's folder, made before. */
  readonly folder: string
  readonly study: string
  readonly trials: readonly Trial[]
  readonly places: DataPlaces
  readonly executor: Executor
  readonly onEvent: (event: RunEvent) => void
  readonly now: () => Date
}

/** A study that runs. */
export interface Run {
  pause(): void
  resume(): void
  /** Stops within a step; what is missing can be run later. */
  stop(): void
  /** Fulfilled with the last event, when nothing of it runs any more. The executor is the caller's to close. */
  readonly finished: Promise<RunEventOf<'study.finished'>>
}

/** Attempts of a trial whose process died under it, before the trial counts as failed. */
const MAX_CRASHES = 2

/** Runs, or goes on with, every trial of a study that has no result, as many at a time as the executor takes. */
export function startRun(options: RunOptions): Run {
  const { executor } = options
  const stopped = new AbortController()
  const tell = teller(options)
  return {
    pause: () => {
      executor.pause()
      tell({ event: 'study.paused', time: time(options) })
    },
    resume: () => {
      executor.resume()
      tell({ event: 'study.resumed', time: time(options) })
    },
    stop: () => {
      stopped.abort()
      executor.stop()
      executor.resume()
    },
    finished: runAll(options, stopped.signal, tell),
  }
}

type Tell = (event: RunEvent) => void

/** Events go to the journal, but those within a trial: its attempt writes them itself. */
function teller({ folder, onEvent }: RunOptions): Tell {
  return (event) => {
    if (event.event !== 'progress' && event.event !== 'epoch') appendLine(journalFile(folder), event)
    onEvent(event)
  }
}

function time({ now }: RunOptions): string {
  return now().toISOString()
}

async function runAll(options: RunOptions, stopped: AbortSignal, tell: Tell): ReturnType<typeof finish> {
  const { folder, study, trials, executor, now } = options
  const waiting = trials.filter(({ id }) => !hasResult(folder, id))
  const started = now()
  tell({
    event: 'study.started',
    time: started.toISOString(),
    study,
    folder,
    trials: trials.length,
    done: trials.length - waiting.length,
    workers: executor.capacity,
  })
  let failed = 0
  const lane = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial && !stopped.aborted; trial = waiting.shift()) {
      const good = await runTrial(options, trial, stopped, tell)
      if (!good) failed += 1
    }
  }
  await Promise.all(Array.from({ length: executor.capacity }, lane))
  return finish(options, { stopped: stopped.aborted, failedNow: failed, started }, tell)
}

async function finish(
  options: RunOptions,
  { stopped, failedNow, started }: { stopped: boolean; failedNow: number; started: Date },
  tell: Tell,
): Promise<RunEventOf<'study.finished'>> {
  const { folder, trials, now } = options
  const results = readResults(
    folder,
    trials.map(({ id }) => id),
  )
  if (!results.ok) throw new Error(results.error.message)
  const finished = results.value.filter(({ outcome }) => outcome === 'finished').length
  const diverged = results.value.length - finished
  const missing = trials.length - results.value.length
  const event = {
    event: 'study.finished',
    time: now().toISOString(),
    state: stopped && missing > 0 ? 'stopped' : failedNow + diverged > 0 ? 'failed-trials' : 'complete',
    finished,
    failed: stopped ? diverged : diverged + missing,
    seconds: (now().getTime() - started.getTime()) / 1000,
  } as const
  tell(event)
  return event
}

/** @returns whether the trial has not failed: a stopped one has not. */
async function runTrial(options: RunOptions, trial: Trial, stopped: AbortSignal, tell: Tell): Promise<boolean> {
  const { folder, places, executor } = options
  const of = { trial: trial.id, arm: trial.arm, replicate: trial.replicate }
  for (let crashes = 0; ; ) {
    const attempt = lastAttempt(folder, trial.id) + 1
    tell({ event: 'trial.started', time: time(options), ...of, attempt })
    const outcome = await executor.run({ trial, attempt, folder, places }, (measurement) => {
      tell(measured(measurement, { time: time(options), ...of }))
    })
    if (outcome.kind === 'finished') {
      const { validation, seconds } = outcome
      tell({ event: 'trial.finished', time: time(options), ...of, validation, seconds })
      return true
    }
    tell({ event: 'trial.failed', time: time(options), ...of, ...failure(outcome) })
    if (outcome.kind === 'stopped') return true
    if (outcome.kind !== 'crashed') return false
    crashes += 1
    if (crashes >= MAX_CRASHES) return false
    if (stopped.aborted) return true
  }
}

function measured(
  measurement: Measurement,
  of: { time: string; trial: string; arm: string; replicate: number },
): RunEvent {
  if (measurement.kind === 'epoch') {
    const { kind: event, ...epoch } = measurement
    return { event, ...of, ...epoch }
  }
  const { kind: event, ...progress } = measurement
  return { event, ...of, ...progress }
}

type Failed = Exclude<Attempted, { kind: 'finished' }>

function failure(outcome: Failed): Pick<RunEventOf<'trial.failed'>, 'cause' | 'reason' | 'failure'> {
  if (outcome.kind === 'stopped') return { cause: 'interrupted', reason: 'Stopped by the user; it can be run again.' }
  const { kind: cause, reason } = outcome
  return { cause, reason, ...(cause === 'refused' && { failure: outcome.failure }) }
}
