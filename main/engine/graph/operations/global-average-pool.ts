import { broadcast, reduce, reshape, scale } from '../arithmetic'
import { type Operation, onEachTower } from './operation'
import { outputShape } from './window'

/** The mean of each channel's map; its gradient is shared equally. */
export const globalAveragePool: Operation<'global-average-pool'> = (layer, inputs, { graph }) =>
  onEachTower(inputs, (input) => {
    const [, height = 0, width = 0] = input.shape
    const shape = outputShape(layer, input)
    return {
      output: reshape(graph, reduce(graph, 'Mean', input, [1, 2]), shape),
      backward: (gradient) => ({
        input: broadcast(graph, scale(graph, gradient, 1 / (height * width)), input.shape),
      }),
    }
  })
