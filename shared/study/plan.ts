import { z } from 'zod'
import { SPEED_ORIGINS } from '../cost/trial-time'
import { MATCHED } from '../design/matched'
import { PlannedChange } from '../diff/planned-changes'

/** Costs of an arm, per image. */
const ArmCost = z.strictObject({
  /** Trainable numbers at inference, auxiliary classifiers dropped. */
  parameters: z.int().nonnegative(),
  /** Multiplicative ones among them, without biases, scales and shifts. */
  weights: z.int().nonnegative(),
  /** Multiply-adds of one forward pass at inference. */
  macs: z.int().nonnegative(),
  /** Multiply-adds of one forward pass while training, auxiliary classifiers included. */
  trainingMacs: z.int().nonnegative(),
  /** Trainable numbers while training, auxiliary classifiers included. */
  trainingParameters: z.int().nonnegative(),
  /** Numbers all layers write at inference. */
  activations: z.int().nonnegative(),
})

/** What a control has in common with the base, within how much of it. */
const PlannedMatch = z.strictObject({
  /** The arm that was rescaled. */
  of: z.string(),
  matched: z.enum(MATCHED),
  /** Its cost over the base's, less 1; of widths the one that is furthest off. */
  residual: z.number(),
})

/** Which arm stands for another one at the base's cost. */
export const PlannedControl = PlannedMatch.extend({
  /** A control; the arm itself where it costs the same as it is; null where, rescaled, it is the base. */
  arm: z.string().nullable(),
})
export type PlannedControl = z.infer<typeof PlannedControl>

export const PlannedArm = z.strictObject({
  /** `base`, or the levels that differ from it: `reduction=off,pooling=off`. */
  id: z.string(),
  /** As people read it: `base`, `−reduction −pooling`. */
  label: z.string(),
  levels: z.record(z.string(), z.string()),
  /** Of a control: whose it is. */
  control: PlannedMatch.optional(),
  ...ArmCost.shape,
  /** Weight of the auxiliary classifiers’ losses, where the arm’s levels say one; else the plan’s. */
  auxiliaryWeight: z.number().nonnegative().optional(),
  /** What was changed in the base's architecture, a sentence each; empty for the base. */
  differs: z.array(z.string()),
  /** The same as the built networks differ, module by module with costs; plans of an earlier version do not say. */
  changes: z.array(PlannedChange).optional(),
})
export type PlannedArm = z.infer<typeof PlannedArm>

export const PlannedTrial = z.strictObject({
  id: z.string(),
  arm: z.string(),
  replicate: z.int().positive(),
  seed: z.int().positive(),
  /** Predicted wall-clock seconds, with the plan’s threads and towers. */
  seconds: z.number().nonnegative(),
})
export type PlannedTrial = z.infer<typeof PlannedTrial>

/** The smallest effect on the outcome that the design finds with this probability, by a two-sided paired t test. */
export const Detectable = z.strictObject({
  /** In the outcome's own unit: of the first contrast alone. */
  effect: z.number().positive(),
  /** Of any contrast, after Holm's adjustment at its strictest. */
  effectInFamily: z.number().positive(),
  power: z.number(),
  level: z.number(),
  n: z.int().positive(),
  /** Contrasts that are adjusted together. */
  family: z.int().positive(),
  /** Whose power this is, whatever test the study declares: an exact one finds as much at best. */
  test: z.literal('paired-t'),
  /** Standard deviation of a contrast between replicates, and where it comes from. */
  sd: z.number().positive(),
  sdFrom: z.string(),
})
export type Detectable = z.infer<typeof Detectable>

export const PLAN_SCHEMA = 'ablation-workbench/plan/1'

/** What will be run, costed: everything a person needs to know before launch, and what the window and the terminal show. */
export const StudyPlan = z.strictObject({
  schema: z.literal(PLAN_SCHEMA),
  study: z.string(),
  question: z.string(),
  /** Hash of what the study file says and of its trials: the same hash, the same study, to the word. */
  hash: z.string(),
  architecture: z.string(),
  dataset: z.strictObject({
    name: z.string(),
    sizes: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
    sha256: z.string(),
    /** How many; plans of an earlier version do not say. */
    classes: z.int().positive().optional(),
    classNames: z.array(z.string()).optional(),
  }),
  factors: z.array(z.strictObject({ name: z.string(), levels: z.array(z.string()) })),
  /** In words: `full-factorial`, `fractional, 4 of 8 runs, resolution III`. */
  design: z.string(),
  /** Of the outcome; plans of an earlier version do not say, and had accuracy. */
  metric: z.enum(['accuracy', 'loss', 'top-5']).optional(),
  replicates: z.int().positive(),
  epochs: z.int().positive(),
  /** Parts that each batch is computed in side by side: fixed at the first run, wherever the study goes on. */
  towers: z.int().positive().default(1),
  /** Weight of each auxiliary classifier’s loss in the training loss. */
  auxiliaryWeight: z.number().nonnegative(),
  arms: z.array(PlannedArm),
  /** For each arm but the base and each kind of control that the study asks for. */
  controls: z.array(PlannedControl).optional(),
  /** Replicate by replicate, arm by arm; they run in the order of `runOrder`. */
  trials: z.array(PlannedTrial),
  /** From which that order is drawn; plans of an earlier version ran as the trials stand. */
  order: z.strictObject({ seed: z.int().positive() }).optional(),
  /** What the design can find; null where it cannot be said. */
  detectable: Detectable.nullable(),
  /** Effects that the design cannot tell apart: each of one factor or two with those of up to three; a full factorial has none. */
  aliases: z.array(z.string()),
  /** Of a two-level fraction; factors' first levels are +. */
  fraction: z
    .strictObject({
      /** `auxiliary = reduction * pooling`. */
      generators: z.array(z.string()),
      /** Products of factors that are + in every run, the shortest first: `reduction:pooling:auxiliary`. */
      definingRelation: z.array(z.string()),
      /** `III`, `IV`, `V`. */
      resolution: z.string(),
    })
    .optional(),
  predicted: z.strictObject({
    /** Wall-clock seconds of the whole study on this machine, `workers` trials at a time. */
    seconds: z.number().nonnegative(),
    /** Disk of the finished study folder. */
    bytes: z.number().nonnegative(),
    /** Memory that the largest trial takes, in bytes; plans of an earlier version do not say. */
    memory: z.number().positive().optional(),
    workers: z.int().positive(),
    /** TensorFlow’s in each trial. */
    threads: z.int().positive().default(1),
    /** What the time stands on. */
    from: z.enum(SPEED_ORIGINS),
    /** Of `measured`: how many earlier trials; plans of an earlier version do not say. */
    trials: z.int().positive().optional(),
  }),
  warnings: z.array(z.string()),
})
export type StudyPlan = z.infer<typeof StudyPlan>

/** Weight of the auxiliary classifiers’ losses in an arm. */
export function auxiliaryWeightOf(
  {
    arms,
    auxiliaryWeight,
  }: { readonly arms: readonly Pick<PlannedArm, 'id' | 'auxiliaryWeight'>[]; readonly auxiliaryWeight: number },
  arm: string,
): number {
  return arms.find(({ id }) => id === arm)?.auxiliaryWeight ?? auxiliaryWeight
}
