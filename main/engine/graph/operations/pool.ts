import { FLOAT } from '../graph-writer'
import { type Operation, onEachTower } from './operation'
import { outputShape, windowAttributes } from './window'

/** The largest number of each window; its gradient goes to where it stood. */
export const maxPool: Operation<'max-pool'> = (layer, inputs, { graph }) => {
  const attributes = { ...FLOAT, ...windowAttributes(layer), ksize: { integers: [1, layer.size, layer.size, 1] } }
  return onEachTower(inputs, (input) => {
    const output = graph.operation('MaxPool', [input], { shape: outputShape(layer, input) }, { attributes })
    return {
      output,
      backward: (gradient) => ({
        input: graph.operation('MaxPoolGrad', [input, output, gradient], { shape: input.shape }, { attributes }),
      }),
    }
  })
}

/** The mean of each window, of the numbers within the map alone; its gradient is shared equally among them. */
export const averagePool: Operation<'average-pool'> = (layer, inputs, { graph }) => {
  const attributes = { ...FLOAT, ...windowAttributes(layer), ksize: { integers: [1, layer.size, layer.size, 1] } }
  return onEachTower(inputs, (input) => {
    const output = graph.operation('AvgPool', [input], { shape: outputShape(layer, input) }, { attributes })
    return {
      output,
      backward: (gradient) => ({
        input: graph.operation(
          'AvgPoolGrad',
          [graph.integers(input.shape), gradient],
          { shape: input.shape },
          { attributes },
        ),
      }),
    }
  })
}
