import { z } from 'zod'
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
  .union([word, z.looseObject({})])
  .describe('The network that is ablated: the name of a built-in one, such as mini-googlenet or googlenet.')

const Dataset = z
  .strictObject({
    name: word.describe('The data set: fashion-mnist-8k comes with the workbench.'),
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

const Level = z.union([word, z.looseObject({})])

const Factors = z
  .record(word, z.array(Level).min(2).max(16))
  .refine((factors) => Object.keys(factors).length > 0, 'at least one factor')
  .describe('What is varied. The first level of each factor is the base’s; the others are compared with it.')

const Design = z
  .union([z.enum(DESIGNS), z.array(z.looseObject({})).min(1)])
  .default('full-factorial')
  .describe(
    'Which combinations of levels become arms. full-factorial: all of them, every interaction can be seen. leave-one-out: the base, and it with one factor changed.',
  )

const Controls = z
  .union([z.enum(CONTROLS), z.array(z.enum(CONTROLS))])
  .default('none')
  .describe(
    'Adds, for each arm that costs more or less than the base, an arm whose width is rescaled to the base’s cost.',
  )

const Outcome = z
  .strictObject({
    metric: z.enum(OUTCOME_METRICS).default('accuracy').describe('What is measured.'),
    split: z.enum(OUTCOME_SPLITS).default('validation').describe('On which images.'),
    at: z.enum(OUTCOME_RULES).default('last-epoch').describe('When; fixed before the run.'),
  })
  .prefault({})
  .describe('The number by which arms are compared.')

const Hypothesis = z.strictObject({
  claim: z.string().min(1).max(500).describe('The claim in plain words.'),
  compare: z
    .strictObject({
      factor: word.describe('One of the study’s factors.'),
      from: word.describe('The level before the change.'),
      to: word.describe('The level after it.'),
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
    controls: Controls,
    replicates: z
      .int()
      .min(1)
      .max(1000)
      .default(3)
      .describe('Seeds each arm is trained with; the same seeds in every arm. Intervals need at least two.'),
    training: Training,
    outcome: Outcome,
    hypotheses: z
      .array(Hypothesis)
      .max(100)
      .default([])
      .describe('Claims with an expectation, written before the run.'),
  })
  .describe('A study: one question, the arms that answer it, and how they are trained.')

export type StudyFile = z.infer<typeof StudyFile>
export type Hypothesis = StudyFile['hypotheses'][number]
