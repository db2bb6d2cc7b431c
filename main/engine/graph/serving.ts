import type { Layer, LayerGraph } from '../../../shared/architecture/layer-graph'
import type { NamedTensor } from '../../store/safetensors'
import { asRows } from './arithmetic'
import { bug, mainOutput } from './compilation'
import { FLOAT, GraphWriter } from './graph-writer'
import { outputsOf, writeForward } from './propagate'
import { meanName, varianceName } from './state'
import type { Tensor } from './tensor'

/** What TensorFlow's own tools and servers look for. */
export const SERVING = { tag: 'serve', method: 'tensorflow/serving/predict', signature: 'serving_default' } as const

/** Known only when the graph runs. */
const ANY_NUMBER = -1

/** A network at inference as a SavedModel. */
export interface ServingModel {
  /** The bytes of saved_model.pb: the weights are constants in it, so it needs nothing beside it. */
  readonly savedModel: Uint8Array
  readonly input: Tensor
  readonly logits: Tensor
}

/**
 * Writes the forward pass of inference alone: running statistics, no dropout, no auxiliary classifiers. One signature,
 * `serving_default`: `images` float32 [N, height, width, channels] from 0 to 1 → `logits` and `probabilities` [N, classes].
 * @param tensors parameters and running statistics by name
 */
export function compileServing(layers: LayerGraph, tensors: ReadonlyMap<string, NamedTensor>): ServingModel {
  const graph = new GraphWriter()
  const constant = (name: string): Tensor => {
    const tensor = tensors.get(name) ?? bug(`no tensor ${name}`)
    return graph.within(name, () => graph.weights(tensor.values, tensor.shape))
  }
  const input = graph.placeholder('images', 'float32', [ANY_NUMBER, ...layers.input])
  const trunk = layers.layers.filter(({ head }) => head === undefined)
  const written = writeForward(trunk, [input], (layer: Layer) => ({
    graph,
    mode: 'inference',
    batch: ANY_NUMBER,
    parameter: (role) => constant(`${layer.name}/${role}`),
    runningStatistics: () => ({ mean: constant(meanName(layer.name)), variance: constant(varianceName(layer.name)) }),
    batchStatistics: () => bug(`${layer.name} hands over statistics at inference`),
    uniform: () => bug(`${layer.name} asks for random numbers at inference`),
  }))
  const [output] = outputsOf(written, mainOutput(layers).layer)
  const logits = asRows(graph, output ?? bug('no logits'))
  const { shape } = logits
  const probabilities = graph.operation('Softmax', [logits], { shape }, { attributes: FLOAT })
  graph.signature(SERVING.signature, { inputs: { images: input }, outputs: { logits, probabilities } })
  return { savedModel: graph.finish(SERVING).savedModel, input, logits }
}
