import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { parametersOf } from '../architecture/parameters'
import type { FlattenOrder } from './value-rank'

/**
 * How a tensor of this program's lies in another framework: seen as `view` its axes are put in the order `axes`, and the
 * numbers that come out are seen as `shape`. The way back is the opposite.
 */
export interface TensorLayout {
  readonly view: readonly number[]
  readonly axes: readonly number[]
  readonly shape: readonly number[]
}

/** One tensor of a network: a parameter, or a running statistic of a batch norm. */
export interface NetworkTensor {
  /** `3a/3x3/kernel`, `3a/3x3/norm/mean`. */
  readonly name: string
  readonly layer: string
  readonly role: TensorRole
  readonly shape: readonly number[]
}

export type TensorRole = 'kernel' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance'

/** All tensors that inference and training need, in the order of the layers. */
export function networkTensors(graph: LayerGraph): readonly NetworkTensor[] {
  return graph.layers.flatMap((layer): readonly NetworkTensor[] => {
    const own = parametersOf(layer, graph)
    if (layer.kind !== 'batch-norm') return own
    const shape = [layer.output[2]]
    const statistic = (role: TensorRole) => ({ name: `${layer.name}/${role}`, layer: layer.name, role, shape })
    return [...own, statistic('mean'), statistic('variance')]
  })
}

/** As it is. */
export function sameLayout(shape: readonly number[]): TensorLayout {
  return { view: shape, axes: shape.map((_, axis) => axis), shape }
}

/**
 * The layout where channels stand first, as in PyTorch and ONNX: convolution [outputs, inputs, rows, columns], dense
 * [units, inputs].
 */
export function channelsFirstLayout(
  layer: Layer,
  { role, shape }: NetworkTensor,
  { reordered }: FlattenOrder,
): TensorLayout {
  const flattened = reordered.get(layer.name)
  if (layer.kind === 'dense' && role === 'kernel') {
    const [inputs = 0, units = 0] = shape
    if (!flattened) return permuted(shape, [1, 0])
    return { view: [...flattened, units], axes: [3, 2, 0, 1], shape: [units, inputs] }
  }
  if (layer.kind === 'batch-norm' && flattened) return { view: flattened, axes: [2, 0, 1], shape }
  if (role !== 'kernel') return sameLayout(shape)
  const [rows = 0, columns = 0, inputs = 0, multiplier = 0] = shape
  if (layer.kind === 'depthwise-convolution')
    return { view: shape, axes: [2, 3, 0, 1], shape: [inputs * multiplier, 1, rows, columns] }
  return permuted(shape, [3, 2, 0, 1])
}

function permuted(view: readonly number[], axes: readonly number[]): TensorLayout {
  return { view, axes, shape: axes.map((axis) => view[axis] ?? 0) }
}

/** This program's order of numbers → the other framework's. */
export function toLayout(values: Float32Array, { view, axes }: TensorLayout): Float32Array {
  return permute(values, view, axes)
}

/** The other framework's order of numbers → this program's. */
export function fromLayout(values: Float32Array, { view, axes }: TensorLayout): Float32Array {
  const inverse = axes.map((_, axis) => axes.indexOf(axis))
  return permute(
    values,
    axes.map((axis) => view[axis] ?? 0),
    inverse,
  )
}

function permute(values: Float32Array, shape: readonly number[], axes: readonly number[]): Float32Array {
  if (axes.every((axis, index) => axis === index)) return values
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
  const sizes = axes.map((axis) => shape[axis] ?? 0)
  const steps = axes.map((axis) => strides[axis] ?? 0)
  const result = new Float32Array(values.length)
  const last = sizes.length - 1
  const [row = 0, step = 0] = [sizes[last], steps[last]]
  const places = new Array<number>(last).fill(0)
  let from = 0
  for (let to = 0; to < result.length; to += row) {
    for (let index = 0; index < row; index += 1) result[to + index] = values[from + index * step] ?? 0
    for (let axis = last - 1; axis >= 0; axis -= 1) {
      const place = (places[axis] ?? 0) + 1
      from += steps[axis] ?? 0
      places[axis] = place
      if (place < (sizes[axis] ?? 0)) break
      from -= place * (steps[axis] ?? 0)
      places[axis] = 0
    }
  }
  return result
}
