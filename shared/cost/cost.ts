import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { parametersOf, trainedNumbers } from '../architecture/parameters'
import { elements } from '../architecture/shape'

/** What a part of a network costs, per image. */
export interface Cost {
  /** All trainable numbers. */
  readonly parameters: number
  /** The multiplicative ones among them: kernels, without biases, scales and shifts. */
  readonly weights: number
  /** Multiply-adds of one forward pass. */
  readonly macs: number
  /** Numbers written by its layers; times 4 is bytes in single precision. */
  readonly activations: number
}

export interface LayerCost {
  readonly layer: Layer
  readonly cost: Cost
}

const NOTHING: Cost = { parameters: 0, weights: 0, macs: 0, activations: 0 }

export function sumCosts(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (sum, cost) => ({
      parameters: sum.parameters + cost.parameters,
      weights: sum.weights + cost.weights,
      macs: sum.macs + cost.macs,
      activations: sum.activations + cost.activations,
    }),
    NOTHING,
  )
}

/** Every layer with its own cost. Layers are leaves: adding their costs counts nothing twice. */
export function layerCosts(graph: LayerGraph): readonly LayerCost[] {
  return graph.layers.map((layer) => ({ layer, cost: layerCost(graph, layer) }))
}

/**
 * Multiply-adds are those of one forward pass, without bias, normalisation, pooling and activation: each weight of a kernel
 * is used once at each place of the output map, k×k convolution: H·W·k²·Cin·Cout.
 * MACs, not FLOPs (1 MAC = 2 FLOPs).
 * @see Szegedy et al. 2014, Table 1, "ops".
 */
function layerCost(graph: LayerGraph, layer: Layer): Cost {
  const trainable = parametersOf(layer, graph)
  const kernels = trainable.filter((parameter) => parameter.role === 'kernel')
  const weights = kernels.reduce((sum, parameter) => sum + trainedNumbers(parameter), 0)
  const [height, width] = layer.output
  const foreign = layer.kind === 'opaque' ? (layer.numbers?.trained ?? 0) : 0
  return {
    parameters: trainable.reduce((sum, parameter) => sum + trainedNumbers(parameter), foreign),
    weights,
    macs: height * width * weights,
    activations: layer.kind === 'input' ? 0 : elements(layer.output),
  }
}

/** Numbers that a step changes without a gradient: running mean and variance of a batch norm's channels. */
export function nonTrainableNumbers(layer: Layer): number {
  if (layer.kind === 'opaque') return layer.numbers?.untrained ?? 0
  return layer.kind === 'batch-norm' ? 2 * layer.output[2] : 0
}

/** Training and inference of a whole network. */
export interface NetworkCost {
  /** With the auxiliary classifiers. */
  readonly training: Cost
  /** Without them: they are dropped. */
  readonly inference: Cost
}

export function networkCost(graph: LayerGraph): NetworkCost {
  const costs = layerCosts(graph)
  const inference = costs.filter(({ layer }) => layer.head === undefined)
  return {
    training: sumCosts(costs.map(({ cost }) => cost)),
    inference: sumCosts(inference.map(({ cost }) => cost)),
  }
}
