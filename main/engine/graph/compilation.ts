import type { GraphOutput, Layer, LayerGraph } from '../../../shared/architecture/layer-graph'
import type { ParameterRole } from '../../../shared/architecture/parameters'
import type { Recipe } from '../../../shared/training/recipe'
import { cast, scale, unflatten } from './arithmetic'
import type { GraphWriter, Variable } from './graph-writer'
import { type Statistics, towerOf } from './operations/operation'
import { meanName, type ParameterGroup, type StateLayout, type StateVector, varianceName } from './state'
import type { Dimensions, ElementType, Tensor, Towers } from './tensor'

/** What every part of the graph is written with. */
export interface Compilation {
  readonly graph: GraphWriter
  readonly layers: LayerGraph
  readonly recipe: Recipe
  /** Keys the random numbers of the steps. */
  readonly seed: number
  readonly state: StateLayout
  readonly variables: ReadonlyMap<StateVector, Variable>
  /** Where each group's gradient is kept; none where its norms are not asked for. */
  readonly gradients: ReadonlyMap<ParameterGroup, Variable>
}

/** Where a signature's images and labels come from. */
export type DataSource =
  /** They stay in the session; a run is fed the numbers of those it reads. */
  | { readonly kind: 'resident'; readonly images: Variable; readonly labels: Variable }
  /** They stay outside; a run is fed those it reads. */
  | { readonly kind: 'streamed' }

/** 8-bit images are scaled to 0 … 1. */
const IMAGE_SCALE = 1 / 255

/** What a run reads, a tower its own. */
interface ReadBatch {
  readonly inputs: Readonly<Record<string, Tensor>>
  /** float32 [images, height, width, channels] */
  readonly images: Towers
  /** int32 [images] */
  readonly labels: Towers
}

/**
 * The images and labels that are asked for, a tower its own. From where they come makes no difference to a bit.
 * @param images of one tower; −1 where it is known only when the graph runs
 */
export function readBatch({ graph, layers, recipe }: Compilation, source: DataSource, images: number): ReadBatch {
  const inputs: Record<string, Tensor> = {}
  const fed = (name: string, type: ElementType, shape: Dimensions): Tensor => {
    const tensor = graph.placeholder(name, type, shape)
    inputs[name] = tensor
    return tensor
  }
  const read = Array.from({ length: recipe.towers }, (_, tower) => {
    const shape = [images, ...layers.input]
    if (source.kind === 'streamed') {
      const pixels = fed(`images/${tower}`, 'uint8', shape)
      return { images: asFloats(graph, pixels), labels: fed(`labels/${tower}`, 'int32', [images]) }
    }
    const numbers = fed(`rows/${tower}`, 'int32', [images])
    return {
      images: asFloats(graph, gather(graph, source.images, numbers, shape)),
      labels: gather(graph, source.labels, numbers, [images]),
    }
  })
  return {
    inputs,
    images: read.map((tower): Tensor => tower.images),
    labels: read.map((tower): Tensor => tower.labels),
  }
}

function asFloats(graph: GraphWriter, pixels: Tensor): Tensor {
  return scale(graph, cast(graph, pixels, 'float32'), IMAGE_SCALE)
}

function gather(graph: GraphWriter, { handle, type }: Variable, rows: Tensor, shape: Dimensions): Tensor {
  const attributes = { dtype: { type }, Tindices: { type: 'int32' } } as const
  return graph.operation('ResourceGather', [handle, rows], { shape, type }, { attributes })
}

/** The state as it is when a signature begins: each vector is read once. */
export interface CurrentState {
  vector(vector: StateVector): Tensor
  parameter(layer: Layer, role: ParameterRole): Tensor
  statistics(layer: Layer): Statistics
}

/** @param weightsOf the vector that a group's parameters are taken from; its weights unless said */
export function readState(
  { graph, state, variables }: Compilation,
  weightsOf: (group: ParameterGroup) => StateVector = ({ weights }) => weights,
): CurrentState {
  const vectors = new Map([...variables].map(([vector, variable]) => [vector, graph.read(variable)]))
  const tensors = new Map<string, Tensor>()
  const cut = (vector: StateVector, { sections }: StateVector): void => {
    const whole = vectors.get(vector)
    if (!whole) return
    const shapes = sections.map(({ shape }) => shape)
    const pieces = graph.within(vector.name, () => unflatten(graph, whole, shapes))
    for (const [index, { name }] of sections.entries()) tensors.set(name, towerOf(pieces, index))
  }
  for (const group of state.groups) cut(weightsOf(group), group.weights)
  cut(state.statistics, state.statistics)
  const named = (name: string): Tensor => tensors.get(name) ?? bug(`no tensor ${name} in the state`)
  return {
    vector: (vector) => vectors.get(vector) ?? bug(`no vector ${vector.name}`),
    parameter: ({ name }, role) => named(`${name}/${role}`),
    statistics: ({ name }) => ({ mean: named(meanName(name)), variance: named(varianceName(name)) }),
  }
}

export function mainOutput({ architecture, outputs }: LayerGraph): GraphOutput {
  return outputs[0] ?? bug(`${architecture} has no output`)
}

export function bug(message: string): never {
  throw new Error(message)
}
