import type { Architecture, Block, ConvolutionBlock, PrintedCost } from './architecture'
import type { ConnectionTable } from './connections'
import { conv } from './convolutions'
import { linear } from './googlenet'

/** LeCun et al. 1998, Table I: the maps of S2 that each map of C3 reads. */
const C3: ConnectionTable = [
  [0, 1, 2],
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [0, 4, 5],
  [0, 1, 5],
  [0, 1, 2, 3],
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [0, 3, 4, 5],
  [0, 1, 4, 5],
  [0, 1, 2, 5],
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
]

const squashed = { padding: 'valid', activation: 'tanh' } as const

/** The mean of 2x2, times a coefficient and plus a bias that each map has of its own, squashed: two parameters a map. */
const subsampling = (name: string): Block[] => [
  { kind: 'average-pool', name: `${name}-pool`, size: 2, stride: 2 },
  { kind: 'depthwise-convolution', name, kernel: 1, activation: 'tanh' },
]

/** How LeNet-5 is varied here. */
export interface LenetVariant {
  /** Whether C3 reads by its table; else all of its maps read all. */
  readonly table: boolean
  /** Whether two zeros stand around the image, as around the paper's digits of 28 pixels in images of 32. */
  readonly padded: boolean
}

export function lenet5Blocks({ table, padded }: LenetVariant): readonly Block[] {
  const c3: ConvolutionBlock = conv('c3', 5, 16, { ...squashed, ...(table && { connections: C3 }) })
  return [
    conv('c1', 5, 6, padded ? { activation: 'tanh' } : squashed),
    ...subsampling('s2'),
    c3,
    ...subsampling('s4'),
    conv('c5', 5, 120, squashed),
    { kind: 'dense', name: 'f6', units: 84, activation: 'tanh' },
    linear,
  ]
}

/** Section II.B, "trainable free parameters". */
const PRINTED: Readonly<Record<string, PrintedCost>> = {
  c1: { parameters: 156 },
  s2: { parameters: 12 },
  c3: { parameters: 1_516 },
  s4: { parameters: 32 },
  c5: { parameters: 48_120 },
  f6: { parameters: 10_164 },
}

/**
 * What of it is not rebuilt: its output layer of Euclidean radial basis functions, whose centres are drawn by hand and not
 * trained (here a dense layer gives logits: 850 parameters), its loss, and its squashing function's scales (1.7159 · tanh of
 * two thirds of the sum; here tanh).
 */
export const lenet5: Architecture = {
  name: 'lenet5',
  title: "LeNet-5 with C3's connection table",
  source:
    'LeCun, Bottou, Bengio and Haffner 1998, Gradient-based learning applied to document recognition, section II.B; a dense layer in place of its radial basis functions, tanh without its scales',
  input: [32, 32, 1],
  classes: 10,
  normalisation: 'none',
  blocks: lenet5Blocks({ table: true, padded: false }),
  auxiliary: [],
  printed: PRINTED,
  printedTotal: {
    parameters: 60_000,
    note: 'the paper’s output layer has none; the dense layer in its place has 850',
  },
}
