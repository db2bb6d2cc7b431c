import { z } from 'zod'

export const IMPORTED_PLAN_SCHEMA = 'ablation-workbench/imported-plan/1'

/** An arm of a study whose networks are not known: neither are its costs. */
const ImportedArm = z.strictObject({
  /** `base`, or the levels that differ from it. */
  id: z.string(),
  label: z.string(),
  levels: z.record(z.string(), z.string()),
  parameters: z.null(),
  macs: z.null(),
  trainingMacs: z.null(),
})

/** `plan.json` of an imported study: which runs there are, and where they come from. Nothing that the files do not say is in it. */
export const ImportedPlan = z.strictObject({
  schema: z.literal(IMPORTED_PLAN_SCHEMA),
  study: z.string(),
  question: z.string(),
  /** Of the runs: the same hash, the same numbers. What the study says of them is not in it. */
  hash: z.string(),
  /** Where the runs come from. */
  imported: z.strictObject({
    format: z.enum(['csv', 'tensorboard']),
    /** The workbench’s version that read them. */
    version: z.string(),
    files: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative(), sha256: z.string() })),
    /** Rows or events that were looked at. */
    rows: z.int().nonnegative(),
    /** What was taken for what. */
    understood: z.array(z.string()),
    /** What was not taken, and why. */
    unusable: z.array(z.strictObject({ why: z.string(), count: z.int(), examples: z.array(z.string()) })),
    /** Measurements that stood there twice: as often the same, as often another one, which was then taken. */
    repeated: z.strictObject({ same: z.int(), replaced: z.int() }),
  }),
  factors: z.array(z.strictObject({ name: z.string(), levels: z.array(z.string()) })),
  /** Always `imported`: which combinations there are is what was found. */
  design: z.literal('imported'),
  metrics: z.array(z.string()),
  /** What steps are called; null where each run has its last numbers alone. */
  stepName: z.string().nullable(),
  replicates: z.int().positive(),
  /** By seed: runs of one seed are compared as a pair. By chance: no two arms share a seed. */
  paired: z.enum(['seed', 'chance']),
  /** The base first. */
  arms: z.array(ImportedArm),
  trials: z.array(
    z.strictObject({
      id: z.string(),
      arm: z.string(),
      replicate: z.int().positive(),
      /** As it was written; null where the files have none. */
      seed: z.string().nullable(),
    }),
  ),
  warnings: z.array(z.string()),
})
export type ImportedPlan = z.infer<typeof ImportedPlan>
