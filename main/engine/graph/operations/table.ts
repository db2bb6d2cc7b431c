import type { Layer, LayerKind } from '../../../../shared/architecture/layer-graph'
import type { Towers } from '../tensor'
import { activations } from './activations'
import { adaptiveAveragePool } from './adaptive-average-pool'
import { add } from './add'
import { batchNorm } from './batch-norm'
import { concat } from './concat'
import { convolution, depthwiseConvolution } from './convolution'
import { dense } from './dense'
import { dropout } from './dropout'
import { flatten } from './flatten'
import { globalAveragePool } from './global-average-pool'
import { localResponseNorm } from './local-response-norm'
import type { LayerContext, Operation, Written } from './operation'
import { averagePool, maxPool } from './pool'

/**
 * Every kind of layer but the input, which the data take the place of, and the opaque ones of other programs. A new kind is
 * a file and a row.
 */
const OPERATIONS: { readonly [Kind in Exclude<LayerKind, 'input' | 'opaque'>]: Operation<Kind> } = {
  convolution,
  'depthwise-convolution': depthwiseConvolution,
  ...activations,
  'batch-norm': batchNorm,
  'max-pool': maxPool,
  'average-pool': averagePool,
  'adaptive-average-pool': adaptiveAveragePool,
  'local-response-norm': localResponseNorm,
  dropout,
  concat,
  add,
  'global-average-pool': globalAveragePool,
  flatten,
  dense,
}

/** Writes one layer, forward; what it returns writes it backward. */
export function writeLayer(layer: Layer, inputs: readonly Towers[], context: LayerContext): Written {
  if (layer.kind === 'input') throw new Error('the input layer is the data, not an operation')
  if (layer.kind === 'opaque') throw new Error(`${layer.name} is an operation of another program: ${layer.operation}`)
  const write = OPERATIONS[layer.kind] as Operation<LayerKind>
  return context.graph.within(layer.name, () => write(layer, inputs, context))
}
