import { asRows, reshape } from '../arithmetic'
import { FLOAT } from '../graph-writer'
import { type Operation, onEachTower } from './operation'
import { outputShape } from './window'

const TRANSPOSED = { flag: true } as const

/** y = x·kernel + bias; kernel [inputs, units]. */
export const dense: Operation<'dense'> = (layer, inputs, context) => {
  const { graph } = context
  const kernel = context.parameter('kernel')
  const bias = context.parameter('bias')
  return onEachTower(inputs, (input) => {
    const x = asRows(graph, input)
    const [images = 0] = x.shape
    const shape = [images, layer.output[2]]
    const product = graph.operation('MatMul', [x, kernel], { shape }, { attributes: FLOAT })
    const y = graph.operation('BiasAdd', [product, bias], { shape }, { attributes: FLOAT })
    return {
      output: reshape(graph, y, outputShape(layer, input)),
      backward(gradient) {
        const dy = asRows(graph, gradient)
        const dKernel = graph.operation(
          'MatMul',
          [x, dy],
          { shape: kernel.shape },
          { attributes: { ...FLOAT, transpose_a: TRANSPOSED } },
        )
        const dBias = graph.operation('BiasAddGrad', [dy], { shape: bias.shape }, { attributes: FLOAT })
        const dx = graph.operation(
          'MatMul',
          [dy, kernel],
          { shape: x.shape },
          { attributes: { ...FLOAT, transpose_b: TRANSPOSED } },
        )
        return { input: reshape(graph, dx, input.shape), parameters: { kernel: dKernel, bias: dBias } }
      },
    }
  })
}
