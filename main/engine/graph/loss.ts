import { asRows, cast, reduce, reshape, scale } from './arithmetic'
import { FLOAT, FLOAT_BY_INDEX, type GraphWriter } from './graph-writer'
import { towerOf } from './operations/operation'
import type { Dimensions, Tensor, Towers } from './tensor'

export interface WrittenLoss {
  /** Sum of the images' cross-entropies, unweighted: a scalar a tower. */
  readonly totals: Towers
  /** Gradients of `weight · Σ cross-entropies` by the logits. */
  readonly gradients: Towers
}

/**
 * Softmax cross-entropy of one head. Smoothed by ε over K classes, a label's share is 1 − ε + ε ÷ K, and every other
 * class's ε ÷ K.
 * @param logits [images, 1, 1, classes] a tower
 * @param labels int32 [images] a tower
 * @param weight what the sum is multiplied by in the loss: the head's weight ÷ the images of the batch.
 * @param smoothing ε; none where absent
 */
export function crossEntropy(
  graph: GraphWriter,
  logits: Towers,
  labels: Towers,
  weight: number,
  smoothing?: number,
): WrittenLoss {
  const written = logits.map((tensor, tower) => {
    const rows = asRows(graph, tensor)
    const [images = 0] = rows.shape
    const outputs = [{ shape: [images] }, { shape: rows.shape }] as const
    const label = towerOf(labels, tower)
    const [losses, gradient] =
      smoothing === undefined
        ? graph.operationOfMany('SparseSoftmaxCrossEntropyWithLogits', [rows, label], outputs, {
            attributes: { ...FLOAT, Tlabels: { type: 'int32' } },
          })
        : graph.operationOfMany(
            'SoftmaxCrossEntropyWithLogits',
            [rows, smoothed(graph, label, rows.shape, smoothing)],
            outputs,
            { attributes: FLOAT },
          )
    return {
      total: reduce(graph, 'Sum', losses, [0]),
      gradient: reshape(graph, scale(graph, gradient, weight), tensor.shape),
    }
  })
  return { totals: written.map(({ total }) => total), gradients: written.map(({ gradient }) => gradient) }
}

/** Labels as shares of the classes: [images, classes]. */
function smoothed(graph: GraphWriter, labels: Tensor, shape: Dimensions, smoothing: number): Tensor {
  const [, classes = 0] = shape
  const other = smoothing / classes
  const operands = [labels, graph.integer(classes), graph.float(1 - smoothing + other), graph.float(other)]
  const attributes = { ...FLOAT, TI: { type: 'int32' }, axis: { integer: -1 } } as const
  return graph.operation('OneHot', operands, { shape }, { attributes })
}

/** The class of each image's largest logit, int32 [images] a tower. */
export function guesses(graph: GraphWriter, logits: Towers): Towers {
  return logits.map((tensor) => {
    const rows = asRows(graph, tensor)
    const [images = 0] = rows.shape
    return graph.operation(
      'ArgMax',
      [rows, graph.integer(1)],
      { shape: [images], type: 'int32' },
      { attributes: { ...FLOAT_BY_INDEX, output_type: { type: 'int32' } } },
    )
  })
}

/** How many images were guessed right: a scalar a tower. */
export function correct(graph: GraphWriter, guessed: Towers, labels: Towers): Towers {
  return guessed.map((guess, tower) => {
    const [images = 0] = guess.shape
    const hit = graph.operation(
      'Equal',
      [guess, towerOf(labels, tower)],
      { shape: [images], type: 'bool' },
      { attributes: { T: { type: 'int32' } } },
    )
    return reduce(graph, 'Sum', cast(graph, hit, 'float32'), [0])
  })
}

/** How many images have fewer than `places` logits above their label's: a scalar a tower. */
export function within(graph: GraphWriter, places: number, logits: Towers, labels: Towers): Towers {
  return logits.map((tensor, tower) => {
    const rows = asRows(graph, tensor)
    const [images = 0] = rows.shape
    const hit = graph.operation(
      'InTopKV2',
      [rows, towerOf(labels, tower), graph.integer(places)],
      { shape: [images], type: 'bool' },
      { attributes: { T: { type: 'int32' } } },
    )
    return reduce(graph, 'Sum', cast(graph, hit, 'float32'), [0])
  })
}
