import { environmentFailure, type Failure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { Measurement } from '../../shared/training/measurement'
import { type Assignment, type AttemptOutcome, type Order, Report, type SpawnWorker } from './protocol'

/** How an attempt ended, seen from outside: its process may have died under it. */
export type Attempted = AttemptOutcome | { readonly kind: 'crashed'; readonly reason: string }

/** The engine that a worker holds, for a person to read. */
export interface EngineWords {
  readonly tensorflow: string
  readonly device: string
}

/** A worker's process as its owner uses it. */
export interface Worker {
  readonly alive: boolean
  /** Fulfilled when the engine is loaded, or with why it cannot be. */
  readonly ready: Promise<Result<EngineWords, Failure>>
  train(assignment: Assignment, onMeasurement: (measurement: Measurement) => void): Promise<Attempted>
  pause(): void
  resume(): void
  stop(): void
  /** Asks the process to leave, and makes it after a while. */
  close(): Promise<void>
}

/** A process that does not leave by itself is killed after this. */
const LEAVE_MS = 3_000

interface Pending {
  readonly onMeasurement: (measurement: Measurement) => void
  readonly settle: (outcome: Attempted) => void
}

export function startWorker(spawn: SpawnWorker, threads: number): Worker {
  const child = spawn({ threads })
  let alive = true
  let pending: Pending | undefined
  /** Why there is no engine, where the worker said so before it ended. */
  let unable: string | undefined
  let tellReady: (engine: Result<EngineWords, Failure>) => void
  const ready = new Promise<Result<EngineWords, Failure>>((resolve) => {
    tellReady = resolve
  })
  const gone = new Promise<void>((resolve) => {
    child.onExit((code) => {
      alive = false
      const reason =
        unable ?? `the training process ended unexpectedly (${code === null ? 'by a signal' : `code ${code}`})`
      pending?.settle(unable === undefined ? { kind: 'crashed', reason } : { kind: 'refused', reason })
      pending = undefined
      tellReady(err(environmentFailure(reason)))
      resolve()
    })
  })
  child.onMessage((message) => {
    const report = Report.parse(message)
    switch (report.kind) {
      case 'unable':
        unable = report.reason
        return
      case 'measured':
        return pending?.onMeasurement(report.measurement)
      case 'ended': {
        const ended = pending
        pending = undefined
        return ended?.settle(report.outcome)
      }
      case 'ready':
        return tellReady(ok({ tensorflow: report.tensorflow, device: report.device }))
    }
  })
  const send = (order: Order): void => {
    if (alive) child.send(order)
  }
  return {
    get alive() {
      return alive
    },
    ready,
    train: (assignment, onMeasurement) =>
      new Promise((resolve) => {
        if (pending) throw new Error(`the worker is at work; trial ${assignment.trial.id} has to wait`)
        if (!alive) return resolve({ kind: 'crashed', reason: unable ?? 'the training process has ended' })
        pending = { onMeasurement, settle: resolve }
        send({ kind: 'train', assignment })
      }),
    pause: () => send({ kind: 'pause' }),
    resume: () => send({ kind: 'resume' }),
    stop: () => send({ kind: 'stop' }),
    close: async () => {
      send({ kind: 'leave' })
      const deadline = setTimeout(() => child.kill(), LEAVE_MS)
      await gone
      clearTimeout(deadline)
    },
  }
}
