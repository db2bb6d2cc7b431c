import { z } from 'zod'
import { ACTIVATIONS } from './activation'
import type {
  AuxiliaryClassifier as AuxiliaryClassifierData,
  Block as BlockData,
  Branch as BranchData,
} from './architecture'

/*
 * Blocks as somebody writes them, in the words of architecture.ts. Whether shapes fit is told by buildLayerGraph, with
 * its arithmetic.
 */

/** Names go into those of layers, files and TensorFlow's nodes. */
export const BlockName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .describe('Letters, digits, dots, dashes and underscores.')

/** No network has layers so wide; it keeps sums of widths exact. */
const MOST_WIDE = 1_000_000
/** Rows, columns, strides, dilations. */
const MOST_STEPS = 4_096
/** Blocks behind each other. */
export const MOST_BLOCKS = 1_000

const Width = z.int().min(1).max(MOST_WIDE)
const Steps = z.int().min(1).max(MOST_STEPS)
const Activation = z
  .enum([...ACTIVATIONS, 'none'])
  .describe('The non-linearity behind it; relu unless said, none for a linear one.')
const Normalisation = z.enum(['none', 'batch']).describe('What follows a convolution’s sum, before its activation.')
const Kernel = z.union([Steps, z.tuple([Steps, Steps])]).describe('Rows and columns: 3 for 3x3, [1, 7] for 1x7.')

const Padding = z
  .enum(['same', 'valid'])
  .describe('same, unless said: ⌈size ÷ stride⌉ places, as TensorFlow has it. valid: whole windows only.')

const sliding = {
  name: BlockName,
  kernel: Kernel,
  stride: Steps.exactOptional().describe('Places from one window to the next; 1 unless said.'),
  padding: Padding.exactOptional(),
  dilation: Steps.exactOptional().describe('From one tap of the kernel to the next; 1, neighbours, unless said.'),
  activation: Activation.exactOptional(),
  normalisation: Normalisation.exactOptional(),
  bias: z
    .boolean()
    .exactOptional()
    .describe('Whether a number is added to each map; where nothing normalises, unless said.'),
}

const ClassesOr = (what: string) => z.union([Width, z.literal('classes')]).describe(what)

const Convolution = z.strictObject({
  kind: z.literal('convolution'),
  ...sliding,
  filters: ClassesOr('Output maps; classes for one a class.'),
  reduce: Width.exactOptional().describe('Filters of a 1x1 convolution in front.'),
  reduceActivation: Activation.exactOptional().describe('Of that 1x1; the convolution’s own unless said.'),
  groups: Width.exactOptional().describe('Equal parts of the maps that are read and given; each reads its part alone.'),
  connections: z
    .array(z.array(z.int().min(0).max(MOST_WIDE)).min(1).max(MOST_STEPS))
    .min(1)
    .max(MOST_STEPS)
    .exactOptional()
    .describe('For each output map the numbers of the input maps that it reads, from 0.'),
})

const Depthwise = z.strictObject({
  kind: z.literal('depthwise-convolution'),
  ...sliding,
  multiplier: Width.exactOptional().describe('Output maps of each input map; 1 unless said.'),
})

const WidthOr = <const Word extends string>(word: Word) => z.union([Width, z.literal(word)])

const Inception = z.strictObject({
  kind: z.literal('inception'),
  name: BlockName,
  conv1x1: WidthOr('none').describe('Filters of the 1x1 branch; none leaves it out.'),
  reduce3x3: WidthOr('none').describe(
    'Filters of the 1x1 in front of the 3x3; none lets the 3x3 read the module’s input.',
  ),
  conv3x3: WidthOr('none').describe('Filters of the 3x3; none leaves its branch out.'),
  reduce5x5: WidthOr('none').describe(
    'Filters of the 1x1 in front of the 5x5; none lets the 5x5 read the module’s input.',
  ),
  conv5x5: WidthOr('none').describe('Filters of the 5x5; none leaves its branch out.'),
  poolProjection: z
    .union([Width, z.enum(['raw', 'none'])])
    .describe(
      'Filters of the 1x1 behind the 3x3 max pool; raw concatenates the pool itself; none leaves the branch out.',
    ),
  activation: Activation.exactOptional(),
})

