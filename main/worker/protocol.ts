import { z } from 'zod'
import { FAILURE_KINDS } from '../../shared/failure'
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
  /** Loads the network by which speed is measured, and warms it up; answered by `warm` or `unmeasurable`. */
  | { readonly kind: 'warm-up'; readonly towers: number }
  /** Trains that network for so long; answered by `speed` or `unmeasurable`. */
  | { readonly kind: 'measure'; readonly milliseconds: number }
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
  z.strictObject({ kind: z.literal('refused'), failure: z.enum(FAILURE_KINDS), reason: z.string() }),
])
export type AttemptOutcome = z.infer<typeof AttemptOutcome>

/**
 * Whether a process leaves after an attempt that ended so: what the machine lacked may be memory that this process holds,
 * for what it frees does not all go back to the system. Another one takes its place.
 */
export function leavesAfter(outcome: AttemptOutcome): boolean {
  return outcome.kind === 'refused' && outcome.failure === 'environment'
}

/** What a worker tells. */
export const Report = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), tensorflow: z.string(), device: z.string(), onGpu: z.boolean() }),
  /** There is no engine here; the process ends after it. */
  z.strictObject({ kind: z.literal('unable'), reason: z.string() }),
  z.strictObject({
    kind: z.literal('measured'),
    measurement: z.discriminatedUnion('kind', [Progress, EpochMeasurement]),
  }),
  z.strictObject({ kind: z.literal('ended'), outcome: AttemptOutcome }),
  z.strictObject({ kind: z.literal('warm') }),
  z.strictObject({
    kind: z.literal('speed'),
    imagesPerSecond: z.number().positive(),
    coresHad: z.number().nonnegative(),
  }),
  z.strictObject({ kind: z.literal('unmeasurable'), reason: z.string() }),
])
export type Report = z.infer<typeof Report>

/** A worker's process, however it was started: by fork, or by Electron's utilityProcess. */
export interface WorkerProcess {
  send(order: Order): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once; the code is null where a signal ended it. */
  onExit(listener: (code: number | null, signal: string | null) => void): void
  kill(): void
}

/** What a worker's process is started with. */
export interface WorkerSettings {
  /** TensorFlow's. */
  readonly threads: number
  /** The one GPU that it sees, as CUDA_VISIBLE_DEVICES names it; unless said, those that this process sees. */
  readonly gpu?: string | undefined
}

/** Starts a process that runs main/worker/entry.ts. */
export type SpawnWorker = (settings: WorkerSettings) => WorkerProcess

/** The argument by which a worker learns its number of threads. */
export const THREADS_ARGUMENT = '--threads='

/** The environment of a worker's process. */
export function workerEnvironment({ gpu }: WorkerSettings): NodeJS.ProcessEnv {
  return gpu === undefined ? process.env : { ...process.env, CUDA_VISIBLE_DEVICES: gpu }
}
