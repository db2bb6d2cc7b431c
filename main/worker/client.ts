import { environmentFailure, type Failure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { Measurement } from '../../shared/training/measurement'
import type { Speed } from '../engine/speed-probe'
import { crashWords } from './crash-words'
import {
  type Assignment,
  type AttemptOutcome,
  leavesAfter,
  type Order,
  Report,
  type SpawnWorker,
  type WorkerSettings,
} from './protocol'

/** How an attempt ended, seen from outside: its process may have died under it. */
export type Attempted = AttemptOutcome | { readonly kind: 'crashed'; readonly reason: string }

/** The engine that a worker holds, for a person to read. */
export interface EngineWords {
  readonly tensorflow: string
  readonly device: string
  readonly onGpu: boolean
}

/** A worker's process as its owner uses it. */
export interface Worker {
  readonly alive: boolean
  /** Fulfilled when the engine is loaded, or with why it cannot be. */
  readonly ready: Promise<Result<EngineWords, Failure>>
  train(assignment: Assignment, onMeasurement: (measurement: Measurement) => void): Promise<Attempted>
  /** Makes ready to measure how fast a trial of so many towers trains. @returns why that cannot be, as an error */
  warmUp(towers: number): Promise<Result<undefined, string>>
  /** Trains for so long what was warmed up. */
  measure(milliseconds: number): Promise<Result<Speed, string>>
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

/** What answers an order to measure. */
type Measured = Extract<Report, { kind: 'warm' | 'speed' | 'unmeasurable' }>

export function startWorker(spawn: SpawnWorker, settings: WorkerSettings): Worker {
  const child = spawn(settings)
  let alive = true
  let pending: Pending | undefined
  let answer: ((measured: Measured) => void) | undefined
  let loaded = false
  /** Why there is no engine, where the worker said so before it ended. */
  let unable: string | undefined
  let tellReady: (engine: Result<EngineWords, Failure>) => void
  const ready = new Promise<Result<EngineWords, Failure>>((resolve) => {
    tellReady = resolve
  })
  const gone = new Promise<void>((resolve) => {
    child.onExit((code, signal) => {
      alive = false
      const reason = unable ?? crashWords(code, signal, loaded)
      // A process without an engine has done nothing of the trial, and another one would fare alike.
      pending?.settle(loaded ? { kind: 'crashed', reason } : { kind: 'refused', failure: 'environment', reason })
      pending = undefined
      answered({ kind: 'unmeasurable', reason })
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
        if (leavesAfter(report.outcome)) alive = false
        return ended?.settle(report.outcome)
      }
      case 'ready': {
        loaded = true
        const { kind: _kind, ...engine } = report
        return tellReady(ok(engine))
      }
      case 'warm':
      case 'speed':
      case 'unmeasurable':
        return answered(report)
    }
  })
  const answered = (measured: Measured): void => {
    answer?.(measured)
    answer = undefined
  }
  const send = (order: Order): void => {
    if (alive) child.send(order)
  }
  const ask = (order: Order): Promise<Measured> =>
    new Promise((resolve) => {
      if (answer) throw new Error('the worker measures already')
      if (!alive) return resolve({ kind: 'unmeasurable', reason: unable ?? 'The training process has ended.' })
      answer = resolve
      send(order)
    })
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
    warmUp: async (towers) => {
      const measured = await ask({ kind: 'warm-up', towers })
      return measured.kind === 'unmeasurable' ? err(measured.reason) : ok(undefined)
    },
    measure: async (milliseconds) => {
      const measured = await ask({ kind: 'measure', milliseconds })
      if (measured.kind === 'unmeasurable') return err(measured.reason)
      if (measured.kind === 'warm') throw new Error('the worker answered another question')
      return ok({ imagesPerSecond: measured.imagesPerSecond, coresHad: measured.coresHad })
    },
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
