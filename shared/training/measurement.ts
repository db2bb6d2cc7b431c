import { z } from 'zod'

/** A loss that left the finite numbers is not JSON: it is told by the outcome, never stored as a number. */
const finite = z.number()
const share = z.number().min(0).max(1)

/** Means over the images of a stretch of training. */
export const TrainingMeasurement = z.strictObject({
  /** Weighted sum of all heads' cross-entropies, smoothed where the recipe says so; weight decay is not in it. */
  loss: finite,
  accuracy: share,
  /** Each auxiliary classifier's own cross-entropy, unweighted. */
  heads: z.record(z.string(), finite),
})
export type TrainingMeasurement = z.infer<typeof TrainingMeasurement>

/** Means over a whole split, with the auxiliary classifiers dropped; the weights' averages where the recipe keeps them. */
export const EvaluationMeasurement = z.strictObject({
  /** Cross-entropy, never smoothed. */
  loss: finite,
  accuracy: share,
  /** Share of images with their label among the five likeliest; where there are more than five classes. */
  top5: share.optional(),
})
export type EvaluationMeasurement = z.infer<typeof EvaluationMeasurement>

/** A stretch of steps within an epoch; its length is fixed in steps, so the same trial gives the same stretches. */
export const Progress = z.strictObject({
  kind: z.literal('progress'),
  /** 1, 2, 3 … */
  epoch: z.int().positive(),
  /** Steps done since the trial began, and in all. */
  step: z.int().positive(),
  steps: z.int().positive(),
  train: TrainingMeasurement,
  learningRate: finite,
  imagesPerSecond: finite,
  /**
   * Norm of each module's part of the gradient, before clipping and without weight decay: the mean of those steps of the
   * stretch at which it was measured. Absent where it was at none.
   */
  gradientNorms: z.record(z.string(), finite).optional(),
})
export type Progress = z.infer<typeof Progress>

/** A finished epoch. */
export const EpochMeasurement = z.strictObject({
  kind: z.literal('epoch'),
  epoch: z.int().positive(),
  step: z.int().positive(),
  steps: z.int().positive(),
  train: TrainingMeasurement,
  validation: EvaluationMeasurement,
  /** Of the epoch's last step. */
  learningRate: finite,
  /** Wall-clock seconds of the epoch's training, without its evaluation. */
  seconds: finite,
  imagesPerSecond: finite,
})
export type EpochMeasurement = z.infer<typeof EpochMeasurement>

/** What a trial tells while it trains. */
export type Measurement = Progress | EpochMeasurement
