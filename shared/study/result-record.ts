import { z } from 'zod'
import { EpochMeasurement } from '../training/measurement'

export const RESULT_SCHEMA = 'ablation-workbench/result/1'

/** One epoch of a trial's curve. */
export const CurvePoint = EpochMeasurement.omit({ kind: true })
export type CurvePoint = z.infer<typeof CurvePoint>

const trialOf = {
  schema: z.literal(RESULT_SCHEMA),
  trial: z.string(),
  arm: z.string(),
  replicate: z.int().positive(),
  seed: z.int().positive(),
  attempt: z.int().positive(),
  /** ISO 8601, UTC. */
  started: z.iso.datetime(),
  finished: z.iso.datetime(),
  /** Wall-clock seconds of the attempt, and of the earlier ones up to the checkpoint it went on from. */
  seconds: z.number(),
  environment: z.strictObject({
    tensorflow: z.string(),
    device: z.string(),
    /** `linux x64 6.1.0`. */
    system: z.string(),
    /** Its name, and how many cores of it there are. */
    processor: z.string(),
    node: z.string(),
    runtime: z.string(),
    version: z.string(),
    threads: z.int().positive(),
  }),
}

/** What a trial ended with; published once, and then never changed. */
export const ResultRecord = z.discriminatedUnion('outcome', [
  z.strictObject({
    ...trialOf,
    outcome: z.literal('finished'),
    curve: z.array(CurvePoint).min(1),
    /** Trainable numbers counted in the built graph, auxiliary classifiers included. */
    parameters: z.int(),
  }),
  z.strictObject({
    ...trialOf,
    outcome: z.literal('diverged'),
    /** The epochs before it. */
    curve: z.array(CurvePoint),
    step: z.int(),
    reason: z.string(),
  }),
])
export type ResultRecord = z.infer<typeof ResultRecord>
