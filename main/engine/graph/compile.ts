import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import type { Recipe } from '../../../shared/training/recipe'
import type { Compilation, DataSource } from './compilation'
import { writeEvaluation } from './evaluation'
import { gradientVariables, writeGradientNorms } from './gradient-norms'
import { GraphWriter } from './graph-writer'
import type { Signature } from './saved-model'
import { type StateLayout, stateLayout, stateVectors, vectorLength } from './state'
import { writeStep } from './step'
import type { Tensor } from './tensor'

/** A graph that trains and evaluates one architecture by one recipe, ready to be opened in a session. */
export interface CompiledGraph {
  /** The bytes of saved_model.pb. */
  readonly savedModel: Uint8Array
  readonly signatures: Readonly<Record<SignatureName, Signature>>
  readonly state: StateLayout
  /** Auxiliary heads, in the order of the sums that `step` gives. */
  readonly heads: readonly string[]
  /** In the order of `gradient-norms`. */
  readonly modules: readonly string[]
}

/**
 * - `restore` and `state`: set and read every state vector, by name
 * - `training-data` and `evaluation-data`: keep `images` uint8 [n, height, width, channels] and `labels` int32 [n]. Where
 *   a split is streamed nothing reads them, and what below is asked for by `rows/<tower>` is given as `images/<tower>`
 *   and `labels/<tower>`
 * - `step`: updates the weights by the training images whose numbers `rows/<tower>` holds, at a `learningRate`; `step` is
 *   the number of the step, which keys its random numbers. Where images are augmented it takes what was drawn for each,
 *   see augmentation.ts. Gives `sums`, from before the update: the main head's
 *   cross-entropies summed over the batch, the images it got right, each auxiliary head's summed cross-entropies
 * - `evaluate`: the first two of those for the evaluation images `rows/<tower>`, one or more a tower, and where there are
 *   more than five classes the images whose label is among the five largest logits; as many numbers a tower
 * - `judge`: the same, with the class that each image is taken for, `classes/<tower>`
 * - `gradient-norms`: `norms`, a number a module, of the last step's gradient; it is there unless the recipe wants none
 */
export type SignatureName =
  | 'restore'
  | 'state'
  | 'training-data'
  | 'evaluation-data'
  | 'step'
  | 'evaluate'
  | 'judge'
  | 'gradient-norms'

/** How a graph is given each split: kept in the session, or batch by batch. */
export interface DataSources {
  readonly training: DataSource['kind']
  readonly evaluation: DataSource['kind']
}

const ALL_RESIDENT: DataSources = { training: 'resident', evaluation: 'resident' }

/**
 * Writes forward pass, gradients and update of an architecture as one TensorFlow graph.
 * @param recipe `towers` must divide `batch`.
 * @param seed the trial's; only dropout's masks follow from it here.
 */
export function compileGraph(
  layers: LayerGraph,
  recipe: Recipe,
  seed: number,
  sources: DataSources = ALL_RESIDENT,
): CompiledGraph {
  const graph = new GraphWriter()
  const state = stateLayout(layers, recipe)
  const variables = new Map(
    stateVectors(state).map((vector) => [vector, graph.variable(vector.name, 'float32', [vectorLength(vector)])]),
  )
  const keepsGradients = recipe.gradientNormEvery !== 0
  const gradients = keepsGradients ? gradientVariables(graph, state.groups) : new Map()
  const compilation: Compilation = { graph, layers, recipe, seed, state, variables, gradients }
  graph.within('restore', () => writeRestore(compilation))
  graph.within('state', () => writeState(compilation))
  const training = writeData(compilation, 'training-data')
  const evaluation = writeData(compilation, 'evaluation-data')
  graph.within('step', () => writeStep(compilation, from(sources.training, training)))
  graph.within('evaluate', () => writeEvaluation(compilation, from(sources.evaluation, evaluation)))
  const modules = keepsGradients ? graph.within('gradient-norms', () => writeGradientNorms(compilation)) : []
  const { savedModel, signatures } = graph.finish()
  return {
    savedModel,
    signatures: signatures as CompiledGraph['signatures'],
    state,
    heads: layers.outputs.slice(1).map(({ head }) => head),
    modules,
  }
}

function from(kind: DataSource['kind'], resident: DataSource): DataSource {
  return kind === 'streamed' ? { kind } : resident
}

function writeRestore({ graph, variables }: Compilation): void {
  const inputs: Record<string, Tensor> = {}
  const assigned = [...variables].map(([{ name }, variable]) => {
    const value = graph.placeholder(name, variable.type, variable.shape)
    inputs[name] = value
    return graph.assign(variable, ownCopy(graph, value))
  })
  graph.signature('restore', { inputs, outputs: { done: graph.after(graph.integer(1), assigned) } })
}

function writeState({ graph, variables }: Compilation): void {
  const outputs = [...variables].map(([{ name }, variable]) => [name, graph.read(variable)] as const)
  graph.signature('state', { inputs: {}, outputs: Object.fromEntries(outputs) })
}

/** How many images there are is left open: the same graph serves any split. */
function writeData({ graph, layers }: Compilation, name: 'training-data' | 'evaluation-data'): DataSource {
  return graph.within(name, () => {
    const images = graph.variable(`${name}/images`, 'uint8', [-1, ...layers.input])
    const labels = graph.variable(`${name}/labels`, 'int32', [-1])
    const inputs = {
      images: graph.placeholder('images', images.type, images.shape),
      labels: graph.placeholder('labels', labels.type, labels.shape),
    }
    const assigned = [
      graph.assign(images, ownCopy(graph, inputs.images)),
      graph.assign(labels, ownCopy(graph, inputs.labels)),
    ]
    graph.signature(name, { inputs, outputs: { done: graph.after(graph.integer(1), assigned) } })
    return { kind: 'resident', images, labels }
  })
}

/**
 * A fed tensor may lie in the caller's own memory. A variable must not: the caller may change it, and it would be let go
 * on another thread.
 */
function ownCopy(graph: GraphWriter, tensor: Tensor): Tensor {
  const { type, shape } = tensor
  return graph.operation('DeepCopy', [tensor], { type, shape }, { attributes: { T: { type } } })
}
