import type { Architecture } from '../../shared/architecture/architecture'
import type { LayerGraph } from '../../shared/architecture/layer-graph'
import type { Origin } from '../../shared/exchange/origin'
import { networkTensors } from '../../shared/exchange/tensor-layout'
import type { Failure } from '../../shared/failure'
import { ok, type Result } from '../../shared/result'
import type { Initialisation } from '../../shared/training/recipe'
import { stateLayout } from '../engine/graph/state'
import { initialState } from '../engine/training-state'
import type { NamedTensor } from '../store/safetensors'

/** A network with its weights, ready to be written for elsewhere. */
export interface ExportedNetwork {
  readonly architecture: Architecture
  readonly graph: LayerGraph
  /** Parameters and running statistics by this program's names, nothing else. */
  readonly tensors: ReadonlyMap<string, NamedTensor>
  readonly origin: Origin
}

/** The weights before training, as a trial of that seed has them. */
export function initialNetwork(
  architecture: Architecture,
  graph: LayerGraph,
  seed: number,
  initialisation?: Initialisation,
): ExportedNetwork {
  const layout = stateLayout(graph, { optimizer: { kind: 'sgd', learningRate: 0, weightDecay: 0 } })
  const { tensors } = initialState(layout, graph, architecture.name, seed, initialisation)
  const origin = { weights: `untrained, with the initial weights of seed ${seed}` }
  return { architecture, graph, tensors: onlyOwn(graph, tensors), origin }
}

/** In the order of the layers. */
function onlyOwn(graph: LayerGraph, tensors: ReadonlyMap<string, NamedTensor>): ReadonlyMap<string, NamedTensor> {
  return new Map(
    networkTensors(graph).flatMap(({ name }) => {
      const tensor = tensors.get(name)
      return tensor ? [[name, tensor] as const] : []
    }),
  )
}

/** Weights that came from a file. @param file what it is called */
export function importedNetwork(
  { architecture, graph, tensors }: Pick<ExportedNetwork, 'architecture' | 'graph' | 'tensors'>,
  file: string,
): Result<ExportedNetwork, Failure> {
  return ok({ architecture, graph, tensors, origin: { weights: `weights of ${file}` } })
}
