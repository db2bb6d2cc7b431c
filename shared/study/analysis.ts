import { z } from 'zod'
import { MATCHED } from '../design/matched'

export const ANALYSIS_SCHEMA = 'ablation-workbench/analysis/1'

const interval = z.tuple([z.number(), z.number()])

export const AnalysedArm = z.strictObject({
  id: z.string(),
  label: z.string(),
  levels: z.record(z.string(), z.string()),
  /** Of a control: whose it is, and what it has in common with the base. Controls are in no contrast but those at equal cost. */
  control: z.strictObject({ of: z.string(), matched: z.enum(MATCHED) }).optional(),
  /** Finished trials, and those that diverged or failed for good. */
  n: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** Of the outcome over finished trials, in its own unit; null where n is too small to say. */
  mean: z.number().nullable(),
  sd: z.number().nullable(),
  /** 95 % Student t interval of the mean. */
  interval: interval.nullable(),
  /** The outcome of each finished trial, by replicate. */
  values: z.array(z.strictObject({ replicate: z.int(), trial: z.string(), value: z.number() })),
  parameters: z.int(),
  macs: z.int(),
  trainingMacs: z.int(),
  /** Median wall-clock seconds of a finished trial; null before one is. */
  seconds: z.number().nullable(),
})
export type AnalysedArm = z.infer<typeof AnalysedArm>

/** A change of one factor's level, averaged over the other factors within each replicate. */
export const Contrast = z.strictObject({
  factor: z.string(),
  from: z.string(),
  to: z.string(),
  /** Where controls stand for the arms: what they have in common with the base. */
  at: z.enum(MATCHED).optional(),
  /** Replicates in which every arm it needs is there. */
  n: z.int().nonnegative(),
  estimate: z.number().nullable(),
  /** 95 % paired t interval. */
  interval: interval.nullable(),
  /** Cohen's d of the paired differences: estimate / sd. */
  effectSize: z.number().nullable(),
  test: z.literal('paired t'),
  statistic: z.number().nullable(),
  df: z.int().nullable(),
  p: z.number().nullable(),
  /** Holm's, within the family of all contrasts of the study. */
  pHolm: z.number().nullable(),
  /** The difference in each of those replicates. */
  differences: z.array(z.strictObject({ replicate: z.int(), value: z.number() })),
  /** Mean inference MACs after the change over those before it, over the same arms. */
  macsRatio: z.number(),
})
export type Contrast = z.infer<typeof Contrast>

export const Verdict = z.enum(['supported', 'refuted', 'undecided'])
export type Verdict = z.infer<typeof Verdict>

export const JudgedHypothesis = z.strictObject({
  claim: z.string(),
  verdict: Verdict,
  /** The numbers in plain words. */
  sentence: z.string(),
  /** How it was decided: `computed, no sampling error`, or the test with n and p. */
  evidence: z.string(),
})
export type JudgedHypothesis = z.infer<typeof JudgedHypothesis>

/** What the finished trials of a study say, so far. */
export const StudyAnalysis = z.strictObject({
  schema: z.literal(ANALYSIS_SCHEMA),
  study: z.string(),
  question: z.string(),
  /** Such as `validation accuracy at the last epoch`. */
  outcome: z.string(),
  /** Trials planned, finished, failed for good. */
  trials: z.strictObject({ planned: z.int(), finished: z.int(), failed: z.int() }),
  /** Answer first: one or two sentences that hold for the data at hand. */
  answer: z.string(),
  arms: z.array(AnalysedArm),
  contrasts: z.array(Contrast),
  hypotheses: z.array(JudgedHypothesis),
})
export type StudyAnalysis = z.infer<typeof StudyAnalysis>
