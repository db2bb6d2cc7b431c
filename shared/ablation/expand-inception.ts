import type { Branch, ConvolutionBlock, InceptionModule, ModuleBlock } from '../architecture/architecture'

/**
 * An Inception module as branches of blocks: the same layers under the same names, each of which can be changed by
 * itself.
 */
export function expandInception(module: InceptionModule): ModuleBlock {
  const { name, activation, conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, poolProjection } = module
  const convolution = (own: string, kernel: number, filters: number): ConvolutionBlock => ({
    kind: 'convolution',
    name: own,
    kernel,
    filters,
    ...(activation !== undefined && { activation }),
  })
  const reduced = (own: string, kernel: number, filters: number | 'none', reduce: number | 'none'): Branch[] => {
    if (filters === 'none') return []
    const reduction = reduce === 'none' ? [] : [convolution(`${own}-reduce`, 1, reduce)]
    return [{ name: own, blocks: [...reduction, convolution(own, kernel, filters)] }]
  }
  const pool = { kind: 'max-pool', name: 'pool', size: 3, stride: 1 } as const
  const projection =
    typeof poolProjection === 'number' ? [convolution('pool-projection', 1, poolProjection)] : ([] as const)
  return {
    kind: 'module',
    name,
    join: 'concat',
    names: 'short',
    branches: [
      ...(conv1x1 === 'none' ? [] : [{ name: '1x1', blocks: [convolution('1x1', 1, conv1x1)] }]),
      ...reduced('3x3', 3, conv3x3, reduce3x3),
      ...reduced('5x5', 5, conv5x5, reduce5x5),
      ...(poolProjection === 'none' ? [] : [{ name: 'pool', blocks: [pool, ...projection] }]),
    ],
  }
}
