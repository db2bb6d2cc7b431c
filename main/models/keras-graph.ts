import type { LayerOperation } from '../../shared/architecture/layer-graph'
import { MOST_LAYERS } from '../../shared/architecture/limits'
import { elements, type Shape } from '../../shared/architecture/shape'
import { windowSpan } from '../../shared/architecture/window'
import { ForeignGraph, type ForeignModel, Unreadable, unknownSentence } from './foreign-graph'
import {
  type Json,
  list,
  nameOf,
  numberOf,
  outputsOf,
  paddingOf,
  pair,
  record,
  shapeOf,
  shown,
  sourcesOf,
  square,
  tensorsIn,
} from './keras-config'
import { opaqueNumbers } from './keras-opaque-numbers'

/**
 * The config.json of a .keras file as layers: sequential and functional models of Keras 2 and 3, channels last. What this
 * program has a layer for becomes one; everything else stays an opaque node of its class's name. Nothing of it is run.
 * @throws Unreadable
 */
export function readKerasGraph(config: unknown, name: string): ForeignModel {
  const model = record(config)
  const inner = record(model.config)
  const count = list(inner.layers).length
  if (count > MOST_LAYERS) throw new Unreadable(`it has ${count} layers, and at most ${MOST_LAYERS} are read`)
  if (model.class_name === 'Sequential') return new KerasReader(name).sequential(inner)
  if (model.class_name === 'Functional' || model.class_name === 'Model') return new KerasReader(name).functional(inner)
  throw new Unreadable(
    `its model is of the class ${shown(model.class_name)}, whose layers are not written in the file; Sequential and Functional ones are read`,
  )
}

interface Value {
  readonly layer: string
  readonly shape: Shape
}

class KerasReader {
  private graph: ForeignGraph | undefined
  private readonly values = new Map<string, Value>()

  constructor(private readonly name: string) {}

  sequential(config: Json): ForeignModel {
    const layers = list(config.layers).map(record)
    const [first] = layers
    const shape = shapeOf(
      record(first?.config).batch_shape ?? record(first?.config).batch_input_shape ?? config.build_input_shape,
    )
    if (!shape) throw new Unreadable('it says no size of its images, and a fixed one is needed')
    this.graph = new ForeignGraph(shape)
    let value: Value = { layer: 'input', shape }
    for (const layer of layers) if (layer.class_name !== 'InputLayer') value = this.layer(layer, [value], undefined)
    return this.finish(value)
  }

  functional(config: Json): ForeignModel {
    const layers = list(config.layers).map(record)
    const inputs = layers.filter(({ class_name: kind }) => kind === 'InputLayer')
    const [input] = inputs
    if (!input || inputs.length > 1) throw new Unreadable(`it has ${inputs.length} inputs, and one image is expected`)
    const settings = record(input.config)
    const shape = shapeOf(settings.batch_shape ?? settings.batch_input_shape)
    if (!shape)
      throw new Unreadable(
        `its input is ${shown(settings.batch_shape ?? settings.batch_input_shape)}, and images [N, height, width, channels] of a fixed size are expected`,
      )
    this.graph = new ForeignGraph(shape)
    this.values.set(nameOf(input), { layer: 'input', shape })
    const saidShapes = this.saidShapes(layers)
    // Keras writes a layer behind those it reads, but promises it nowhere.
    let waiting = layers.filter((layer) => layer !== input)
    while (waiting.length > 0) {
      const ready = waiting.filter((layer) => sourcesOf(layer).every((source) => this.values.has(source)))
      if (ready.length === 0)
        throw new Unreadable(
          `${nameOf(waiting[0] ?? {})} reads ${sourcesOf(waiting[0] ?? {}).join(', ')}, which is not there or reads it in turn`,
        )
      for (const layer of ready) {
        const read = sourcesOf(layer).flatMap((source) => this.values.get(source) ?? [])
        this.values.set(nameOf(layer), this.layer(layer, read, saidShapes.get(nameOf(layer))))
      }
      const done = new Set(ready)
      waiting = waiting.filter((layer) => !done.has(layer))
    }
    const outputs = outputsOf(config.output_layers)
    const [output] = outputs
    const value = output === undefined ? undefined : this.values.get(output)
    if (!value) throw new Unreadable('it names no output')
    if (outputs.length > 1) this.made().note(`Of its ${outputs.length} outputs ${output} is taken as the logits.`)
    return this.finish(value)
  }

  private made(): ForeignGraph {
    if (!this.graph) throw new Error('the graph was not begun')
    return this.graph
  }

  private finish({ layer }: Value): ForeignModel {
    return this.made().finish(this.name, 'keras', layer)
  }

  /** Shapes of layers' outputs as their readers give them, in files of Keras 3. */
  private saidShapes(layers: readonly Json[]): ReadonlyMap<string, Shape> {
    const said = new Map<string, Shape>()
    for (const layer of layers)
      for (const tensor of tensorsIn(layer.inbound_nodes)) {
        const [source] = list(record(tensor.config).keras_history)
        const shape = shapeOf(record(tensor.config).shape)
        if (typeof source === 'string' && shape) said.set(source, shape)
      }
    return said
  }

