import { z } from 'zod'
import { MATCHED } from '../design/matched'
import { TESTS } from '../study/analysis-schema'
import { Measure } from '../study/outcome'
import { Contrast } from './contrasts'
import { JudgedHypothesis } from './hypotheses'
import { Interaction } from './interactions'
import { StudyModel } from './study-model'

export const ANALYSIS_SCHEMA = 'ablation-workbench/analysis/2'

const interval = z.tuple([z.number(), z.number()])

export const AnalysedArm = z.strictObject({
  id: z.string(),
  label: z.string(),
  levels: z.record(z.string(), z.string()),
  /** Of a control: whose it is, and what it has in common with the base. Controls are in no contrast but those at equal cost. */
  control: z.strictObject({ of: z.string(), matched: z.enum(MATCHED) }).optional(),
  /** Trials whose outcome counts, and those that diverged or failed for good. */
  n: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** Of the outcome over those trials, in its own unit; null where n is too small to say. */
  mean: z.number().nullable(),
  sd: z.number().nullable(),
  /** 95 % Student t interval of the mean. */
  interval: interval.nullable(),
  /** Standard error that the images alone give an accuracy, by the binomial distribution: apart from the seeds' error. */
  imageError: z.number().nullable(),
  /** The outcome of each of those trials, by replicate. */
  values: z.array(z.strictObject({ replicate: z.int(), trial: z.string(), value: z.number() })),
  /** Of inference; null where a study of other origin does not say. */
  parameters: z.int().nullable(),
  macs: z.int().nullable(),
  trainingMacs: z.int().nullable(),
  /** Median wall-clock seconds of a finished trial; null before one is. */
  seconds: z.number().nullable(),
  /** How its curves rise; null before a trial has finished. */
  convergence: z
    .strictObject({
      /** Trials that reached the level of `convergenceLevel`, and their median epochs and seconds of training to it. */
      reached: z.int().nonnegative(),
      epochs: z.number().nullable(),
      seconds: z.number().nullable(),
      /** Mean area under the curves of validation accuracy, over their length. */
      area: z.number(),
    })
    .nullable(),
  /** Among all arms, by MACs at inference and mean outcome; null where one of them is not known. */
  front: z.strictObject({ place: z.enum(['on', 'within error', 'beaten']), by: z.string().nullable() }).nullable(),
})
export type AnalysedArm = z.infer<typeof AnalysedArm>

/** Two levels that a claim holds to be the same, within a margin declared before the run. */
export const Equivalence = z.strictObject({
  factor: z.string(),
  from: z.string(),
  to: z.string(),
  at: z.enum(MATCHED).optional(),
  margin: z.number(),
  n: z.int(),
  /** 90 %: inside ±margin exactly where p < .05. */
  interval: interval.nullable(),
  /** The larger of the two one-sided p values. */
  p: z.number().nullable(),
  equivalent: z.boolean(),
})
export type Equivalence = z.infer<typeof Equivalence>

/** What the finished trials of a study say, so far. */
export const StudyAnalysis = z.strictObject({
  schema: z.literal(ANALYSIS_SCHEMA),
  study: z.string(),
  question: z.string(),
  /** Such as `validation accuracy at the last epoch`. */
  outcome: z.string(),
  /** How its numbers are told. */
  measure: Measure,
  /** Trials planned, finished, failed for good; of the finished those that did not measure the outcome, where any. */
  trials: z.strictObject({
    planned: z.int(),
    finished: z.int(),
    failed: z.int(),
    unmeasured: z.int().positive().optional(),
  }),
  /** How effects were tested: as the study says, fixed before the run. */
  testing: z.strictObject({
    test: z.enum(TESTS),
    primary: z.string().nullable(),
    /** Contrasts in the adjusted families, by family. */
    family: z.strictObject({ primary: z.int(), secondary: z.int() }),
    /** What became of the outcome of trials that diverged. */
    diverged: z.enum(['leave-out', 'chance']),
  }),
  /** Answer first: one or two sentences that hold for the data at hand. */
  answer: z.string(),
  arms: z.array(AnalysedArm),
  /** The primary factor's first. */
  contrasts: z.array(Contrast),
  /** The same within each level of each other factor: descriptions, adjusted for nothing. */
  simpleEffects: z.array(Contrast),
  interactions: z.array(Interaction),
  equivalences: z.array(Equivalence),
  /** The linear model beside the paired contrasts, with the replicate as block. */
  model: StudyModel.nullable(),
  /** The validation accuracy at which arms' speed is compared: the worst arm's median, rounded down. */
  convergenceLevel: z.number().nullable(),
  hypotheses: z.array(JudgedHypothesis),
  /** What was registered before the first trial; null where nothing was. */
  registration: z
    .strictObject({
      time: z.iso.datetime(),
      hash: z.string(),
      deviations: z.array(
        z.strictObject({ what: z.string(), registered: z.string().nullable(), now: z.string().nullable() }),
      ),
    })
    .nullable(),
})
export type StudyAnalysis = z.infer<typeof StudyAnalysis>
