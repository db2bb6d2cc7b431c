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

/** By an operation of TensorFlow's whose gradients are named after it. */
function slideBy(operation: 'Conv2D' | 'DepthwiseConv2dNative'): Slide {
  return (graph, input, kernel, steps, shape) => {
    const attributes = { ...FLOAT, ...windowAttributes(steps) }
    return {
      output: graph.operation(operation, [input, kernel], { shape }, { attributes }),
      backward: (dy) => ({
        input: graph.operation(
          `${operation}BackpropInput`,
          [graph.integers(input.shape), kernel, dy],
          { shape: input.shape },
          { attributes },
        ),
        kernel: graph.operation(
          `${operation}BackpropFilter`,
          [input, graph.integers(kernel.shape), dy],
          { shape: kernel.shape },
          { attributes },
        ),
      }),
    }
  }
}

/** Each output map is a sum over all input maps; kernel [rows, columns, inputs, outputs]. */
export const slideOverAll = slideBy('Conv2D')

/** Each output map reads one input map; kernel [rows, columns, inputs, multiplier]. */
export const slideOverEach = slideBy('DepthwiseConv2dNative')
