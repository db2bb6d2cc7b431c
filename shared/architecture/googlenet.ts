import type { Architecture, DenseBlock, InceptionModule, PoolBlock, PrintedCost } from './architecture'
import { auxiliaryClassifier, type ClassifierWidths } from './auxiliary-classifier'

/** Table 1, stage 3: 28×28 maps at 224 pixels. */
const STAGE_3: readonly InceptionModule[] = [
  {
    kind: 'inception',
    name: '3a',
    conv1x1: 64,
    reduce3x3: 96,
    conv3x3: 128,
    reduce5x5: 16,
    conv5x5: 32,
    poolProjection: 32,
  },
  {
    kind: 'inception',
    name: '3b',
    conv1x1: 128,
    reduce3x3: 128,
    conv3x3: 192,
    reduce5x5: 32,
    conv5x5: 96,
    poolProjection: 64,
  },
]

/** Stage 4: 14×14. */
const STAGE_4: readonly InceptionModule[] = [
  {
    kind: 'inception',
    name: '4a',
    conv1x1: 192,
    reduce3x3: 96,
    conv3x3: 208,
    reduce5x5: 16,
    conv5x5: 48,
    poolProjection: 64,
  },
  {
    kind: 'inception',
    name: '4b',
    conv1x1: 160,
    reduce3x3: 112,
    conv3x3: 224,
    reduce5x5: 24,
    conv5x5: 64,
    poolProjection: 64,
  },
  {
    kind: 'inception',
    name: '4c',
    conv1x1: 128,
    reduce3x3: 128,
    conv3x3: 256,
    reduce5x5: 24,
    conv5x5: 64,
    poolProjection: 64,
  },
  {
    kind: 'inception',
    name: '4d',
    conv1x1: 112,
    reduce3x3: 144,
    conv3x3: 288,
    reduce5x5: 32,
    conv5x5: 64,
    poolProjection: 64,
  },
  {
    kind: 'inception',
    name: '4e',
    conv1x1: 256,
    reduce3x3: 160,
    conv3x3: 320,
    reduce5x5: 32,
    conv5x5: 128,
    poolProjection: 128,
  },
]

/** Stage 5: 7×7. */
const STAGE_5: readonly InceptionModule[] = [
  {
    kind: 'inception',
    name: '5a',
    conv1x1: 256,
    reduce3x3: 160,
    conv3x3: 320,
    reduce5x5: 32,
    conv5x5: 128,
    poolProjection: 128,
  },
  {
    kind: 'inception',
    name: '5b',
    conv1x1: 384,
    reduce3x3: 192,
    conv3x3: 384,
    reduce5x5: 48,
    conv5x5: 128,
    poolProjection: 128,
  },
]

/** The modules of Table 1 by stage, for those built upon it. */
export const GOOGLENET_STAGES = { 3: STAGE_3, 4: STAGE_4, 5: STAGE_5 } as const

/** The pool between two stages. */
export const maxPool = (name: string): PoolBlock => ({ kind: 'max-pool', name, size: 3, stride: 2 })

/** The layer that gives the logits. */
export const linear: DenseBlock = { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' }

/** AlexNet's constants (k 2, n 5, α 1e-4, β 0.75) in TensorFlow's terms; the paper names only the layer. */
const localResponseNorm = (name: string) =>
  ({ kind: 'local-response-norm', name, radius: 2, bias: 2, alpha: 1e-4, beta: 0.75 }) as const

/** Section 5: 128 filters, 1024 units, 70 % dropout. */
export const GOOGLENET_HEAD: ClassifierWidths = { filters: 128, hidden: 1024, dropout: 0.7 }

const widthsDisagree = 'the printed parameters do not follow from the printed widths'

/** Table 1's last two columns; "ops" are multiply-adds. */
const TABLE_1: Readonly<Record<string, PrintedCost>> = {
  conv1: {
    parameters: 2_700,
    ops: 34_000_000,
    note: 'not a dense 7x7: equals a depthwise-separable one of multiplier 8 (7·7·3·8 + 24·64 = 2,712)',
  },
  conv2: { parameters: 112_000, ops: 360_000_000 },
  '3a': { parameters: 159_000, ops: 128_000_000 },
  '3b': { parameters: 380_000, ops: 304_000_000 },
  '4a': { parameters: 364_000, ops: 73_000_000, note: widthsDisagree },
  '4b': { parameters: 437_000, ops: 88_000_000 },
  '4c': { parameters: 463_000, ops: 100_000_000, note: widthsDisagree },
  '4d': { parameters: 580_000, ops: 119_000_000, note: widthsDisagree },
  '4e': { parameters: 840_000, ops: 170_000_000, note: widthsDisagree },
  '5a': { parameters: 1_072_000, ops: 54_000_000, note: `${widthsDisagree}, nor do the printed ops` },
  '5b': { parameters: 1_388_000, ops: 71_000_000, note: widthsDisagree },
  linear: { parameters: 1_000_000, ops: 1_000_000 },
}

export const googlenet: Architecture = {
  name: 'googlenet',
  title: 'GoogLeNet with both auxiliary classifiers',
  source: 'Szegedy et al. 2014, Going deeper with convolutions, Table 1 (arXiv:1409.4842)',
  input: [224, 224, 3],
  classes: 1000,
  normalisation: 'none',
  blocks: [
    { kind: 'convolution', name: 'conv1', kernel: 7, filters: 64, stride: 2 },
    maxPool('pool1'),
    localResponseNorm('norm1'),
    { kind: 'convolution', name: 'conv2', kernel: 3, filters: 192, reduce: 64 },
    localResponseNorm('norm2'),
    maxPool('pool2'),
    ...STAGE_3,
    maxPool('pool3'),
    ...STAGE_4,
    maxPool('pool4'),
    ...STAGE_5,
    { kind: 'global-average-pool', name: 'pool5' },
    { kind: 'dropout', name: 'dropout', rate: 0.4 },
    linear,
  ],
  auxiliary: [
    auxiliaryClassifier('auxiliary1', '4a', GOOGLENET_HEAD),
    auxiliaryClassifier('auxiliary2', '4d', GOOGLENET_HEAD),
  ],
  printed: TABLE_1,
  printedTotal: {
    ops: 1_500_000_000,
    note: 'the 1.5 billion of section 1; the rows of Table 1 add up to 1.502 billion as printed, to 1.583 as computed: conv1 alone makes 84 million of that',
  },
}
