import type { Layer, LayerGraph, LayerOf } from '../../../shared/architecture/layer-graph'
import { deriveSeed } from '../../../shared/training/seeds'
import { combine, concatenate, stack, sum } from './arithmetic'
import { writeAugmentation } from './augmentation'
import {
  bug,
  type Compilation,
  type CurrentState,
  type DataSource,
  mainOutput,
  readBatch,
  readState,
} from './compilation'
import { correct, crossEntropy, guesses, type WrittenLoss } from './loss'
import type { Statistics } from './operations/operation'
import { outputsOf, writeBackward, writeForward } from './propagate'
import type { Dimensions, Tensor, Towers } from './tensor'
import { writeUpdates } from './update'

/** Forward, backward and update: the signature `step`. */
export function writeStep(compilation: Compilation, data: DataSource): void {
  const { graph, layers, recipe } = compilation
  const learningRate = graph.placeholder('learningRate', 'float32', [])
  const step = graph.placeholder('step', 'int32', [])
  const { inputs, images: stored, labels } = readBatch(compilation, data, recipe.batch / recipe.towers)
  const { images, inputs: draws } = writeAugmentation(compilation, stored)
  const state = readState(compilation)
  const batchStatistics = new Map<string, Statistics>()

  const written = writeForward(layers.layers, images, (layer) => ({
    graph,
    mode: 'training',
    batch: recipe.batch,
    parameter: (role) => state.parameter(layer, role),
    runningStatistics: () => bug(`${layer.name} asks for running statistics while training`),
    batchStatistics: (statistics) => batchStatistics.set(layer.name, statistics),
    uniform: (shape) => uniform(compilation, layer, step, shape),
  }))

  const losses = layers.outputs.map(({ head, layer }, index): WrittenLoss => {
    const weight = (index === 0 ? 1 : recipe.auxiliaryWeight) / recipe.batch
    return graph.within(`${head}/loss`, () =>
      crossEntropy(graph, outputsOf(written, layer), labels, weight, recipe.labelSmoothing),
    )
  })
  const right = graph.within('accuracy', () =>
    correct(graph, guesses(graph, outputsOf(written, mainOutput(layers).layer)), labels),
  )
  const gradients = writeBackward(graph, layers.layers, written, gradientsOfLogits(layers, losses))

  const updates = graph.within('update', () => [
    ...writeUpdates(compilation, state, gradients, { learningRate, step }),
    ...writeStatistics(compilation, state, batchStatistics),
  ])
  const [main, ...auxiliary] = losses.map(({ totals }) => sum(graph, totals))
  const sums = stack(graph, [main ?? bug('no loss'), sum(graph, right), ...auxiliary])
  graph.signature('step', {
    inputs: { learningRate, step, ...inputs, ...draws },
    outputs: { sums: graph.after(sums, updates) },
  })
}

function gradientsOfLogits({ outputs }: LayerGraph, losses: readonly WrittenLoss[]): ReadonlyMap<string, Towers> {
  return new Map(
    outputs.map(({ head, layer }, index) => [layer, losses[index]?.gradients ?? bug(`no loss of ${head}`)]),
  )
}

/** running ← momentum · running + (1 − momentum) · batch, for all batch norms at once. */
function writeStatistics(
  { graph, state: { normalisations, statistics }, variables }: Compilation,
  current: CurrentState,
  batch: ReadonlyMap<string, Statistics>,
): readonly string[] {
  const variable = variables.get(statistics)
  if (!variable) return []
  const ofBatch = normalisations.flatMap(({ name }) => {
    const { mean, variance } = batch.get(name) ?? bug(`${name} handed over no statistics`)
    return [mean, variance]
  })
  const share = ({ output: [, , channels], momentum }: LayerOf<'batch-norm'>): number[] =>
    Array<number>(2 * channels).fill(1 - momentum)
  const running = current.vector(statistics)
  const change = combine(graph, 'Sub', concatenate(graph, ofBatch, 0), running)
  const moved = combine(graph, 'Mul', change, graph.floats(normalisations.flatMap(share)))
  return [graph.assign(variable, combine(graph, 'AddV2', running, moved))]
}

/** Keyed by the trial's seed, the layer and the step: no state, so a step can be repeated. */
function uniform({ graph, seed }: Compilation, layer: Layer, step: Tensor, shape: Dimensions): Tensor {
  const key = stack(graph, [graph.integer(deriveSeed(seed, 'dropout', layer.name)), step])
  const attributes = { dtype: { type: 'float32' }, T: { type: 'int32' }, Tseed: { type: 'int32' } } as const
  return graph.operation('StatelessRandomUniform', [graph.integers(shape), key], { shape }, { attributes })
}
