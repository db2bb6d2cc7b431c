import { z } from 'zod'
import { INITIALISATIONS, type OptimizerKind, type ScheduleKind } from '../training/recipe'
import { Augmentation } from './augmentation-schema'

/** `training` of the study file: see schema.ts. Which constants belong to which kind is checked in check-training.ts. */

const OPTIMIZER_KINDS = [
  'sgd',
  'momentum',
  'nesterov',
  'rmsprop',
  'adam',
  'adamw',
] as const satisfies readonly OptimizerKind[]
const SCHEDULE_KINDS = [
  'constant',
  'cosine',
  'step',
  'exponential',
  'polynomial',
] as const satisfies readonly ScheduleKind[]

export const MOST_TOWERS = 64

/** From 0, which forgets at once, to below 1. */
const kept = z.number().min(0).lt(1)

const Optimizer = z
  .strictObject({
    kind: z
      .enum(OPTIMIZER_KINDS)
      .default('momentum')
      .describe(
        'How weights follow gradients, in PyTorch’s forms. sgd: against the gradient. momentum: along a sum of past gradients. nesterov: the same, a step ahead. rmsprop: divided by the gradient’s recent size. adam: both, corrected for their start. adamw: adam with weight decay apart from the gradient.',
      ),
    learningRate: z
      .number()
      .gt(0)
      .max(100)
      .describe('At the first step; the schedule changes it from there. Adam and its kin want less, such as 0.001.'),
    momentum: kept
      .optional()
      .describe(
        'momentum, nesterov, rmsprop: share of the last change that is kept. Default 0.9, with rmsprop 0. Inception-v3’s rmsprop has 0.9.',
      ),
    decay: kept
      .optional()
      .describe('rmsprop: share that is kept of the average of squared gradients. Default 0.99. Inception-v3 has 0.9.'),
    beta1: kept.optional().describe('adam, adamw: share that is kept of the average of gradients. Default 0.9.'),
    beta2: kept
      .optional()
      .describe('adam, adamw: share that is kept of the average of squared gradients. Default 0.999.'),
    epsilon: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe(
        'rmsprop, adam, adamw: added to the size that gradients are divided by, outside the root. Default 1e-8.',
      ),
    weightDecay: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe(
        'Pulls kernels to 0; biases, scales and shifts are left. w·weightDecay is added to the gradient (L2), after clipping; adamw takes learningRate·weightDecay·w off the weights instead.',
      ),
  })
  .describe('The optimizer and its constants.')

const Schedule = z
  .strictObject({
    kind: z
      .enum(SCHEDULE_KINDS)
      .describe(
        'constant: no change. cosine: falls to zero along half a cosine. step: times factor every so many epochs. exponential: the same smoothly, times rate per so many epochs. polynomial: from the learning rate to end, in a line or a power of one.',
      ),
    factor: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('step: what the rate is multiplied by, every `epochs` epochs. Default 0.1.'),
    rate: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('exponential: what the rate falls to in `epochs` epochs, a little at every step. Default 0.96.'),
    epochs: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        'step: epochs between two falls, default 30. exponential: epochs in which the rate falls once by `rate`, default 8. GoogLeNet’s schedule is step with factor 0.96 and epochs 8.',
      ),
    power: z
      .number()
      .gt(0)
      .max(10)
      .optional()
      .describe('polynomial: (1 − done)^power of the way from the learning rate to end. Default 1: a straight line.'),
    end: z.number().min(0).max(100).optional().describe('polynomial: the learning rate reached at the end. Default 0.'),
    warmUp: z
      .number()
      .min(0)
      .max(10_000)
      .optional()
      .describe(
        'Epochs in which the rate grows in a line from nearly 0 to the schedule’s, which runs from the first step all the same. Default 0: none.',
      ),
  })
  .default({ kind: 'constant' })
  .describe('How the learning rate changes over the steps.')

export const Training = z
  .strictObject({
    epochs: z.int().min(1).max(10_000).describe('Passes over the training images.'),
    batch: z.int().min(1).max(8192).default(64).describe('Images a step.'),
    towers: z
      .int()
      .min(1)
      .max(MOST_TOWERS)
      .optional()
      .describe(
        'Parts of equal size that each batch is computed in side by side. They order the sums, so they decide a trial’s last bits, and belong to its id. Default: 1 where there are as many trials as cores, else what was measured to be fastest on the machine of the first run.',
      ),
    optimizer: Optimizer,
    schedule: Schedule,
    auxiliaryWeight: z
      .number()
      .min(0)
      .max(10)
      .default(0.3)
      .describe('Weight of each auxiliary classifier’s loss in the sum. GoogLeNet’s is 0.3.'),
    initialisation: z
      .enum(INITIALISATIONS)
      .default('he')
      .describe(
        'How kernels are drawn before the first step; biases are 0. he: normal, variance 2 ÷ inputs; logits as xavier. xavier: uniform, by inputs and outputs (Glorot). gaussian-0.01: normal, deviation 0.01, as AlexNet. caffe: uniform, by inputs, and biases of 0.2 but for logits, as Caffe’s GoogLeNet.',
      ),
    labelSmoothing: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe(
        'Share of each training label that is spread evenly over all classes, for all heads. The training loss shown is this one; the validation loss is not smoothed. Inception-v3’s is 0.1. Default 0: none.',
      ),
    clipNorm: z
      .number()
      .gt(0)
      .max(1e9)
      .optional()
      .describe('Where the norm of the whole gradient is larger, it is scaled down to this. Default: no clipping.'),
    averageDecay: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe(
        'Validation uses a moving average of the weights (Polyak), of which each step keeps this share, and less in the first steps. Inception-v3’s is 0.9999. Default: the weights themselves.',
      ),
    gradientNormEvery: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe(
        'Steps between two measurements of each module’s gradient norm, recorded with the training’s progress; 0: none. Default: about ten times an epoch.',
      ),
    augmentation: Augmentation,
  })
  .describe('How every arm is trained: the same recipe for all.')
