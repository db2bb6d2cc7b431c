import type { Architecture, Block, ModuleBlock } from './architecture'
import { conv } from './convolutions'
import { linear, maxPool } from './googlenet'
import { concatenated, pooledBranch, poolThrough, reducedBranch } from './inception-modules'

/** The columns of the paper's table. */
export interface BnModule {
  readonly name: string
  readonly conv1x1: number
  readonly reduce3x3: number
  readonly conv3x3: number
  readonly reduceDouble: number
  /** Of each of its two 3x3 convolutions. */
  readonly double3x3: number
  readonly pool: 'max' | 'average'
  readonly projection: number
}

/** A module that halves the map: no 1x1 branch, a stride of 2 in the last convolution of each branch, an unprojected pool. */
export type BnReduction = Omit<BnModule, 'conv1x1' | 'pool' | 'projection'>

/** GoogLeNet's module with two 3x3 convolutions in place of the 5x5. */
export function bnModule(module: BnModule): ModuleBlock {
  return concatenated(module.name, [
    { name: '1x1', blocks: [conv('1x1', 1, module.conv1x1)] },
    reducedBranch('3x3', module.reduce3x3, [conv('3x3', 3, module.conv3x3)]),
    double(module, {}),
    pooledBranch(`${module.pool}-pool`, module.projection),
  ])
}

export function bnReduction(module: BnReduction): ModuleBlock {
  const halved = { stride: 2 }
  return concatenated(module.name, [
    reducedBranch('3x3', module.reduce3x3, [conv('3x3', 3, module.conv3x3, halved)]),
    double(module, halved),
    poolThrough(),
  ])
}

const double = ({ reduceDouble, double3x3 }: BnReduction, last: { readonly stride?: number }) =>
  reducedBranch('double-3x3', reduceDouble, [
    conv('double-3x3-1', 3, double3x3),
    conv('double-3x3-2', 3, double3x3, last),
  ])

/**
 * A separable convolution: each map by itself, then 1x1. One normalisation, behind both; nothing between them.
 * @param multiplier maps of each map that is read
 */
export function separable(
  name: string,
  kernel: number,
  filters: number,
  { multiplier, ...steps }: { readonly multiplier: number; readonly stride?: number },
): Block[] {
  const first = { normalisation: 'none', bias: false, activation: 'none' } as const
  return [
    { kind: 'depthwise-convolution', name: `${name}-depthwise`, kernel, multiplier, ...steps, ...first },
    conv(name, 1, filters),
  ]
}

/** Fig. 5 of the paper, which is a table. Its auxiliary classifiers are not in it. */
export const bnInception: Architecture = {
  name: 'bn-inception',
  title: 'BN-Inception, GoogLeNet with batch normalisation and two 3x3 for each 5x5',
  source: 'Ioffe and Szegedy 2015, Batch normalization, Fig. 5 (arXiv:1502.03167)',
  input: [224, 224, 3],
  classes: 1000,
  normalisation: 'batch',
  blocks: [
    ...separable('conv1', 7, 64, { multiplier: 8, stride: 2 }),
    maxPool('pool1'),
    conv('conv2', 3, 192, { reduce: 64 }),
    maxPool('pool2'),
    bnModule({
      name: '3a',
      conv1x1: 64,
      reduce3x3: 64,
      conv3x3: 64,
      reduceDouble: 64,
      double3x3: 96,
      pool: 'average',
      projection: 32,
    }),
    bnModule({
      name: '3b',
      conv1x1: 64,
      reduce3x3: 64,
      conv3x3: 96,
      reduceDouble: 64,
      double3x3: 96,
      pool: 'average',
      projection: 64,
    }),
    bnReduction({ name: '3c', reduce3x3: 128, conv3x3: 160, reduceDouble: 64, double3x3: 96 }),
    bnModule({
      name: '4a',
      conv1x1: 224,
      reduce3x3: 64,
      conv3x3: 96,
      reduceDouble: 96,
      double3x3: 128,
      pool: 'average',
      projection: 128,
    }),
    bnModule({
      name: '4b',
      conv1x1: 192,
      reduce3x3: 96,
      conv3x3: 128,
      reduceDouble: 96,
      double3x3: 128,
      pool: 'average',
      projection: 128,
    }),
    bnModule({
      name: '4c',
      conv1x1: 160,
      reduce3x3: 128,
      conv3x3: 160,
      reduceDouble: 128,
      double3x3: 160,
      pool: 'average',
      projection: 96,
    }),
    bnModule({
      name: '4d',
      conv1x1: 96,
      reduce3x3: 128,
      conv3x3: 192,
      reduceDouble: 160,
      double3x3: 192,
      pool: 'average',
      projection: 96,
    }),
    bnReduction({ name: '4e', reduce3x3: 128, conv3x3: 192, reduceDouble: 192, double3x3: 256 }),
    bnModule({
      name: '5a',
      conv1x1: 352,
      reduce3x3: 192,
      conv3x3: 320,
      reduceDouble: 160,
      double3x3: 224,
      pool: 'average',
      projection: 128,
    }),
    bnModule({
      name: '5b',
      conv1x1: 352,
      reduce3x3: 192,
      conv3x3: 320,
      reduceDouble: 192,
      double3x3: 224,
      pool: 'max',
      projection: 128,
    }),
    { kind: 'global-average-pool', name: 'pool5' },
    linear,
  ],
  auxiliary: [],
  printedTotal: {
    ops: 2_000_000_000,
    note: 'Table 3 of arXiv:1512.00567 prints 2.0 billion; the paper itself prints neither parameters nor ops',
  },
}
