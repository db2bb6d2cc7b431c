import type { LayerOperation } from '../../shared/architecture/layer-graph'
import { MOST_LAYERS } from '../../shared/architecture/limits'
import { elements, type Shape } from '../../shared/architecture/shape'
import { windowSpan } from '../../shared/architecture/window'
import { ForeignGraph, type ForeignModel, Unreadable } from './foreign-graph'

type Json = Readonly<Record<string, unknown>>

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
      graph.note(
        `${name} is a layer that is not known here, ${kind}: it is shown, not counted` +
          `${said ? '' : `; the file does not say its shape, ${output.join('×')} is assumed`}.`,
      )
      const settings = Object.fromEntries(
        Object.entries(config).flatMap(([key, value]) =>
          ['number', 'boolean', 'string'].includes(typeof value) ? [[key, String(value).slice(0, 200)]] : [],
        ),
      )
      return add(output, { kind: 'opaque', operation: kind, settings }, read)
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
        if (config.scale === false || config.center === false)
          graph.note(`${name} has no ${config.scale === false ? 'scale' : 'shift'}; it is counted with one.`)
        return add(input.shape, {
          kind: 'batch-norm',
          epsilon: numberOf(config.epsilon, 1e-3),
          momentum: numberOf(config.momentum, 0.99),
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

/** Names of the layers that a layer reads: of its first use, as both versions of Keras write it. */
function sourcesOf(layer: Json): readonly string[] {
  const [node] = list(layer.inbound_nodes)
  const tensors = tensorsIn(record(node).args)
  if (tensors.length > 0) return tensors.flatMap((tensor) => sourceOf(list(record(tensor.config).keras_history)))
  return list(node).flatMap((one) => sourceOf(list(one)))
}

function sourceOf([name]: readonly unknown[]): readonly string[] {
  return typeof name === 'string' ? [name] : []
}

/** The tensors that a value of the file speaks of, in order; its depth is limited. */
function tensorsIn(value: unknown, depth = 0): readonly Json[] {
  if (depth > 8) return []
  if (Array.isArray(value)) return value.flatMap((one) => tensorsIn(one, depth + 1))
  const one = record(value)
  if (one.class_name === '__keras_tensor__') return [one]
  return 'args' in one ? tensorsIn(one.args, depth + 1) : []
}

/** ["name", 0, 0] or [["name", 0, 0], …]. */
function outputsOf(value: unknown): readonly string[] {
  const outputs = list(value)
  return typeof outputs[0] === 'string' ? [outputs[0]] : outputs.flatMap((one) => sourceOf(list(one)))
}

function nameOf(layer: Json): string {
  const name = layer.name ?? record(layer.config).name
  return typeof name === 'string' ? name.slice(0, 1000) : 'layer'
}

/** [null, height, width, channels] or [null, numbers]. */
function shapeOf(value: unknown): Shape | undefined {
  const sizes = list(value).slice(1)
  if (!sizes.every((size) => typeof size === 'number' && size > 0)) return undefined
  const [one, two, three] = sizes as readonly number[]
  if (sizes.length === 3 && one && two && three) return [one, two, three]
  return sizes.length === 1 && one ? [1, 1, one] : undefined
}

function pair(value: unknown): readonly [number, number] | undefined {
  const [rows, columns] = typeof value === 'number' ? [value, value] : list(value)
  const whole = (size: unknown): size is number => Number.isInteger(size) && Number(size) > 0
  return whole(rows) && whole(columns) ? [rows, columns] : undefined
}

function square(value: unknown): number | undefined {
  const sizes = pair(value)
  return sizes && sizes[0] === sizes[1] ? sizes[0] : undefined
}

function paddingOf(value: unknown): 'same' | 'valid' | undefined {
  return value === 'same' || value === 'valid' ? value : undefined
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

/** A word of the file in a sentence. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.replace(/\p{C}+/gu, ' ').slice(0, 100)
}
