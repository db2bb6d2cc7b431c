import { z } from 'zod'
import { EpochMeasurement, EvaluationMeasurement, Progress } from '../../shared/training/measurement'
import type { Trial } from '../../shared/training/trial'
import type { DataPlaces } from '../data/places'

/** An attempt at a trial, with all that a worker needs to make it. */
export interface Assignment {
  readonly trial: Trial
  readonly attempt: number
  /** The study's folder; the worker writes in the trial's part of it alone. */
  readonly folder: string
  readonly places: DataPlaces
}

/** What a worker is told. It comes from the process that started it, of the same build. */
export type Order =
  | { readonly kind: 'train'; readonly assignment: Assignment }
  /** Between two steps; the trial waits there. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** Ends the trial within a step. */
  | { readonly kind: 'stop' }
  /** Ends the process; a trial under way is stopped first. */
  | { readonly kind: 'leave' }

/** How an attempt ended. */
export const AttemptOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('finished'), validation: EvaluationMeasurement, seconds: z.number() }),
  z.strictObject({ kind: z.literal('diverged'), reason: z.string(), seconds: z.number() }),
  z.strictObject({ kind: z.literal('stopped') }),
  /** It cannot be run as it is: the reason says what to mend. */
  z.strictObject({ kind: z.literal('refused'), reason: z.string() }),
])
export type AttemptOutcome = z.infer<typeof AttemptOutcome>

/** What a worker tells. */
export const Report = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), tensorflow: z.string(), device: z.string() }),
  /** There is no engine here; the process ends after it. */
  z.strictObject({ kind: z.literal('unable'), reason: z.string() }),
  z.strictObject({
    kind: z.literal('measured'),
    measurement: z.discriminatedUnion('kind', [Progress, EpochMeasurement]),
  }),
  z.strictObject({ kind: z.literal('ended'), outcome: AttemptOutcome }),
])
export type Report = z.infer<typeof Report>

/** A worker's process, however it was started: by fork, or by Electron's utilityProcess. */
export interface WorkerProcess {
  send(order: Order): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once; null where a signal ended it. */
  onExit(listener: (code: number | null) => void): void
  kill(): void
}

/** Starts a process that runs main/worker/entry.ts with that many threads for TensorFlow. */
export type SpawnWorker = (options: { readonly threads: number }) => WorkerProcess

/** The argument by which a worker learns its number of threads. */
export const THREADS_ARGUMENT = '--threads='