  private layer(layer: Json, read: readonly Value[], said: Shape | undefined): Value {
    const config = record(layer.config)
    const name = nameOf(layer)
    const [input, ...others] = read
    if (!input) throw new Unreadable(`${name} reads nothing`)
    const graph = this.made()
    const add = (output: Shape, operation: LayerOperation, inputs: readonly Value[] = [input], own = name): Value => ({
      layer: graph.add(
        own,
        inputs.map((value) => value.layer),
        output,
        operation,
        { module: name },
      ),
      shape: output,
    })
    const opaque = (): Value => {
      const kind = shown(layer.class_name)
      const output = said ?? input.shape
      const numbers = opaqueNumbers(kind, config, input.shape)
      const shapeWords = said ? '' : `; the file does not say its shape, ${output.join('×')} is assumed`
      graph.note(`${unknownSentence(`${name} is a layer that is not known here, ${kind}`, numbers)}${shapeWords}.`)
      const settings = Object.fromEntries(
        Object.entries(config).flatMap(([key, value]) =>
          ['number', 'boolean', 'string'].includes(typeof value) ? [[key, String(value).slice(0, 200)]] : [],
        ),
      )
      return add(output, { kind: 'opaque', operation: kind, settings, ...(numbers && { numbers }) }, read)
    }
    const alone = others.length === 0 ? layer.class_name : undefined
    const first = config.data_format === 'channels_first'
    if (first) return opaque()
    switch (layer.class_name) {
      case 'Concatenate': {
        const axis = config.axis ?? -1
        const maps = read.every(({ shape }) => shape[0] === input.shape[0] && shape[1] === input.shape[1])
        if (!maps || (axis !== -1 && axis !== 3)) return opaque()
        const channels = read.reduce((sum, { shape }) => sum + shape[2], 0)
        return add([input.shape[0], input.shape[1], channels], { kind: 'concat' }, read)
      }
      case 'Add':
        return read.every(({ shape }) => shape.join() === input.shape.join())
          ? add(input.shape, { kind: 'add' }, read)
          : opaque()
      default:
    }
    switch (alone) {
      case 'Conv2D':
      case 'DepthwiseConv2D':
        return this.convolution(layer, input, add) ?? opaque()
      case 'SeparableConv2D':
        return this.separable(layer, input, add) ?? opaque()
      case 'Dense':
        return this.dense(layer, input, add) ?? opaque()
      case 'MaxPooling2D':
      case 'AveragePooling2D': {
        const size = square(config.pool_size)
        const stride = config.strides === null || config.strides === undefined ? size : square(config.strides)
        const padding = paddingOf(config.padding)
        if (!size || !stride || !padding) return opaque()
        const kind = alone === 'MaxPooling2D' ? 'max-pool' : 'average-pool'
        const places = placesOf(name, input.shape, { kernel: [size, size], stride, padding })
        return add([...places, input.shape[2]], { kind, size, stride, padding })
      }
      case 'GlobalAveragePooling2D':
        return add([1, 1, input.shape[2]], { kind: 'global-average-pool' })
      case 'BatchNormalization': {
        return add(input.shape, {
          kind: 'batch-norm',
          epsilon: numberOf(config.epsilon, 1e-3),
          momentum: numberOf(config.momentum, 0.99),
          ...(config.scale === false && { scale: false }),
          ...(config.center === false && { shift: false }),
        })
      }
      case 'Dropout':
        return add(input.shape, { kind: 'dropout', rate: numberOf(config.rate, 0) })
      case 'Flatten':
        return elements(input.shape) === input.shape[2]
          ? input
          : add([1, 1, elements(input.shape)], { kind: 'flatten' })
      case 'Activation':
      case 'ReLU':
      case 'LeakyReLU':
      case 'ELU': {
        const activation = activationOf(String(alone), config)
        if (activation === 'none') return input
        return activation ? add(input.shape, activation) : opaque()
      }
      default:
        return opaque()
    }
  }

  private convolution(layer: Json, input: Value, add: Adding): Value | undefined {
    const config = record(layer.config)
    const deep = layer.class_name === 'DepthwiseConv2D'
    const kernel = pair(config.kernel_size)
    const stride = square(config.strides ?? 1)
    const dilation = square(config.dilation_rate ?? 1)
    const padding = paddingOf(config.padding)
    const groups = numberOf(config.groups, 1)
    const outputs = deep ? input.shape[2] * numberOf(config.depth_multiplier, 1) : numberOf(config.filters, 0)
    if (!kernel || !stride || !dilation || !padding || !(outputs > 0) || input.shape[2] % groups !== 0) return undefined
    const window = { kernel, stride, padding, ...(dilation > 1 && { dilation }) }
    const common = { ...window, bias: config.use_bias !== false }
    const places = placesOf(nameOf(layer), input.shape, window)
    const operation: LayerOperation = deep
      ? { kind: 'depthwise-convolution', ...common, multiplier: numberOf(config.depth_multiplier, 1) }
      : { kind: 'convolution', ...common, ...(groups > 1 && { groups }) }
    return this.activated(config, add([...places, outputs], operation), nameOf(layer), add)
  }

