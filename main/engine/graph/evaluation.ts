import { stack } from './arithmetic'
import { bug, type Compilation, type DataSource, mainOutput, readBatch, readState } from './compilation'
import { correct, crossEntropy, guesses, within } from './loss'
import { towerOf } from './operations/operation'
import { outputsOf, writeForward } from './propagate'

/** Known only when the graph runs: the last batch of an evaluation may be shorter. */
const ANY_NUMBER = -1

/**
 * Forward by running statistics and, where they are kept, the weights' averages, without auxiliary classifiers: the
 * signatures `evaluate` and `judge`.
 */
export function writeEvaluation(compilation: Compilation, data: DataSource): void {
  const { graph, layers } = compilation
  const { inputs, images, labels } = readBatch(compilation, data, ANY_NUMBER)
  const state = readState(compilation, ({ weights, average }) => average ?? weights)
  const trunk = layers.layers.filter(({ head }) => head === undefined)
  const written = writeForward(trunk, images, (layer) => ({
    graph,
    mode: 'inference',
    batch: ANY_NUMBER,
    parameter: (role) => state.parameter(layer, role),
    runningStatistics: () => state.statistics(layer),
    batchStatistics: () => bug(`${layer.name} hands over statistics at inference`),
    uniform: () => bug(`${layer.name} asks for random numbers at inference`),
  }))
  const logits = outputsOf(written, mainOutput(layers).layer)
  const { totals } = crossEntropy(graph, logits, labels, 1)
  const guessed = guesses(graph, logits)
  const right = correct(graph, guessed, labels)
  const near = layers.classes > 5 ? within(graph, 5, logits, labels) : undefined
  const sums = totals.flatMap((total, tower) => [total, towerOf(right, tower), ...(near ? [towerOf(near, tower)] : [])])
  const stacked = stack(graph, sums)
  graph.signature('evaluate', { inputs, outputs: { sums: stacked } })
  const classes = Object.fromEntries(guessed.map((guess, tower) => [`classes/${tower}`, guess]))
  graph.signature('judge', { inputs, outputs: { sums: stacked, ...classes } })
}
