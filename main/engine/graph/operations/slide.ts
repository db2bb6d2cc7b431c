import { reshape } from '../arithmetic'
import { FLOAT, type GraphWriter } from '../graph-writer'
import type { Dimensions, Tensor } from '../tensor'
import { type WindowSteps, windowAttributes } from './window'

/** A kernel slid over maps, written forward; what it returns writes the gradients by both. */
export interface Slid {
  readonly output: Tensor
  readonly backward: (dy: Tensor) => { readonly input: Tensor; readonly kernel: Tensor }
}

/**
 * Slides a kernel over [images, height, width, channels].
 * @param shape of the output
 */
export type Slide = (graph: GraphWriter, input: Tensor, kernel: Tensor, steps: WindowSteps, shape: Dimensions) => Slid

/** How the gradient by a kernel is written. */
type KernelGradient = (graph: GraphWriter, x: Tensor, kernel: Tensor, dy: Tensor) => Tensor

/** By an operation of TensorFlow's whose gradients are named after it. */
function slideBy(
  operation: 'Conv2D' | 'DepthwiseConv2dNative',
  special?: (kernel: Tensor, steps: WindowSteps) => KernelGradient | undefined,
): Slide {
  return (graph, input, kernel, steps, shape) => {
    const attributes = { ...FLOAT, ...windowAttributes(steps) }
    const ofKernel: KernelGradient = (_graph, x, { shape }, dy) =>
      graph.operation(`${operation}BackpropFilter`, [x, graph.integers(shape), dy], { shape }, { attributes })
    return {
      output: graph.operation(operation, [input, kernel], { shape }, { attributes }),
      backward: (dy) => ({
        input: graph.operation(
          `${operation}BackpropInput`,
          [graph.integers(input.shape), kernel, dy],
          { shape: input.shape },
          { attributes },
        ),
        kernel: (special?.(kernel, steps) ?? ofKernel)(graph, input, kernel, dy),
      }),
    }
  }
}

/** Each output map is a sum over all input maps; kernel [rows, columns, inputs, outputs]. */
export const slideOverAll = slideBy('Conv2D', ({ shape: [rows, columns] }, { stride }) =>
  rows === 1 && columns === 1 && stride === 1 ? pointwiseGradient : undefined,
)

/** Each output map reads one input map; kernel [rows, columns, inputs, multiplier]. */
export const slideOverEach = slideBy('DepthwiseConv2dNative')

/**
 * The gradient by a kernel of one row and column is a product of matrices, xᵀ·dy over all images and places. oneDNN's
 * convolution reads x anew for every 16 of its maps: two to nine times as slow where x has left the cache.
 */
function pointwiseGradient(graph: GraphWriter, x: Tensor, { shape }: Tensor, dy: Tensor): Tensor {
  const [, , inputs = 0, outputs = 0] = shape
  const product = graph.operation(
    'MatMul',
    [reshape(graph, x, [-1, inputs]), reshape(graph, dy, [-1, outputs])],
    { shape: [inputs, outputs] },
    { attributes: { ...FLOAT, transpose_a: { flag: true } } },
  )
  return reshape(graph, product, shape)
}