  /** As the two convolutions that it is made of. */
  private separable(layer: Json, input: Value, add: Adding): Value | undefined {
    const config = record(layer.config)
    const name = nameOf(layer)
    const multiplier = numberOf(config.depth_multiplier, 1)
    const filters = numberOf(config.filters, 0)
    const kernel = pair(config.kernel_size)
    const stride = square(config.strides ?? 1)
    const dilation = square(config.dilation_rate ?? 1)
    const padding = paddingOf(config.padding)
    if (!kernel || !stride || !dilation || !padding || !(filters > 0) || !(multiplier > 0)) return undefined
    const window = { kernel, stride, padding, ...(dilation > 1 && { dilation }) }
    const places = placesOf(name, input.shape, window)
    const deep: LayerOperation = { kind: 'depthwise-convolution', ...window, bias: false, multiplier }
    const spread = add([...places, input.shape[2] * multiplier], deep, [input], `${name}/depthwise`)
    const bias = config.use_bias !== false
    const point: LayerOperation = { kind: 'convolution', kernel: [1, 1], stride: 1, padding: 'same', bias }
    return this.activated(config, add([...places, filters], point, [spread], `${name}/pointwise`), name, add)
  }

  private dense(layer: Json, input: Value, add: Adding): Value | undefined {
    const config = record(layer.config)
    const units = numberOf(config.units, 0)
    if (!(units > 0) || elements(input.shape) !== input.shape[2]) return undefined
    const biased = config.use_bias !== false
    if (!biased)
      this.made().note(`${nameOf(layer)} is a dense layer without bias, shown as the 1x1 convolution that it equals.`)
    const operation: LayerOperation = biased
      ? { kind: 'dense' }
      : { kind: 'convolution', kernel: [1, 1], stride: 1, padding: 'same', bias: false }
    return this.activated(config, add([1, 1, units], operation), nameOf(layer), add)
  }

  /** The activation that Keras writes into the layer before it. */
  private activated(config: Json, value: Value, name: string, add: Adding): Value {
    const activation = activationOf('Activation', config)
    if (activation === 'none') return value
    const own = activation ?? ({ kind: 'opaque', operation: shown(config.activation) } as const)
    if (!activation)
      this.made().note(`${name} ends in ${shown(config.activation)}, which is not known here: it is shown.`)
    return add(value.shape, own, [value], `${name}/${own.kind === 'opaque' ? own.operation : own.kind}`)
  }
}

type Adding = (output: Shape, operation: LayerOperation, inputs?: readonly Value[], own?: string) => Value

const ACTIVATIONS: ReadonlyMap<unknown, LayerOperation> = new Map<unknown, LayerOperation>([
  ['relu', { kind: 'relu' }],
  ['relu6', { kind: 'relu6' }],
  ['elu', { kind: 'elu' }],
  ['selu', { kind: 'selu' }],
  ['tanh', { kind: 'tanh' }],
  ['sigmoid', { kind: 'sigmoid' }],
])

function activationOf(kind: string, config: Json): LayerOperation | 'none' | undefined {
  switch (kind) {
    case 'ReLU': {
      const plain = numberOf(config.threshold, 0) === 0 && numberOf(config.negative_slope, 0) === 0
      const most = config.max_value ?? null
      if (!plain) return undefined
      return most === null ? { kind: 'relu' } : most === 6 ? { kind: 'relu6' } : undefined
    }
    case 'LeakyReLU':
      return { kind: 'leaky-relu', slope: numberOf(config.negative_slope ?? config.alpha, 0.3) }
    case 'ELU':
      return numberOf(config.alpha, 1) === 1 ? { kind: 'elu' } : undefined
    default:
      if (config.activation === 'linear' || config.activation === undefined || config.activation === null) return 'none'
      return ACTIVATIONS.get(config.activation)
  }
}

function placesOf(
  name: string,
  [height, width]: Shape,
  window: {
    readonly kernel: readonly [number, number]
    readonly stride: number
    readonly padding: 'same' | 'valid'
    readonly dilation?: number
  },
): readonly [number, number] {
  const place = (axis: 0 | 1, length: number): number => {
    if (window.padding === 'same') return Math.ceil(length / window.stride)
    const span = windowSpan({ size: window.kernel[axis], dilation: window.dilation ?? 1 })
    if (span > length) throw new Unreadable(`${name} has a window of ${span} and a map of ${length}`)
    return Math.floor((length - span) / window.stride) + 1
  }
  return [place(0, height), place(1, width)]
}
