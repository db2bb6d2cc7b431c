import type { LayerOf } from '../../../../shared/architecture/layer-graph'
import { FLOAT } from '../graph-writer'
import type { Towers } from '../tensor'
import { connected } from './connected'
import { dilated } from './dilated'
import { grouped } from './grouped'
import { type LayerContext, type Operation, onEachTower, type Written } from './operation'
import { type Slide, slideOverAll, slideOverEach } from './slide'
import { outputShape } from './window'

/** y = x ∗ kernel (+ bias); kernel [rows, columns, inputs of a group, outputs]. */
export const convolution: Operation<'convolution'> = (layer, inputs, context) => {
  const { connections, groups = 1, dilation = 1 } = layer
  return written(connected(dilated(grouped(slideOverAll, groups), dilation), connections), layer, inputs, context)
}

/** The same of each map by itself; kernel [rows, columns, inputs, multiplier], bias a number for each output map. */
export const depthwiseConvolution: Operation<'depthwise-convolution'> = (layer, inputs, context) =>
  written(dilated(slideOverEach, layer.dilation ?? 1), layer, inputs, context)

function written(
  slide: Slide,
  layer: LayerOf<'convolution' | 'depthwise-convolution'>,
  inputs: readonly Towers[],
  context: LayerContext,
): Written {
  const { graph } = context
  const kernel = context.parameter('kernel')
  return onEachTower(inputs, (input) => {
    const shape = outputShape(layer, input)
    const linear = slide(graph, input, kernel, layer, shape)
    if (!layer.bias) {
      return {
        output: linear.output,
        backward(dy) {
          const { input: dx, kernel: dKernel } = linear.backward(dy)
          return { input: dx, parameters: { kernel: dKernel } }
        },
      }
    }
    return {
      output: graph.operation('BiasAdd', [linear.output, context.parameter('bias')], { shape }, { attributes: FLOAT }),
      backward(dy) {
        const { input: dx, kernel: dKernel } = linear.backward(dy)
        const dBias = graph.operation('BiasAddGrad', [dy], { shape: [layer.output[2]] }, { attributes: FLOAT })
        return { input: dx, parameters: { kernel: dKernel, bias: dBias } }
      },
    }
  })
}
