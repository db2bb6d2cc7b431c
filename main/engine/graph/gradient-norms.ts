import { type LayerGraph, layerNamed } from '../../../shared/architecture/layer-graph'
import { scale, split, stack, sum, unary } from './arithmetic'
import type { Compilation } from './compilation'
import type { GraphWriter, Variable } from './graph-writer'
import type { ParameterGroup } from './state'
import { count, type Tensor } from './tensor'
import { halfSquares } from './update'

/** Where each group's gradient of the last step is kept, so that its norms can be asked for after any step. */
export function gradientVariables(
  graph: GraphWriter,
  groups: readonly ParameterGroup[],
): ReadonlyMap<ParameterGroup, Variable> {
  return new Map(
    groups.map((group) => {
      const length = group.parameters.reduce((total, { shape }) => total + count(shape), 0)
      return [group, graph.variable(group.weights.name.replace('weights', 'gradients'), 'float32', [length])]
    }),
  )
}

/**
 * The norm of each module's part of the last step's gradient, before clipping and without weight decay: the signature
 * `gradient-norms`.
 * @returns the modules, in the order of the norms
 */
export function writeGradientNorms({ graph, layers, gradients }: Compilation): readonly string[] {
  const squares = new Map<string, Tensor[]>()
  for (const [group, variable] of gradients) {
    const stretches = stretchesOf(group, layers)
    const pieces = split(
      graph,
      graph.read(variable),
      stretches.map(({ length }) => length),
      0,
    )
    for (const [index, { module }] of stretches.entries()) {
      const piece = pieces[index]
      if (piece) squares.set(module, [...(squares.get(module) ?? []), halfSquares(graph, piece)])
    }
  }
  const sums = [...squares.values()].map((terms) => sum(graph, terms))
  graph.signature('gradient-norms', {
    inputs: {},
    outputs: { norms: unary(graph, 'Sqrt', scale(graph, stack(graph, sums), 2)) },
  })
  return [...squares.keys()]
}

/** A group's vector in stretches of one module each. */
function stretchesOf({ parameters }: ParameterGroup, layers: LayerGraph) {
  const stretches: { readonly module: string; length: number }[] = []
  for (const { layer, shape } of parameters) {
    const { module } = layerNamed(layers, layer)
    const last = stretches.at(-1)
    if (last?.module === module) last.length += count(shape)
    else stretches.push({ module, length: count(shape) })
  }
  return stretches
}
