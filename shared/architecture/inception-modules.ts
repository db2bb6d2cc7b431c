import type { Block, Branch, ModuleBlock, PoolBlock } from './architecture'
import { conv } from './convolutions'

/** Branches that are concatenated; their layers are called `3a/3x3`, without the branch's name between. */
export function concatenated(name: string, branches: readonly Branch[]): ModuleBlock {
  return { kind: 'module', name, join: 'concat', names: 'short', branches }
}

/** A branch that begins with a 1x1 reduction. */
export function reducedBranch(name: string, reduce: number, blocks: readonly Block[]): Branch {
  return { name, blocks: [conv(`${name}-reduce`, 1, reduce), ...blocks] }
}

/** A 3x3/1 pool and its 1x1 projection. */
export function pooledBranch(kind: 'max-pool' | 'average-pool', projection: number): Branch {
  return {
    name: 'pool',
    blocks: [{ kind, name: 'pool', size: 3, stride: 1 }, conv('pool-projection', 1, projection)],
  }
}

/** How windows of stride 2 meet the border; as TensorFlow's `same` unless said. */
export type Border = Pick<PoolBlock, 'padding'>

/** A 3x3/2 max pool whose maps pass through as they are. */
export function poolThrough(border: Border = {}): Branch {
  return { name: 'pool', blocks: [{ kind: 'max-pool', name: 'pool', size: 3, stride: 2, ...border }] }
}
