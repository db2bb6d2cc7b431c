export type ElementType = 'float32' | 'int32' | 'uint8' | 'bool' | 'resource'

/** TensorFlow's numbers of the types (tensorflow/core/framework/types.proto). */
export const TYPE_NUMBERS: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  bool: 10,
  resource: 20,
}

/** Sizes of a tensor's axes, the batch first; −1 where it is known only when the graph runs. */
export type Dimensions = readonly number[]

/** One output of a node in the graph that is being written. */
export interface Tensor {
  readonly node: string
  /** Which of the node's outputs. */
  readonly output: number
  readonly type: ElementType
  readonly shape: Dimensions
}

/** One tensor for each tower: the rows of a batch that it works on, or its share of a sum. */
export type Towers = readonly Tensor[]

/** How a node names one of its inputs. */
export function reference({ node, output }: Tensor): string {
  return output === 0 ? node : `${node}:${output}`
}

/** Numbers in a tensor whose axes are all known. */
export function count(shape: Dimensions): number {
  const product = shape.reduce((total, size) => total * size, 1)
  if (shape.some((size) => size < 0)) throw new Error(`a shape with an unknown axis has no size: [${shape}]`)
  return product
}