const Pool = z.strictObject({
  kind: z.enum(['max-pool', 'average-pool']),
  name: BlockName,
  size: Steps.describe('Rows, and columns, of the window.'),
  stride: Steps.describe('Places from one window to the next.'),
  padding: Padding.exactOptional(),
})

const AdaptivePool = z.strictObject({
  kind: z.literal('adaptive-average-pool'),
  name: BlockName,
  size: z.int().min(1).max(64).describe('Rows, and columns, of what it gives, whatever the map’s size.'),
})

const LocalResponseNorm = z.strictObject({
  kind: z.literal('local-response-norm'),
  name: BlockName,
  radius: z.int().min(1).max(MOST_STEPS).describe('Channels on either side that are summed over. AlexNet’s is 2.'),
  bias: z.number().gt(0).max(1e6).describe('Added to the sum. AlexNet’s is 2.'),
  alpha: z.number().gt(0).max(1e6).describe('What the sum of squares is multiplied by. AlexNet’s is 1e-4.'),
  beta: z.number().gt(0).max(100).describe('The power. AlexNet’s is 0.75.'),
})

const BatchNorm = z.strictObject({
  kind: z.literal('batch-norm'),
  name: BlockName,
  epsilon: z.number().gt(0).max(1).exactOptional().describe('Added to the variance; 0.001 unless said.'),
  momentum: z
    .number()
    .gt(0)
    .lt(1)
    .exactOptional()
    .describe('Share of the running statistics that a step keeps; 0.9 unless said.'),
})

const ActivationBlock = z.strictObject({
  kind: z.literal('activation'),
  name: BlockName,
  activation: z.enum(ACTIVATIONS),
})

const Dropout = z.strictObject({
  kind: z.literal('dropout'),
  name: BlockName,
  rate: z.number().min(0).lt(1).describe('Share of the numbers set to zero while training.'),
})

const Plain = z.strictObject({ kind: z.enum(['global-average-pool', 'flatten']), name: BlockName })

const Dense = z.strictObject({
  kind: z.literal('dense'),
  name: BlockName,
  units: ClassesOr('Outputs; classes for the layer that gives the logits.'),
  activation: Activation.describe('The non-linearity behind it; none for the layer that gives the logits.'),
})

const Module = z.strictObject({
  kind: z.literal('module'),
  name: BlockName,
  get branches() {
    return z.array(Branch).min(1).max(64)
  },
  join: z.enum(['concat', 'add']).describe('Along channels, or as a sum.'),
  names: z.literal('short').exactOptional().describe('Leaves the branch’s name out of its layers’ names.'),
})

/** Any block; modules hold blocks in turn. */
export const Block: z.ZodType<BlockData> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    Convolution,
    Depthwise,
    Inception,
    Module,
    Pool,
    AdaptivePool,
    LocalResponseNorm,
    BatchNorm,
    ActivationBlock,
    Dropout,
    Plain,
    Dense,
  ]),
)

/** Blocks behind each other that read the module's input; none for the input itself. */
export const Branch: z.ZodType<BranchData> = z.lazy(() =>
  z.strictObject({
    name: BlockName,
    blocks: z.array(Block).max(MOST_BLOCKS).describe('Blocks behind each other; none for the module’s input itself.'),
  }),
)

export const AuxiliaryClassifier: z.ZodType<AuxiliaryClassifierData> = z
  .strictObject({
    name: BlockName,
    after: z
      .string()
      .min(1)
      .max(300)
      .describe('The block of the trunk whose output it reads; one within a module by the name of its layer: 3a/3x3.'),
    blocks: z.array(Block).min(1).max(MOST_BLOCKS).describe('From there to its logits.'),
    normalisation: Normalisation.default('none'),
  })
  .describe('A classifier on an inner block: its loss is added while training, and it is dropped at inference.')
