import { FLOAT } from '../graph-writer'
import { type Operation, onEachTower } from './operation'

/** y = max(x, 0); dx = dy where y > 0. */
export const relu: Operation<'relu'> = (_layer, inputs, { graph }) =>
  onEachTower(inputs, (input) => {
    const { shape } = input
    const output = graph.operation('Relu', [input], { shape }, { attributes: FLOAT })
    return {
      output,
      backward: (gradient) => ({
        input: graph.operation('ReluGrad', [gradient, output], { shape }, { attributes: FLOAT }),
      }),
    }
  })
