import { cast, combine, scale, split } from '../arithmetic'
import { FLOAT } from '../graph-writer'
import type { Tensor } from '../tensor'
import { type Operation, onlyInput, towerOf } from './operation'

/**
 * While training, zero with probability `rate`, else x / (1 − rate); at inference x itself.
 * The mask is drawn for the whole batch and cut into the towers' rows, so it does not depend on their number.
 */
export const dropout: Operation<'dropout'> = (layer, inputs, context) => {
  const { graph, mode, batch } = context
  const xs = onlyInput(inputs)
  if (mode === 'inference' || layer.rate === 0) return { outputs: xs, backward: (dys) => ({ inputs: [dys] }) }
  const uniform = context.uniform([batch, ...layer.output])
  const kept = graph.operation(
    'GreaterEqual',
    [uniform, graph.float(layer.rate)],
    { shape: uniform.shape, type: 'bool' },
    { attributes: FLOAT },
  )
  const mask = scale(graph, cast(graph, kept, 'float32'), 1 / (1 - layer.rate))
  const masks = split(graph, mask, Array(xs.length).fill(batch / xs.length), 0)
  const masked = (x: Tensor, tower: number): Tensor => combine(graph, 'Mul', x, towerOf(masks, tower))
  return { outputs: xs.map(masked), backward: (dys) => ({ inputs: [dys.map(masked)] }) }
}
