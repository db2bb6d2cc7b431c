import { FLOAT } from '../graph-writer'
import { type Operation, onEachTower } from './operation'

/** y = x / (bias + alpha · Σ x²)^beta, the sum over 2·radius + 1 channels around each. */
export const localResponseNorm: Operation<'local-response-norm'> = (layer, inputs, { graph }) => {
  const attributes = {
    ...FLOAT,
    depth_radius: { integer: layer.radius },
    bias: { float: layer.bias },
    alpha: { float: layer.alpha },
    beta: { float: layer.beta },
  }
  return onEachTower(inputs, (input) => {
    const { shape } = input
    const output = graph.operation('LRN', [input], { shape }, { attributes })
    return {
      output,
      backward: (gradient) => ({
        input: graph.operation('LRNGrad', [gradient, input, output], { shape }, { attributes }),
      }),
    }
  })
}
