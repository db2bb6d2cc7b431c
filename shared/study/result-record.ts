import { z } from 'zod'
import { EpochMeasurement, EvaluationMeasurement } from '../training/measurement'

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

/** Whether the same trial gives the same bits again in this environment: on a GPU sums come in no fixed order. */
export function repeatsToTheBit({ device }: Pick<ResultRecord['environment'], 'device'>): boolean {
  return device.startsWith('CPU')
}

/** What a trial ended with; published once, and then never changed. */
export const ResultRecord = z.discriminatedUnion('outcome', [
  z.strictObject({
    ...trialOf,
    outcome: z.literal('finished'),
    curve: z.array(CurvePoint).min(1),
    /** Trainable numbers counted in the built graph, auxiliary classifiers included. */
    parameters: z.int(),
    /** The epoch whose weights were kept, where the study chooses one by its validation. */
    best: z.strictObject({ epoch: z.int().positive() }).optional(),
    /** Of the test images, measured once, with the weights that were kept; absent where there are none. */
    test: EvaluationMeasurement.optional(),
    /** The class that each image is taken for, in predictions.npz of the attempt; earlier versions kept none. */
    predictions: z.strictObject({ sha256: z.string(), splits: z.array(z.enum(['validation', 'test'])) }).optional(),
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
