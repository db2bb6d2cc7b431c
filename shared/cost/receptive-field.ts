import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { layerNamed } from '../architecture/layer-graph'
import { windowSpan } from '../architecture/window'

/** What one number of a layer's output sees of the image, along one axis, in pixels. */
export interface ReceptiveField {
  /** Width of the part of the image it depends on, padding counted; the larger axis where a kernel is not square. */
  readonly size: number
  /** Pixels between what two neighbouring numbers see. */
  readonly stride: number
}

/**
 * The receptive field of every layer: size r' = r + (k − 1)·d·s with dilation d, stride s' = s·stride; where branches
 * meet, it is the widest's.
 * @see Araujo et al. 2019, Computing receptive fields of convolutional neural networks (distill.pub).
 */
export function receptiveFields(graph: LayerGraph): ReadonlyMap<string, ReceptiveField> {
  const fields = new Map<string, ReceptiveField>()
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map((name) => fields.get(name) ?? PIXEL)
    const widest = inputs.reduce((a, b) => (b.size > a.size ? b : a), inputs[0] ?? PIXEL)
    const { window, step } = windowOf(graph, layer)
    fields.set(layer.name, { size: widest.size + (window - 1) * widest.stride, stride: widest.stride * step })
  }
  return fields
}

const PIXEL: ReceptiveField = { size: 1, stride: 1 }

function windowOf(graph: LayerGraph, layer: Layer): { window: number; step: number } {
  switch (layer.kind) {
    case 'convolution':
    case 'depthwise-convolution': {
      const { dilation = 1 } = layer
      return { window: windowSpan({ size: Math.max(...layer.kernel), dilation }), step: layer.stride }
    }
    case 'max-pool':
    case 'average-pool':
      return { window: layer.size, step: layer.stride }
    case 'global-average-pool':
    case 'flatten': {
      const [height, width] = layerNamed(graph, layer.inputs[0] ?? '').output
      const side = Math.max(height, width)
      return { window: side, step: side }
    }
    default:
      return { window: 1, step: 1 }
  }
}
