import type { AuxiliaryClassifier, Branch, ConvolutionBlock, ModuleBlock } from './architecture'
import { conv } from './convolutions'
import { linear } from './googlenet'
import { type Border, concatenated, pooledBranch, poolThrough, reducedBranch } from './inception-modules'

/*
 * The modules of Inception-v3 (arXiv:1512.00567), at any width: those of its figures 5, 6 and 7, and the grid reductions of
 * figure 10. Every pool branch of figures 5 to 7 is an average pool.
 */

/** Fig. 5 with a 5x5 branch kept: 1x1, 5x5, two 3x3, pool. */
export interface SquareWidths {
  readonly conv1x1: number
  readonly reduce5x5: number
  readonly conv5x5: number
  readonly reduceDouble: number
  readonly double3x3: number
  readonly projection: number
}

export function squareModule(name: string, widths: SquareWidths): ModuleBlock {
  return concatenated(name, [
    { name: '1x1', blocks: [conv('1x1', 1, widths.conv1x1)] },
    reducedBranch('5x5', widths.reduce5x5, [conv('5x5', 5, widths.conv5x5)]),
    reducedBranch('double-3x3', widths.reduceDouble, [
      conv('double-3x3-1', 3, widths.double3x3),
      conv('double-3x3-2', 3, widths.double3x3),
    ]),
    pooledBranch('average-pool', widths.projection),
  ])
}

/** Fig. 6: n×n factorised into 1×n and n×1, once and twice. */
export interface FactorisedWidths {
  readonly n: number
  /** Of the convolutions within the factorised branches. */
  readonly inner: number
  /** Of what each of the four branches gives. */
  readonly outer: number
}

export function factorisedModule(name: string, { n, inner, outer }: FactorisedWidths): ModuleBlock {
  const [row, column] = [[1, n] as const, [n, 1] as const]
  const [once, twice] = [`${n}x${n}`, `double-${n}x${n}`]
  return concatenated(name, [
    { name: '1x1', blocks: [conv('1x1', 1, outer)] },
    reducedBranch(once, inner, [conv(`${once}-1`, row, inner), conv(`${once}-2`, column, outer)]),
    reducedBranch(twice, inner, [
      conv(`${twice}-1`, column, inner),
      conv(`${twice}-2`, row, inner),
      conv(`${twice}-3`, column, inner),
      conv(`${twice}-4`, row, outer),
    ]),
    pooledBranch('average-pool', outer),
  ])
}

/** Fig. 7: the 3x3 spread into a 1x3 and a 3x1 side by side, for the smallest maps. */
export interface SpreadWidths {
  readonly conv1x1: number
  readonly reduce3x3: number
  /** Of each of the four convolutions side by side, and of the 3x3 in front of two of them. */
  readonly spread: number
  readonly reduceDouble: number
  readonly projection: number
}

export function spreadModule(name: string, widths: SpreadWidths): ModuleBlock {
  const sideBySide = (within: string): ModuleBlock =>
    concatenated(within, [
      { name: '1x3', blocks: [conv('1x3', [1, 3], widths.spread)] },
      { name: '3x1', blocks: [conv('3x1', [3, 1], widths.spread)] },
    ])
  return concatenated(name, [
    { name: '1x1', blocks: [conv('1x1', 1, widths.conv1x1)] },
    reducedBranch('3x3', widths.reduce3x3, [sideBySide('3x3-spread')]),
    reducedBranch('double-3x3', widths.reduceDouble, [
      conv('double-3x3', 3, widths.spread),
      sideBySide('double-3x3-spread'),
    ]),
    pooledBranch('average-pool', widths.projection),
  ])
}

/** Fig. 10: a 3x3 of stride 2, two 3x3 the second of which has it, and a pool, side by side. */
export function gridReduction(
  name: string,
  widths: { readonly conv3x3: number; readonly reduceDouble: number; readonly double3x3: number },
  border: Border = {},
): ModuleBlock {
  const halved = { stride: 2, ...border }
  return concatenated(name, [
    { name: '3x3', blocks: [conv('3x3', 3, widths.conv3x3, halved)] },
    reducedBranch('double-3x3', widths.reduceDouble, [
      conv('double-3x3-1', 3, widths.double3x3),
      conv('double-3x3-2', 3, widths.double3x3, halved),
    ]),
    poolThrough(border),
  ])
}

/** The second reduction: 3x3 of stride 2 behind a 1x1, and behind a factorised n×n. */
export function factorisedReduction(
  name: string,
  { n, inner, conv3x3 }: { readonly n: number; readonly inner: number; readonly conv3x3: number },
  border: Border = {},
): ModuleBlock {
  const halved = { stride: 2, ...border }
  const deep = `${n}x${n}-3x3`
  const factorised: readonly ConvolutionBlock[] = [conv(`${deep}-1`, [1, n], inner), conv(`${deep}-2`, [n, 1], inner)]
  const branches: readonly Branch[] = [
    reducedBranch('3x3', inner, [conv('3x3', 3, conv3x3, halved)]),
    reducedBranch(deep, inner, [...factorised, conv(deep, 3, inner, halved)]),
    poolThrough(border),
  ]
  return concatenated(name, branches)
}

/** Section 4's side head, with batch norm: pool, 1x1, a convolution over all of the map, the mean of what is left, linear. */
export function normalisedClassifier(
  name: string,
  after: string,
  {
    pool,
    filters,
    kernel,
    hidden,
  }: { pool: { size: number; stride: number }; filters: number; kernel: number; hidden: number },
): AuxiliaryClassifier {
  return {
    name,
    after,
    normalisation: 'batch',
    blocks: [
      { kind: 'average-pool', name: 'pool', ...pool, padding: 'valid' },
      conv('conv', 1, filters),
      conv('hidden', kernel, hidden, { padding: 'valid' }),
      { kind: 'global-average-pool', name: 'mean' },
      linear,
    ],
  }
}
