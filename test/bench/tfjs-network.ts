import type * as tfjs from '@tensorflow/tfjs-node-gpu'
import type { NamedTensor } from '../../main/store/safetensors'
import type { Layer, LayerGraph } from '../../shared/architecture/layer-graph'
import { parametersOf } from '../../shared/architecture/parameters'

export type TensorFlowJs = typeof tfjs

/** A model of TensorFlow.js's layers; it takes float32 images in 0 to 1. */
export function tfjsModel(tf: TensorFlowJs, graph: LayerGraph): tfjs.LayersModel {
  const made = new Map<string, tfjs.SymbolicTensor>()
  const input = tf.input({ shape: [...graph.input] })
  for (const layer of graph.layers) {
    const sources = layer.inputs.map((name) => known(made.get(name), name))
    const [first] = sources
    if (first === undefined) made.set(layer.name, input)
    else made.set(layer.name, tfjsLayer(tf, layer).apply(sources.length > 1 ? sources : first) as tfjs.SymbolicTensor)
  }
  const outputs = graph.outputs.map(({ layer }) => known(made.get(layer), layer))
  return tf.model({ inputs: input, outputs })
}

function tfjsLayer(tf: TensorFlowJs, layer: Layer) {
  const name = tfjsName(layer)
  switch (layer.kind) {
    case 'convolution':
      return tf.layers.conv2d({
        name,
        filters: layer.output[2],
        kernelSize: [...layer.kernel],
        strides: layer.stride,
        padding: layer.padding,
        useBias: layer.bias,
      })
    case 'batch-norm':
      return tf.layers.batchNormalization({ name, epsilon: layer.epsilon, momentum: layer.momentum })
    case 'relu':
      return tf.layers.reLU({ name })
    case 'max-pool':
      return tf.layers.maxPooling2d({
        name,
        poolSize: layer.size,
        strides: layer.stride,
        padding: layer.padding,
      })
    case 'average-pool':
      return tf.layers.averagePooling2d({
        name,
        poolSize: layer.size,
        strides: layer.stride,
        padding: layer.padding,
      })
    case 'concat':
      return tf.layers.concatenate({ name })
    case 'global-average-pool':
      return tf.layers.globalAveragePooling2d({ name })
    case 'flatten':
      return tf.layers.flatten({ name })
    case 'dense':
      return tf.layers.dense({ name, units: layer.output[2] })
    default:
      throw new Error(`${layer.name}: no layer of TensorFlow.js for ${layer.kind}`)
  }
}

export function loadWeights(
  tf: TensorFlowJs,
  model: tfjs.LayersModel,
  graph: LayerGraph,
  tensors: ReadonlyMap<string, NamedTensor>,
): void {
  for (const layer of graph.layers) {
    const statistics = layer.kind === 'batch-norm' ? [`${layer.name}/mean`, `${layer.name}/variance`] : []
    const names = [...parametersOf(layer, graph).map((parameter) => parameter.name), ...statistics]
    if (names.length === 0) continue
    const values = names.map((name) => {
      const { values, shape } = known(tensors.get(name), name)
      return tf.tensor(values, [...shape])
    })
    model.getLayer(tfjsName(layer)).setWeights(values)
    tf.dispose(values)
  }
}

function tfjsName({ name }: Layer): string {
  return name.replaceAll('/', '.')
}

function known<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`there is no ${name}`)
  return value
}
