import { FLOAT, FLOAT_BY_INDEX, type GraphWriter } from './graph-writer'
import { count, type Dimensions, type ElementType, type Tensor } from './tensor'

type Binary = 'AddV2' | 'Sub' | 'Mul' | 'RealDiv' | 'Maximum' | 'Minimum'

/** Element by element; the operand of fewer axes is repeated along the leading ones. */
export function combine(graph: GraphWriter, operation: Binary, a: Tensor, b: Tensor): Tensor {
  const shape = a.shape.length >= b.shape.length ? a.shape : b.shape
  return graph.operation(operation, [a, b], { shape, type: a.type }, { attributes: { T: { type: a.type } } })
}

export function scale(graph: GraphWriter, tensor: Tensor, factor: number): Tensor {
  return factor === 1 ? tensor : combine(graph, 'Mul', tensor, graph.float(factor))
}

export function unary(graph: GraphWriter, operation: 'Square' | 'Sqrt' | 'Rsqrt' | 'Expm1', tensor: Tensor): Tensor {
  return graph.operation(operation, [tensor], { shape: tensor.shape }, { attributes: FLOAT })
}

/** Sum of tensors of one shape, in the order given. */
export function sum(graph: GraphWriter, terms: readonly Tensor[]): Tensor {
  const [first, ...others] = terms
  if (!first) throw new Error('a sum of nothing')
  if (others.length === 0) return first
  const attributes = { ...FLOAT, N: { integer: terms.length } } as const
  return graph.operation('AddN', terms, { shape: first.shape }, { attributes })
}

/** Sum or mean over axes, which disappear. */
export function reduce(graph: GraphWriter, operation: 'Sum' | 'Mean', tensor: Tensor, axes: readonly number[]): Tensor {
  const shape = tensor.shape.filter((_, axis) => !axes.includes(axis))
  return graph.operation(operation, [tensor, graph.integers(axes)], { shape }, { attributes: FLOAT_BY_INDEX })
}

/** @param shape at most one axis may be −1: what is left. */
export function reshape(graph: GraphWriter, tensor: Tensor, shape: Dimensions): Tensor {
  if (shape.join() === tensor.shape.join()) return tensor
  const { type } = tensor
  const attributes = { T: { type }, Tshape: { type: 'int32' } } as const
  return graph.operation('Reshape', [tensor, graph.integers(shape)], { shape, type }, { attributes })
}

export function cast(graph: GraphWriter, tensor: Tensor, type: ElementType): Tensor {
  const attributes = { SrcT: { type: tensor.type }, DstT: { type } } as const
  return graph.operation('Cast', [tensor], { shape: tensor.shape, type }, { attributes })
}

/** Joins tensors along an axis. */
export function concatenate(graph: GraphWriter, parts: readonly Tensor[], axis: number): Tensor {
  const [first, ...others] = parts
  if (!first) throw new Error('a concatenation of nothing')
  if (others.length === 0) return first
  const shape = first.shape.map((size, index) =>
    index === axis ? parts.reduce((total, part) => total + (part.shape[axis] ?? 0), 0) : size,
  )
  const attributes = { ...FLOAT_BY_INDEX, T: { type: first.type }, N: { integer: parts.length } } as const
  return graph.operation('ConcatV2', [...parts, graph.integer(axis)], { shape, type: first.type }, { attributes })
}

/**
 * Cuts a tensor along an axis into pieces of these sizes, each by a node of its own.
 * SplitV would give them all as outputs of one node. That must not be: with oneDNN, when BiasAddGrad and
 * Conv2DBackpropFilter read different outputs of one node, as in the gradient of a concatenation, TensorFlow fuses them
 * as if they read the same one and gives wrong gradients without a word. An Identity between does not help: the
 * optimizer of the graph takes it away.
 */
export function split(graph: GraphWriter, tensor: Tensor, sizes: readonly number[], axis: number): readonly Tensor[] {
  if (sizes.length === 1) return [tensor]
  const { type } = tensor
  const attributes = { T: { type }, Index: { type: 'int32' } } as const
  let first = 0
  return sizes.map((size) => {
    const begin = tensor.shape.map((_, index) => (index === axis ? first : 0))
    const shape = tensor.shape.map((whole, index) => (index === axis ? size : whole))
    first += size
    return graph.operation(
      'Slice',
      [tensor, graph.integers(begin), graph.integers(shape)],
      { shape, type },
      { attributes },
    )
  })
}

/** Tensors of one shape as rows of one. */
export function stack(graph: GraphWriter, rows: readonly Tensor[]): Tensor {
  const [first] = rows
  if (!first) throw new Error('a stack of nothing')
  const { type } = first
  const attributes = { T: { type }, N: { integer: rows.length }, axis: { integer: 0 } } as const
  return graph.operation('Pack', rows, { shape: [rows.length, ...first.shape], type }, { attributes })
}

/** Repeats a tensor along axes of size 1. */
export function broadcast(graph: GraphWriter, tensor: Tensor, shape: Dimensions): Tensor {
  return graph.operation('BroadcastTo', [tensor, graph.integers(shape)], { shape }, { attributes: FLOAT_BY_INDEX })
}

/** Tensors of any shape, end to end in one vector. */
export function flatten(graph: GraphWriter, tensors: readonly Tensor[]): Tensor {
  const vectors = tensors.map((tensor) => reshape(graph, tensor, [count(tensor.shape)]))
  return concatenate(graph, vectors, 0)
}

/** The opposite of `flatten`: the pieces of a vector, in these shapes. */
export function unflatten(graph: GraphWriter, vector: Tensor, shapes: readonly Dimensions[]): readonly Tensor[] {
  const pieces = split(graph, vector, shapes.map(count), 0)
  return pieces.map((piece, index) => reshape(graph, piece, shapes[index] ?? []))
}

/** As [images, numbers]: what a dense layer and the loss read. */
export function asRows(graph: GraphWriter, tensor: Tensor): Tensor {
  const [images = 0, ...axes] = tensor.shape
  return reshape(graph, tensor, [images, count(axes)])
}
