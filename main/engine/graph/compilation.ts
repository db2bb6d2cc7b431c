import type { GraphOutput, Layer, LayerGraph } from '../../../shared/architecture/layer-graph'
import type { ParameterRole } from '../../../shared/architecture/parameters'
import type { Recipe } from '../../../shared/training/recipe'
import { cast, scale, unflatten } from './arithmetic'
import type { GraphWriter, Variable } from './graph-writer'
import { type Statistics, towerOf } from './operations/operation'
import { meanName, type StateLayout, type StateVector, varianceName } from './state'
import type { Dimensions, Tensor } from './tensor'

/** What every part of the graph is written with. */
export interface Compilation {
  readonly graph: GraphWriter
  readonly layers: LayerGraph
  readonly recipe: Recipe
  /** Keys the random numbers of the steps. */
  readonly seed: number
  readonly state: StateLayout
  readonly variables: ReadonlyMap<StateVector, Variable>
}

/** Images and labels that stay in the session. */
export interface DataVariables {
  readonly images: Variable
  readonly labels: Variable
}

/** 8-bit images are scaled to 0 … 1. */
const IMAGE_SCALE = 1 / 255

/**
 * The images and labels whose numbers are fed, a tower its own.
 * @param images of one tower; −1 where it is known only when the graph runs
 */
export function readRows({ graph, layers, recipe }: Compilation, data: DataVariables, images: number) {
  const rows: Record<string, Tensor> = {}
  const taken = Array.from({ length: recipe.towers }, (_, tower) => {
    const name = `rows/${tower}`
    const numbers = graph.placeholder(name, 'int32', [images])
    rows[name] = numbers
    const pixels = gather(graph, data.images, numbers, [images, ...layers.input])
    return {
      images: scale(graph, cast(graph, pixels, 'float32'), IMAGE_SCALE),
      labels: gather(graph, data.labels, numbers, [images]),
    }
  })
  return {
    rows,
    images: taken.map((tower): Tensor => tower.images),
    labels: taken.map((tower): Tensor => tower.labels),
  }
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

export function readState({ graph, state, variables }: Compilation): CurrentState {
  const vectors = new Map([...variables].map(([vector, variable]) => [vector, graph.read(variable)]))
  const tensors = new Map<string, Tensor>()
  for (const vector of [...state.groups.map(({ weights }) => weights), state.statistics]) {
    const whole = vectors.get(vector)
    if (!whole) continue
    const shapes = vector.sections.map(({ shape }) => shape)
    const pieces = graph.within(vector.name, () => unflatten(graph, whole, shapes))
    for (const [index, { name }] of vector.sections.entries()) tensors.set(name, towerOf(pieces, index))
  }
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
