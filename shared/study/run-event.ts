import { z } from 'zod'
import { FAILURE_KINDS } from '../failure'
import { EpochMeasurement, EvaluationMeasurement, Progress } from '../training/measurement'

/** ISO 8601, UTC. */
const time = z.iso.datetime()
const trialOf = { trial: z.string(), arm: z.string(), replicate: z.int().positive() }

/** What happens while a study runs, as the journal, the terminal (`run --json`) and the window get it. */
export const RunEvent = z.discriminatedUnion('event', [
  /** Before the first study on a machine: how it trains best is measured, once. In no journal: no study has begun. */
  z.strictObject({
    event: z.literal('machine.measuring'),
    time,
    /** How long that takes; null where it is not known beforehand. */
    seconds: z.number().positive().nullable(),
  }),
  /** It could not be; the study runs all the same, as on a machine that was not measured. */
  z.strictObject({ event: z.literal('machine.unmeasured'), time, reason: z.string() }),
  z.strictObject({
    event: z.literal('study.started'),
    time,
    study: z.string(),
    folder: z.string(),
    trials: z.int(),
    /** Of them finished before this start. */
    done: z.int(),
    workers: z.int().positive(),
  }),
  z.strictObject({ event: z.literal('study.paused'), time }),
  z.strictObject({ event: z.literal('study.resumed'), time }),
  z.strictObject({ event: z.literal('trial.started'), time, ...trialOf, attempt: z.int().positive() }),
  /** Within an epoch; the window's curves grow by it. Neither journal nor terminal carry it. */
  Progress.omit({ kind: true }).extend({ event: z.literal('progress'), time, ...trialOf }),
  EpochMeasurement.omit({ kind: true }).extend({ event: z.literal('epoch'), time, ...trialOf }),
  z.strictObject({
    event: z.literal('trial.finished'),
    time,
    ...trialOf,
    validation: EvaluationMeasurement,
    seconds: z.number(),
  }),
  z.strictObject({
    event: z.literal('trial.failed'),
    time,
    ...trialOf,
    /** `diverged`: the loss left the finite numbers, a permanent failure; `interrupted`: worth trying again. */
    cause: z.enum(['diverged', 'refused', 'crashed', 'interrupted']),
    reason: z.string(),
    /** Of a refused one: whether its input is wrong, or the machine lacks something. */
    failure: z.enum(FAILURE_KINDS).optional(),
  }),
  z.strictObject({
    event: z.literal('study.finished'),
    time,
    /** `stopped`: a person stopped it; what is missing can be run later. */
    state: z.enum(['complete', 'failed-trials', 'stopped']),
    finished: z.int(),
    failed: z.int(),
    seconds: z.number(),
  }),
])
export type RunEvent = z.infer<typeof RunEvent>
export type RunEventOf<E extends RunEvent['event']> = Extract<RunEvent, { event: E }>
/** What is told before a study begins. */
export type MachineEvent = RunEventOf<'machine.measuring' | 'machine.unmeasured'>
