import type { Activation } from './activation'
import type { ConnectionTable } from './connections'
import type { Shape } from './shape'

/** Rows and columns of a kernel; a number stands for a square one. */
export type KernelSize = number | readonly [height: number, width: number]

/** `same` keeps ⌈size/stride⌉ as TensorFlow does; `valid` uses whole windows only. */
export type Padding = 'same' | 'valid'

/** What follows a convolution's sum before its activation. */
export type Normalisation = 'none' | 'batch'

/** What the convolutions have in common. */
interface SlidingBlock {
  readonly name: string
  readonly kernel: KernelSize
  readonly stride?: number
  readonly padding?: Padding
  /** From one tap of the kernel to the next; 1, neighbours, unless said (arXiv:1511.07122). */
  readonly dilation?: number
  /** ReLU unless said. */
  readonly activation?: Activation | 'none'
  /** What follows its sum; as the trunk or the auxiliary classifier that it stands in has it unless said. */
  readonly normalisation?: Normalisation
  /** Added to each output map; where nothing normalises, unless said. */
  readonly bias?: boolean
}

/**
 * A convolution, normalised if the network is, and its activation; with `reduce`, a 1x1 convolution of that width with the
 * same activation stands before it.
 */
export interface ConvolutionBlock extends SlidingBlock {
  readonly kind: 'convolution'
  /** `classes` makes as many maps as there are classes, for global average pooling to give the logits. */
  readonly filters: number | 'classes'
  /** Filters of the 1x1 reduction in front ("#3x3 reduce" of Table 1). */
  readonly reduce?: number
  /** Of the reduction; the convolution's own unless said. */
  readonly reduceActivation?: Activation | 'none'
  /** Parts of equal width that input and output maps are cut into; each output map reads its part alone, as in AlexNet. */
  readonly groups?: number
  /** The maps that each output map reads, in place of groups; all unless said. */
  readonly connections?: ConnectionTable
}

/** A convolution of each map by itself; `multiplier` output maps of each, 1 unless said. Then as a convolution goes on. */
export interface DepthwiseConvolutionBlock extends SlidingBlock {
  readonly kind: 'depthwise-convolution'
  readonly multiplier?: number
}

/**
 * An Inception module; the fields are the columns of GoogLeNet's Table 1 (arXiv:1409.4842).
 * Branches are concatenated in the order 1x1, 3x3, 5x5, pool. `none` leaves a part out.
 */
export interface InceptionModule {
  readonly kind: 'inception'
  readonly name: string
  readonly conv1x1: number | 'none'
  readonly reduce3x3: number | 'none'
  readonly conv3x3: number | 'none'
  readonly reduce5x5: number | 'none'
  readonly conv5x5: number | 'none'
  /** Filters of the 1x1 after the 3x3/1 max pool; `raw` concatenates the pool itself (Fig. 2a); `none` drops the branch. */
  readonly poolProjection: number | 'raw' | 'none'
  /** Of every convolution in it; ReLU unless said. */
  readonly activation?: Activation | 'none'
}

/** Blocks behind each other that read the module's input; without blocks, the input itself. */
export interface Branch {
  readonly name: string
  readonly blocks: readonly Block[]
}

/**
 * Branches side by side, joined along channels or by their sum. A residual connection is a sum with a branch without
 * blocks.
 */
export interface ModuleBlock {
  readonly kind: 'module'
  readonly name: string
  readonly branches: readonly Branch[]
  readonly join: 'concat' | 'add'
  /** `short`: its layers are called `3a/3x3`, as those of an Inception module; else the branch's name stands between. */
  readonly names?: 'short'
}

export interface PoolBlock {
  readonly kind: 'max-pool' | 'average-pool'
  readonly name: string
  readonly size: number
  readonly stride: number
  readonly padding?: Padding
}

/**
 * The mean of `size` × `size` windows that cover the map whatever its size: along each axis window i reads from
 * ⌊i · length ÷ size⌋ to ⌈(i + 1) · length ÷ size⌉, as PyTorch has it.
 */
export interface AdaptiveAveragePoolBlock {
  readonly kind: 'adaptive-average-pool'
  readonly name: string
  /** Rows, and columns, of what it gives. */
  readonly size: number
}

/** Local response normalisation in TensorFlow's terms: x / (bias + alpha · Σ x²)^beta over 2·radius+1 channels. */
export interface LocalResponseNormalisationBlock {
  readonly kind: 'local-response-norm'
  readonly name: string
  readonly radius: number
  readonly bias: number
  readonly alpha: number
  readonly beta: number
}

/** Per channel; a network whose `normalisation` is `batch` has one after every convolution without being told. */
export interface BatchNormBlock {
  readonly kind: 'batch-norm'
  readonly name: string
  /** Added to the variance; 0.001 unless said. */
  readonly epsilon?: number
  /** Share of the running statistics that a step keeps; 0.9 unless said. */
  readonly momentum?: number
}

/** An activation by itself, such as the one behind a residual sum. */
export interface ActivationBlock {
  readonly kind: 'activation'
  readonly name: string
  readonly activation: Activation
}

export interface DropoutBlock {
  readonly kind: 'dropout'
  readonly name: string
  /** Share of the numbers set to zero while training, 0 ≤ rate < 1. */
  readonly rate: number
}

export interface GlobalAveragePoolBlock {
  readonly kind: 'global-average-pool'
  readonly name: string
}

/** An image's numbers in one row. A dense block does so by itself. */
export interface FlattenBlock {
  readonly kind: 'flatten'
  readonly name: string
}

/** Flattens its input and multiplies; `units: 'classes'` is the layer that gives the logits. */
export interface DenseBlock {
  readonly kind: 'dense'
  readonly name: string
  readonly units: number | 'classes'
  readonly activation: Activation | 'none'
}

export type Block =
  | ConvolutionBlock
  | DepthwiseConvolutionBlock
  | InceptionModule
  | ModuleBlock
  | PoolBlock
  | AdaptiveAveragePoolBlock
  | BatchNormBlock
  | LocalResponseNormalisationBlock
  | ActivationBlock
  | DropoutBlock
  | GlobalAveragePoolBlock
  | FlattenBlock
  | DenseBlock

/** A classifier on the output of an inner block: its loss is added while training, and it is dropped at inference. */
export interface AuxiliaryClassifier {
  readonly name: string
  /** The block of the trunk whose output it reads; one within a module by the name of its layer, such as `3a/3x3`. */
  readonly after: string
  readonly blocks: readonly Block[]
  readonly normalisation: Normalisation
}

/** What a paper prints beside a module, where it does. */
export interface PrintedCost {
  readonly parameters?: number
  /** Multiply-adds. */
  readonly ops?: number
  /** Where the printed figures contradict the printed widths, or count otherwise. */
  readonly note?: string
}

/** A network as data: everything about it but the size of the images and the number of classes. */
export interface Architecture {
  readonly name: string
  readonly title: string
  /** Where it is described, for a person to follow. */
  readonly source: string
  /** The size it was made for; a study puts its data set's in place. */
  readonly input: Shape
  readonly classes: number
  /** After every convolution of the trunk; auxiliary classifiers have their own. */
  readonly normalisation: Normalisation
  readonly blocks: readonly Block[]
  readonly auxiliary: readonly AuxiliaryClassifier[]
  /** The paper's own figures by block name. */
  readonly printed?: Readonly<Record<string, PrintedCost>>
  /** The paper's own figures of the whole network, at inference. */
  readonly printedTotal?: PrintedCost
}
