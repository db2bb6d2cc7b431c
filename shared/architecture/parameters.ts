import { type ConnectionTable, connectionCount } from './connections'
import { inputShape, type Layer, type LayerGraph } from './layer-graph'

/** What a trainable tensor is for: its initial values and whether weight decay applies follow from it. */
export type ParameterRole = 'kernel' | 'bias' | 'scale' | 'shift'

/** One trainable tensor of a layer. */
export interface Parameter {
  /** `3a/3x3/kernel`: the layer's name and the role. */
  readonly name: string
  readonly layer: string
  readonly role: ParameterRole
  /**
   * TensorFlow's order: a convolution kernel is [rows, columns, inputs, outputs], with groups the inputs of one; a
   * depthwise one [rows, columns, inputs, multiplier]; a dense one [inputs, units].
   */
  readonly shape: readonly number[]
  /** Of a kernel that has one: what is not connected is held at zero. */
  readonly connections?: ConnectionTable
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
      const { connections, groups = 1 } = layer
      const kernel = parameter('kernel', [...layer.kernel, inputShape(graph, layer)[2] / groups, outputs])
      const connected = connections ? { ...kernel, connections } : kernel
      return layer.bias ? [connected, parameter('bias', [outputs])] : [connected]
    }
    case 'depthwise-convolution': {
      const kernel = parameter('kernel', [...layer.kernel, inputShape(graph, layer)[2], layer.multiplier])
      return layer.bias ? [kernel, parameter('bias', [outputs])] : [kernel]
    }
    case 'dense':
      return [parameter('kernel', [inputShape(graph, layer)[2], outputs]), parameter('bias', [outputs])]
    case 'batch-norm':
      return [
        ...(layer.scale === false ? [] : [parameter('scale', [outputs])]),
        ...(layer.shift === false ? [] : [parameter('shift', [outputs])]),
      ]
    default:
      return []
  }
}

/** All trainable tensors, in the order of the layers. */
export function parameters(graph: LayerGraph): readonly Parameter[] {
  return graph.layers.flatMap((layer) => parametersOf(layer, graph))
}

/** Numbers in a parameter's tensor. */
export function parameterSize({ shape }: Parameter): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Numbers of it that are trained: those of existing connections. */
export function trainedNumbers(parameter: Parameter): number {
  const { connections, shape } = parameter
  if (!connections) return parameterSize(parameter)
  const [rows = 0, columns = 0] = shape
  return rows * columns * connectionCount(connections)
}
