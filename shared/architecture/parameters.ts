import { inputShape, type Layer, type LayerGraph } from './layer-graph'

/** What a trainable tensor is for: its initial values and whether weight decay applies follow from it. */
export type ParameterRole = 'kernel' | 'bias' | 'scale' | 'shift'

/** One trainable tensor of a layer. */
export interface Parameter {
  /** `3a/3x3/kernel`: the layer's name and the role. */
  readonly name: string
  readonly layer: string
  readonly role: ParameterRole
  /** TensorFlow's order: a convolution kernel is [rows, columns, inputs, outputs], a dense one [inputs, units]. */
  readonly shape: readonly number[]
}

/** The trainable tensors of one layer, given the shape it reads. */
export function parametersOf(layer: Layer, graph: LayerGraph): readonly Parameter[] {
  const parameter = (role: ParameterRole, shape: readonly number[]): Parameter => ({
    name: `${layer.name}/${role}`,
    layer: layer.name,
    role,
    shape,
  })
  const outputs = layer.output[2]
  switch (layer.kind) {
    case 'convolution': {
      const kernel = parameter('kernel', [...layer.kernel, inputShape(graph, layer)[2], outputs])
      return layer.bias ? [kernel, parameter('bias', [outputs])] : [kernel]
    }
    case 'dense':
      return [parameter('kernel', [inputShape(graph, layer)[2], outputs]), parameter('bias', [outputs])]
    case 'batch-norm':
      return [parameter('scale', [outputs]), parameter('shift', [outputs])]
    default:
      return []
  }
}

/** All trainable tensors, in the order of the layers. */
export function parameters(graph: LayerGraph): readonly Parameter[] {
  return graph.layers.flatMap((layer) => parametersOf(layer, graph))
}

/** Numbers in a parameter. */
export function parameterSize({ shape }: Parameter): number {
  return shape.reduce((product, size) => product * size, 1)
}
