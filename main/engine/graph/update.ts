import { cast, combine, flatten, scale, sum, unary } from './arithmetic'
import { bug, type Compilation, type CurrentState } from './compilation'
import type { GraphWriter, Variable } from './graph-writer'
import { towerOf } from './operations/operation'
import { optimizerRule } from './optimizers'
import type { ParameterGroup, StateVector } from './state'
import type { Tensor, Towers } from './tensor'

/**
 * The update of all weights: the towers' gradients added up, clipped, decayed, given to the optimizer, and the weights'
 * averages moved after them.
 * @param gradients a tensor a tower for each parameter, by name
 * @returns the names of the nodes that do it.
 */
export function writeUpdates(
  compilation: Compilation,
  current: CurrentState,
  gradients: ReadonlyMap<string, Towers>,
  { learningRate, step }: { readonly learningRate: Tensor; readonly step: Tensor },
): readonly string[] {
  const { graph, recipe, state } = compilation
  const { optimizer, clipNorm } = recipe
  const whole = state.groups.map((group) => gradientOf(compilation, group, gradients))
  const kept = state.groups.flatMap((group, index) => {
    const variable = compilation.gradients.get(group)
    return variable ? [graph.assign(variable, towerOf(whole, index))] : []
  })
  const clipped = clipNorm === undefined ? whole : clip(graph, whole, clipNorm)
  const rule = optimizerRule(optimizer)
  const updated = state.groups.flatMap((group, index) => {
    const gradient = towerOf(clipped, index)
    const decay =
      group.decayed && optimizer.weightDecay !== 0
        ? scale(graph, current.vector(group.weights), optimizer.weightDecay)
        : undefined
    const applied = rule.update({
      graph,
      optimizer,
      weights: variableOf(compilation, group.weights),
      slots: group.slots.map((slot) => ({ variable: variableOf(compilation, slot), value: current.vector(slot) })),
      gradient: decay && !rule.decoupled ? sum(graph, [gradient, decay]) : gradient,
      learningRate,
      step,
      ...(decay && rule.decoupled && { decay }),
    })
    return [...applied, ...writeAverage(compilation, current, group, step, applied)]
  })
  return [...kept, ...updated]
}

/** The sum of the towers', of one group, in one vector. */
function gradientOf(
  { graph, recipe }: Compilation,
  { parameters }: ParameterGroup,
  gradients: ReadonlyMap<string, Towers>,
): Tensor {
  const ofParameters = parameters.map(({ name }) => gradients.get(name) ?? bug(`${name} has no gradient`))
  const ofTower = (tower: number): readonly Tensor[] => ofParameters.map((towers) => towerOf(towers, tower))
  return sum(
    graph,
    Array.from({ length: recipe.towers }, (_, tower) => flatten(graph, ofTower(tower))),
  )
}

/** Keeps a gradient of zeros from being divided by nothing; PyTorch’s clip_grad_norm_ has the same. */
const CLIP_EPSILON = 1e-6

/** gradient · min(1, limit ÷ (‖gradient‖ + 10⁻⁶)), the norm being that of all groups together. */
function clip(graph: GraphWriter, gradients: readonly Tensor[], limit: number): readonly Tensor[] {
  const norm = unary(
    graph,
    'Sqrt',
    scale(
      graph,
      sum(
        graph,
        gradients.map((one) => halfSquares(graph, one)),
      ),
      2,
    ),
  )
  const room = combine(graph, 'RealDiv', graph.float(limit), combine(graph, 'AddV2', norm, graph.float(CLIP_EPSILON)))
  const factor = combine(graph, 'Minimum', room, graph.float(1))
  return gradients.map((gradient) => combine(graph, 'Mul', gradient, factor))
}

/** Half the sum of a tensor's squares. */
export function halfSquares(graph: GraphWriter, tensor: Tensor): Tensor {
  return graph.operation('L2Loss', [tensor], { shape: [] }, { attributes: { T: { type: tensor.type } } })
}

/** @param updated the nodes after which the weights are those of after the step */
function writeAverage(
  compilation: Compilation,
  current: CurrentState,
  { weights, average }: ParameterGroup,
  step: Tensor,
  updated: readonly string[],
): readonly string[] {
  const { graph, recipe } = compilation
  if (!average || recipe.averageDecay === undefined) return []
  const done = cast(graph, step, 'float32')
  const [above, below] = [1, 10].map((count) => combine(graph, 'AddV2', done, graph.float(count)))
  if (!above || !below) return bug('no decay')
  const decay = combine(graph, 'Minimum', graph.float(recipe.averageDecay), combine(graph, 'RealDiv', above, below))
  const share = combine(graph, 'Sub', graph.float(1), decay)
  const after = graph.read(variableOf(compilation, weights), updated)
  const change = combine(graph, 'Sub', after, current.vector(average))
  return [graph.assign(variableOf(compilation, average), combine(graph, 'Mul', change, share), 'plus')]
}

function variableOf({ variables }: Compilation, vector: StateVector): Variable {
  return variables.get(vector) ?? bug(`no variable ${vector.name}`)
}
