import { z } from 'zod'
import { levelName } from '../ablation/level'
import { AnalysisSettings } from './analysis-schema'
import { InlineArchitecture } from './architecture-schema'
import { Level } from './level-schema'
import { Training } from './training-schema'

/**
 * The study file: the one source of validation, of the editor's completion and hover, and of the reference page.
 * It takes every key of the design from the first version on; what is not built yet is refused by `not-built.ts`.
 */

const word = z.string().min(1).max(200)

const DESIGNS = ['full-factorial', 'leave-one-out', 'add-one-in', 'fractional', 'path'] as const
const CONTROLS = ['none', 'equal-macs', 'equal-parameters', 'equal-width'] as const
const OUTCOME_METRICS = ['accuracy', 'loss', 'top-5'] as const
const OUTCOME_SPLITS = ['validation', 'test'] as const
const OUTCOME_RULES = ['last-epoch', 'best-validation'] as const
export const COST_OUTCOMES = ['macs', 'parameters', 'trainingMacs'] as const
const HYPOTHESIS_OUTCOMES = [...COST_OUTCOMES, ...OUTCOME_METRICS] as const

const Name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .describe(
    'The name of the study, and of the folder its results go to: letters, digits, dots, dashes and underscores.',
  )

const Architecture = z
  .union([word, InlineArchitecture])
  .describe(
    'The network that is ablated: the name of a built-in one, such as mini-googlenet or googlenet; a file that holds one, such as nets/mine.yaml, in the study’s folder or below it; or one written here: { name, normalisation, blocks, auxiliary }.',
  )

const Dataset = z
  .strictObject({
    name: word.describe(
      'The data set: fashion-mnist-8k comes with the workbench, fashion-mnist-semi-synthetic is made from it. ablate data list shows all, ablate data add takes in others.',
    ),
    train: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe('Training images to use, balanced over classes. Default: all.'),
    validation: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe('Validation images to use, balanced over classes. Default: all.'),
    test: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe('Test images to use, balanced over classes. Default: all.'),
  })
  .describe('What the networks are trained and judged on.')

const Factors = z
  .record(word, z.array(Level).min(2).max(16))
  .refine((factors) => Object.keys(factors).length > 0, 'at least one factor')
  .describe(
    'What is varied. The first level of each factor is the base’s; the others are compared with it. A level is a name (off), a number (width: [1, 0.5]), a list of kernel sizes, parameters ({ ratio: 0.5 }), or a patch of your own ({ name: …, patch: […] }).',
  )

/** Levels of some factors; those that are not named are the base's, or any. */
const SomeLevels = z.record(word, Level)

const Fractional = z.strictObject({
  kind: z.literal('fractional'),
  generators: z
    .array(word)
    .min(1)
    .max(13)
    .optional()
    .describe(
      'Which factors follow from the others’ signs, + being the first level: auxiliary = reduction * pooling. Default: the best for so many runs.',
    ),
  runs: z.int().min(4).max(32_768).optional().describe('A power of two. Default: half of all combinations.'),
})

const Design = z
  .union([
    z.enum(DESIGNS),
    Fractional,
    z.array(SomeLevels).min(1).max(2000).describe('Arms one by one; levels that are not named are the base’s.'),
  ])
  .default('full-factorial')
  .describe(
    'Which combinations of levels become arms. full-factorial: all of them, every interaction can be seen. leave-one-out: the base, and it with one factor changed. add-one-in: the barest arm, every factor at its last level, and it with one factor put back. fractional: a balanced part of all, of factors with two levels; what is aliased is told. A list: these arms and the base.',
  )

const Conditions = z
  .record(word, z.record(word, z.array(Level).min(1)))
  .optional()
  .describe(
    'Factors that have something to vary only where others have one of these levels: { pooling: { reduction: [on] } }. Elsewhere they stay at the base’s level, and equal arms are run once.',
  )

const Exclude = z
  .array(SomeLevels)
  .max(200)
  .optional()
  .describe('Combinations that are not run: [{ reduction: off, pooling: max }] leaves out every arm that has both.')

const Controls = z
  .union([z.enum(CONTROLS), z.array(z.enum(CONTROLS))])
  .default('none')
  .describe(
    'Adds, for each arm that costs more or less than the base, an arm whose width is rescaled to the base’s cost at inference, within 1 %. equal-width: to as many outputs of each module.',
  )

const Outcome = z
  .strictObject({
    metric: z
      .enum(OUTCOME_METRICS)
      .default('accuracy')
      .describe(
        'What is measured. accuracy; loss: cross-entropy, less is better; top-5: the label among the five likeliest.',
      ),
    split: z
      .enum(OUTCOME_SPLITS)
      .default('validation')
      .describe('On which images. test: those that decided nothing, measured once at the end of each trial.'),
    at: z
      .enum(OUTCOME_RULES)
      .default('last-epoch')
      .describe(
        'With which weights; fixed before the run. best-validation: those of the epoch of best validation accuracy, or least loss where that is the outcome; on validation images this favours every arm’s number.',
      ),
  })
  .prefault({})
  .describe('The number by which arms are compared.')

/** As it is written among the levels of its factor. */
const ComparedLevel = Level.transform(levelName)

const Hypothesis = z.strictObject({
  claim: z.string().min(1).max(500).describe('The claim in plain words.'),
  compare: z
    .strictObject({
      factor: word.describe('One of the study’s factors.'),
      from: ComparedLevel.describe('The level before the change.'),
      to: ComparedLevel.describe('The level after it.'),
      at: z
        .enum(['equal-macs', 'equal-parameters', 'equal-width'])
        .optional()
        .describe('Compares the controls in place of the arms: what the change does at the base’s cost.'),
    })
    .describe('The change that the claim is about.'),
  outcome: z
    .enum(HYPOTHESIS_OUTCOMES)
    .optional()
    .describe('What the claim is about. Default: the study’s outcome. macs and parameters are those of inference.'),
  expect: z
    .strictObject({
      ratioBelow: z
        .number()
        .gt(0)
        .optional()
        .describe('For a cost: after the change it is less than this share of before.'),
      equivalentWithin: z
        .number()
        .gt(0)
        .optional()
        .describe(
          'For the outcome: the change is smaller than this, in the outcome’s own unit (0.02 is two points of accuracy).',
        ),
      differenceAbove: z
        .number()
        .optional()
        .describe('For the outcome: the change is greater than this, in the outcome’s own unit; 0 claims a gain.'),
    })
    .describe('What would bear the claim out: exactly one expectation.'),
})

export const StudyFile = z
  .strictObject({
    study: Name,
    question: z.string().min(1).max(500).describe('The question that the study answers, as a sentence.'),
    architecture: Architecture,
    dataset: Dataset,
    factors: Factors,
    design: Design,
    conditions: Conditions,
    exclude: Exclude,
    controls: Controls,
    replicates: z
      .int()
      .min(1)
      .max(1000)
      .default(3)
      .describe('Seeds each arm is trained with; the same seeds in every arm. Intervals need at least two.'),
    training: Training,
    outcome: Outcome,
    analysis: AnalysisSettings,
    hypotheses: z
      .array(Hypothesis)
      .max(100)
      .default([])
      .describe('Claims with an expectation, written before the run.'),
  })
  .describe('A study: one question, the arms that answer it, and how they are trained.')

export type StudyFile = z.infer<typeof StudyFile>
export type Hypothesis = StudyFile['hypotheses'][number]
