import { FLOAT } from '../graph-writer'
import { type Operation, onEachTower } from './operation'
import { outputShape, windowAttributes } from './window'

/** y = x ∗ kernel (+ bias); kernel [rows, columns, inputs, outputs]. */
export const convolution: Operation<'convolution'> = (layer, inputs, context) => {
  const { graph } = context
  const kernel = context.parameter('kernel')
  const { strides, padding } = windowAttributes(layer)
  const attributes = { ...FLOAT, strides, padding }
  return onEachTower(inputs, (input) => {
    const shape = outputShape(layer, input)
    const linear = graph.operation('Conv2D', [input, kernel], { shape }, { attributes })
    const output = layer.bias
      ? graph.operation('BiasAdd', [linear, context.parameter('bias')], { shape }, { attributes: FLOAT })
      : linear
    return {
      output,
      backward(dy) {
        const dx = graph.operation(
          'Conv2DBackpropInput',
          [graph.integers(input.shape), kernel, dy],
          { shape: input.shape },
          { attributes },
        )
        const dKernel = graph.operation(
          'Conv2DBackpropFilter',
          [input, graph.integers(kernel.shape), dy],
          { shape: kernel.shape },
          { attributes },
        )
        if (!layer.bias) return { input: dx, parameters: { kernel: dKernel } }
        const dBias = graph.operation('BiasAddGrad', [dy], { shape: [layer.output[2]] }, { attributes: FLOAT })
        return { input: dx, parameters: { kernel: dKernel, bias: dBias } }
      },
    }
  })
}
