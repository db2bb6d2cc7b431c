import { asRows, cast, reduce, reshape, scale } from './arithmetic'
import { FLOAT, FLOAT_BY_INDEX, type GraphWriter } from './graph-writer'
import { towerOf } from './operations/operation'
import type { Towers } from './tensor'

export interface WrittenLoss {
  /** Sum of the images' cross-entropies, unweighted: a scalar a tower. */
  readonly totals: Towers
  /** Gradients of `weight · Σ cross-entropies` by the logits. */
  readonly gradients: Towers
}

/**
 * Softmax cross-entropy of one head.
 * @param logits [images, 1, 1, classes] a tower
 * @param labels int32 [images] a tower
 * @param weight what the sum is multiplied by in the loss: the head's weight ÷ the images of the batch.
 */
export function crossEntropy(graph: GraphWriter, logits: Towers, labels: Towers, weight: number): WrittenLoss {
  const written = logits.map((tensor, tower) => {
    const rows = asRows(graph, tensor)
    const [images = 0] = rows.shape
    const [losses, gradient] = graph.operationOfMany(
      'SparseSoftmaxCrossEntropyWithLogits',
      [rows, towerOf(labels, tower)],
      [{ shape: [images] }, { shape: rows.shape }],
      { attributes: { ...FLOAT, Tlabels: { type: 'int32' } } },
    )
    return {
      total: reduce(graph, 'Sum', losses, [0]),
      gradient: reshape(graph, scale(graph, gradient, weight), tensor.shape),
    }
  })
  return { totals: written.map(({ total }) => total), gradients: written.map(({ gradient }) => gradient) }
}

/** How many images have their largest logit at their label: a scalar a tower. */
export function correct(graph: GraphWriter, logits: Towers, labels: Towers): Towers {
  return logits.map((tensor, tower) => {
    const rows = asRows(graph, tensor)
    const [images = 0] = rows.shape
    const guess = graph.operation(
      'ArgMax',
      [rows, graph.integer(1)],
      { shape: [images], type: 'int32' },
      { attributes: { ...FLOAT_BY_INDEX, output_type: { type: 'int32' } } },
    )
    const hit = graph.operation(
      'Equal',
      [guess, towerOf(labels, tower)],
      { shape: [images], type: 'bool' },
      { attributes: { T: { type: 'int32' } } },
    )
    return reduce(graph, 'Sum', cast(graph, hit, 'float32'), [0])
  })
}
