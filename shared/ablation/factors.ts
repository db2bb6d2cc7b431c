import { auxiliary } from './factors/auxiliary'
import { branch1x1, branch3x3, branch5x5, branches } from './factors/branches'
import { classifier } from './factors/classifier'
import { connections } from './factors/connections'
import { depth } from './factors/depth'
import { dropout } from './factors/dropout'
import { factorisation } from './factors/factorisation'
import { kernels } from './factors/kernels'
import { nonLinearity } from './factors/non-linearity'
import { batchNorm, localResponseNorm } from './factors/normalisation'
import { pooling } from './factors/pooling'
import { reduction } from './factors/reduction'
import { width } from './factors/width'
import type { Factor } from './level'

/**
 * Every built-in factor, in the order in which patches are made: parts that go before parts that change, and the
 * multipliers of all widths last. The order is fixed, so an arm is the same network however its study lists the factors:
 * pooling stands before reduction because the naive level acts on what is left of it.
 */
export const FACTORS: readonly Factor[] = [
  branch1x1,
  branch3x3,
  branch5x5,
  branches,
  pooling,
  kernels,
  reduction,
  factorisation,
  nonLinearity,
  connections,
  depth,
  batchNorm,
  localResponseNorm,
  dropout,
  classifier,
  auxiliary,
  width,
]

export function factorNamed(name: string): Factor | undefined {
  return FACTORS.find((factor) => factor.name === name)
}
