import type { Layer, LayerGraph, LayerOf } from '../../../shared/architecture/layer-graph'
import { type Parameter, parameters } from '../../../shared/architecture/parameters'
import { optimizerSlots, type Recipe } from '../../../shared/training/recipe'
import { count, type Dimensions } from './tensor'

/** A tensor's place in a flat vector: after those before it. */
export interface Section {
  readonly name: string
  readonly shape: Dimensions
}

/** A flat vector that lives in the session, one variable: so an update is one operation however many layers there are. */
export interface StateVector {
  readonly name: string
  readonly sections: readonly Section[]
}

/** Weights that are updated alike. */
export interface ParameterGroup {
  readonly parameters: readonly Parameter[]
  readonly decayed: boolean
  readonly weights: StateVector
  /** The optimizer's, each of the weights' length. */
  readonly slots: readonly StateVector[]
  /** Of the weights, where the recipe asks for it: `<parameter>/average`. */
  readonly average?: StateVector
}

/** All that training changes, and with it all that a checkpoint holds. */
export interface StateLayout {
  readonly groups: readonly ParameterGroup[]
  /** Running mean and variance of each batch norm, in the order of `normalisations`. */
  readonly statistics: StateVector
  readonly normalisations: readonly LayerOf<'batch-norm'>[]
}

/** Weight decay applies to kernels alone: not to biases, scales and shifts. */
const GROUPS = [
  { name: 'kernels', decayed: true },
  { name: 'others', decayed: false },
] as const

export function stateLayout(
  graph: LayerGraph,
  { optimizer, averageDecay }: Pick<Recipe, 'optimizer' | 'averageDecay'>,
): StateLayout {
  const all = parameters(graph)
  const groups = GROUPS.map(({ name, decayed }): ParameterGroup => {
    const members = all.filter(({ role }) => (role === 'kernel') === decayed)
    const vector = (kind: string, rename: (parameter: string) => string): StateVector => ({
      name: `${kind}/${name}`,
      sections: members.map((parameter) => ({ name: rename(parameter.name), shape: parameter.shape })),
    })
    const beside = (kind: string): StateVector => vector(kind, (parameter) => `${parameter}/${kind}`)
    return {
      parameters: members,
      decayed,
      weights: vector('weights', (parameter) => parameter),
      slots: optimizerSlots(optimizer).map(beside),
      ...(averageDecay !== undefined && { average: beside('average') }),
    }
  })
  const normalisations = graph.layers.filter(isBatchNorm)
  return {
    groups: groups.filter((group) => group.parameters.length > 0),
    normalisations,
    statistics: {
      name: 'statistics',
      sections: normalisations.flatMap(({ name, output }) => [
        { name: meanName(name), shape: [output[2]] },
        { name: varianceName(name), shape: [output[2]] },
      ]),
    },
  }
}

/** Every vector of a layout, those without numbers left out. */
export function stateVectors({ groups, statistics }: StateLayout): readonly StateVector[] {
  const ofGroups = groups.flatMap(({ weights, slots, average }) => [weights, ...slots, ...(average ? [average] : [])])
  const vectors = [...ofGroups, statistics]
  return vectors.filter(({ sections }) => sections.length > 0)
}

/** Numbers in a state vector. */
export function vectorLength({ sections }: StateVector): number {
  return sections.reduce((total, { shape }) => total + count(shape), 0)
}

export function meanName(layer: string): string {
  return `${layer}/mean`
}

export function varianceName(layer: string): string {
  return `${layer}/variance`
}

function isBatchNorm(layer: Layer): layer is LayerOf<'batch-norm'> {
  return layer.kind === 'batch-norm'
}
