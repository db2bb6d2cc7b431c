import type { Padding } from '../../shared/architecture/architecture'
import type { LayerOperation } from '../../shared/architecture/layer-graph'
import { elements, type Shape } from '../../shared/architecture/shape'
import { ForeignGraph, type ForeignModel, Unreadable, unknownSentence } from './foreign-graph'
import { decodeOnnx, type OnnxModel, type OnnxNode, type OnnxTensor } from './onnx-model'
import { isTensor, listOf, nameOf, numberOf, placeOf, remarkOf, rounded, shapeOf, sizeOf } from './onnx-values'
import { placeWindow, transposedShape, type Window } from './onnx-windows'

/**
 * An ONNX model as layers. What this program has a layer for becomes one; everything else stays an opaque node of its
 * operation's name, and its shape is what the file says of it.
 * @throws Unreadable, MalformedMessage
 */
export function readOnnxGraph(bytes: Uint8Array, name: string): ForeignModel {
  return new OnnxReader(decodeOnnx(bytes), name).read()
}

/** Where in the graph a value comes from. */
interface Value {
  readonly layer: string
  readonly shape: Shape
}

class OnnxReader {
  private readonly values = new Map<string, Value>()
  private readonly constants: Map<string, OnnxTensor>
  /** The names of those that were learned: the file's own tensors, however they are laid out on the way. */
  private readonly learned: Set<string>
  private readonly graph: ForeignGraph
  private readonly readers = new Map<string, OnnxNode[]>()

  constructor(
    private readonly model: OnnxModel,
    private readonly name: string,
  ) {
    this.constants = new Map(model.initializers)
    this.learned = new Set(model.initializers.keys())
    const images = model.inputs.filter(({ name: input }) => !model.initializers.has(input))
    const [image] = images
    if (!image) throw new Unreadable('it has no input')
    if (images.length > 1)
      throw new Unreadable(
        `it has ${images.length} inputs, ${images
          .map((one) => one.name)
          .slice(0, 5)
          .join(', ')}, and one image is expected`,
      )
    const shape = shapeOf(image.sizes)
    if (!shape)
      throw new Unreadable(
        `its input ${image.name} is ${image.sizes ? `[${image.sizes.join(', ')}]` : 'of unknown shape'}, and images [N, channels, height, width] of a fixed size are expected`,
      )
    this.graph = new ForeignGraph(shape)
    this.values.set(image.name, { layer: 'input', shape })
    for (const node of model.nodes)
      for (const input of node.inputs) {
        const readers = this.readers.get(input)
        if (readers) readers.push(node)
        else this.readers.set(input, [node])
      }
  }

  read(): ForeignModel {
    for (const node of this.model.nodes) {
      const value = this.valueOf(node)
      if (value) this.values.set(node.outputs[0] ?? '', value)
    }
    const [output, ...others] = this.model.outputs
    if (!output) throw new Unreadable('it has no output')
    if (others.length > 0) this.graph.note(`Of its ${others.length + 1} outputs ${output.name} is taken as the logits.`)
    const value = this.values.get(output.name)
    if (!value) throw new Unreadable(`no node gives its output ${output.name}`)
    return this.graph.finish(this.name, 'onnx', value.layer)
  }

  /** What a node gives: the layer it becomes, or the value it passes on; undefined where it is no part of the network. */
  private valueOf(node: OnnxNode): Value | undefined {
    const { operation, domain } = node
    const [first = '', second = ''] = node.inputs
    if (operation === 'Constant' && isTensor(node.attributes.get('value'))) {
      const value = node.attributes.get('value')
      if (isTensor(value)) this.constants.set(node.outputs[0] ?? '', value)
      return undefined
    }
    if (this.rearranges(node)) return undefined
    // What asks for a map's size computes numbers beside the network.
    if (operation === 'Shape' || operation === 'Size') return undefined
    // A bias that the product before it has taken in.
    if (operation === 'Add' && this.values.has(node.outputs[0] ?? '')) return undefined
    const input = this.values.get(first)
    if (!input || (domain !== '' && domain !== 'ai.onnx')) return this.opaque(node)
    switch (operation) {
      case 'Identity':
        return input
      case 'Conv':
        return this.convolution(node, input)
      case 'MaxPool':
      case 'AveragePool':
        return this.pool(node, input)
      case 'GlobalAveragePool':
        return this.layer(node, [input], [1, 1, input.shape[2]], { kind: 'global-average-pool' })
      case 'ReduceMean':
        return this.mean(node, input)
      case 'BatchNormalization':
        return this.layer(node, [input], input.shape, {
          kind: 'batch-norm',
          epsilon: rounded(numberOf(node.attributes.get('epsilon'), 1e-5)),
          momentum: rounded(numberOf(node.attributes.get('momentum'), 0.9)),
        })
      case 'LRN':
        return this.responseNorm(node, input)
      case 'Dropout':
        return this.layer(node, [input], input.shape, { kind: 'dropout', rate: rounded(this.dropoutRate(node)) })
      case 'Flatten':
      case 'Reshape':
        return this.flatten(node, input)
      case 'Gemm':
        return this.dense(node, input, node.inputs[2])
      case 'MatMul':
        return this.dense(node, input, undefined)
      case 'Concat':
        return this.concat(node)
      case 'Add':
        return this.sum(node, input, this.values.get(second))
      default:
        return this.activation(node, input)
    }
  }

  /** Constants that are only laid out otherwise are constants still, of as many numbers. @returns whether the node does that */
  private rearranges({ operation, inputs: [first = ''], outputs: [output = ''] }: OnnxNode): boolean {
    const held = this.constants.get(first)
    if (!held || this.values.has(first) || !REARRANGING.includes(operation)) return false
    const size = held.dims.reduce((product, one) => product * one, 1)
    this.constants.set(output, operation === 'Identity' || held.longs !== undefined ? held : { dims: [size] })
    if (this.learned.has(first)) this.learned.add(output)
    return true
  }

  private activation(node: OnnxNode, input: Value): Value | undefined {
    const { operation, attributes } = node
    const alpha = numberOf(attributes.get('alpha'), Number.NaN)
    const act = (layer: LayerOperation): Value => this.layer(node, [input], input.shape, layer)
    switch (operation) {
      case 'Relu':
        return act({ kind: 'relu' })
      case 'Tanh':
        return act({ kind: 'tanh' })
      case 'Sigmoid':
        return act({ kind: 'sigmoid' })
      case 'LeakyRelu':
        return act({ kind: 'leaky-relu', slope: Number.isNaN(alpha) ? 0.01 : rounded(alpha) })
      case 'Elu':
        return Number.isNaN(alpha) || alpha === 1 ? act({ kind: 'elu' }) : this.opaque(node)
      case 'Selu':
        return Number.isNaN(alpha) ? act({ kind: 'selu' }) : this.opaque(node)
      case 'Clip': {
        const bound = (index: number, key: string): number | undefined => {
          const held = this.constants.get(node.inputs[index] ?? '')?.floats?.[0]
          const given = attributes.get(key)
          return held ?? (typeof given === 'number' ? given : undefined)
        }
        return bound(1, 'min') === 0 && bound(2, 'max') === 6 ? act({ kind: 'relu6' }) : this.opaque(node)
      }
      default:
        return this.opaque(node)
    }
  }

  private convolution(node: OnnxNode, input: Value): Value | undefined {
    const kernel = this.constants.get(node.inputs[1] ?? '')
    const [outputs, perGroup, rows, columns] = kernel?.dims ?? []
    const [stride, strideAcross = stride] = listOf(node.attributes.get('strides'), [1, 1])
    const [dilation, dilationAcross = dilation] = listOf(node.attributes.get('dilations'), [1, 1])
    const groups = numberOf(node.attributes.get('group'), 1)
    if (!outputs || !perGroup || !rows || !columns || kernel?.dims.length !== 4) return this.opaque(node)
    if (!stride || !dilation || stride !== strideAcross || dilation !== dilationAcross) return this.opaque(node)
    if (perGroup * groups !== input.shape[2])
      throw new Unreadable(`${nameOf(node)} has a kernel for ${perGroup * groups} maps, and reads ${input.shape[2]}`)
    const window = { kernel: [rows, columns] as const, stride, dilation }
    const placed = this.padded(node, input, window)
    if (!placed) return this.opaque(node)
    const { padding, places, from } = placed
    const common = {
      kernel: [rows, columns] as const,
      stride,
      padding,
      ...(dilation > 1 && { dilation }),
      bias: node.inputs[2] !== undefined && node.inputs[2] !== '',
    }
    const deep = perGroup === 1 && (groups > 1 || remarkOf(node).depthwise === true)
    const operation: LayerOperation = deep
      ? { kind: 'depthwise-convolution', ...common, multiplier: outputs / groups }
      : { kind: 'convolution', ...common, ...(groups > 1 && { groups }) }
    return this.layer(node, [from], [...places, outputs], operation)
  }

  private pool(node: OnnxNode, input: Value): Value | undefined {
    const { attributes, operation } = node
    const [size, across] = listOf(attributes.get('kernel_shape'), [])
    const [stride, strideAcross = stride] = listOf(attributes.get('strides'), [1, 1])
    const dilated = listOf(attributes.get('dilations'), [1, 1]).some((one) => one !== 1)
    if (!size || size !== across || !stride || stride !== strideAcross || dilated) return this.opaque(node)
    const placed = this.padded(node, input, { kernel: [size, size], stride })
    if (!placed || placed.from !== input) return this.opaque(node)
    const largest = operation === 'MaxPool'
    const around = listOf(attributes.get('pads'), []).some((pad) => pad > 0)
    if (!largest && around && numberOf(attributes.get('count_include_pad'), 0) === 1)
      return this.opaque(node, 'whose means count the padding')
    const kind = largest ? 'max-pool' : 'average-pool'
    return this.layer(node, [input], [...placed.places, input.shape[2]], {
      kind,
      size,
      stride,
      padding: placed.padding,
    })
  }

  /** The map that a window reads and what it gives; zeros that no padding here stands for are a layer of their own. */
  private padded(
    node: OnnxNode,
    input: Value,
    window: Window,
  ): { readonly padding: Padding; readonly places: readonly [number, number]; readonly from: Value } | undefined {
    const placed = placeWindow(node, input.shape, window)
    if (!placed) return undefined
    const { padding, places, note, zeros } = placed
    if (note !== undefined) this.graph.note(note)
    if (!zeros) return { padding, places, from: input }
    const operation = { kind: 'opaque', operation: 'Pad', settings: { pads: zeros.pads.join(', ') } } as const
    const name = `${nameOf(node)}/zeros`
    const layer = this.graph.add(name, [input.layer], zeros.shape, operation, placeOf(node))
    return { padding, places, from: { layer, shape: zeros.shape } }
  }

  private mean(node: OnnxNode, input: Value): Value | undefined {
    const axes = this.constants.get(node.inputs[1] ?? '')?.longs ?? listOf(node.attributes.get('axes'), [])
    const spatial = axes.length === 2 && axes.every((axis) => [2, 3, -1, -2].includes(axis))
    if (!spatial) return this.opaque(node)
    return this.layer(node, [input], [1, 1, input.shape[2]], { kind: 'global-average-pool' })
  }

  private responseNorm(node: OnnxNode, input: Value): Value | undefined {
    const { attributes } = node
    const size = numberOf(attributes.get('size'), 1)
    if (size % 2 === 0) return this.opaque(node)
    return this.layer(node, [input], input.shape, {
      kind: 'local-response-norm',
      radius: (size - 1) / 2,
      bias: rounded(numberOf(attributes.get('bias'), 1)),
      // ONNX divides alpha by the number of channels that it sums over.
      alpha: rounded(numberOf(attributes.get('alpha'), 1e-4) / size),
      beta: rounded(numberOf(attributes.get('beta'), 0.75)),
    })
  }

  private dropoutRate({ inputs, attributes }: OnnxNode): number {
    return this.constants.get(inputs[1] ?? '')?.floats?.[0] ?? numberOf(attributes.get('ratio'), 0.5)
  }

  /** Maps of one place are rows already. */
  private flatten(node: OnnxNode, input: Value): Value | undefined {
    const target = this.constants.get(node.inputs[1] ?? '')?.longs
    const count = elements(input.shape)
    const rows =
      node.operation === 'Flatten'
        ? numberOf(node.attributes.get('axis'), 1) === 1
        : (target?.length ?? 0) >= 2 && target?.slice(1).every((size) => [-1, 1, count].includes(size))
    if (!rows) return this.opaque(node)
    if (input.shape[0] * input.shape[1] === 1) return input
    return this.layer(node, [input], [1, 1, count], { kind: 'flatten' })
  }

  /** A product with constant weights; a bias that is added behind it belongs to it. */
  private dense(node: OnnxNode, input: Value, bias: string | undefined): Value | undefined {
    const kernel = this.constants.get(node.inputs[1] ?? '')
    const [rows = 0, columns = 0] = kernel?.dims ?? []
    const transposed = numberOf(node.attributes.get('transB'), 0) === 1
    const [inputs, units] = transposed ? [columns, rows] : [rows, columns]
    const plain = kernel?.dims.length === 2 && numberOf(node.attributes.get('transA'), 0) === 0
    if (!plain || !units || elements(input.shape) !== input.shape[2] || inputs !== input.shape[2])
      return this.opaque(node)
    const [output = ''] = node.outputs
    const added = bias === undefined ? this.biasBehind(output) : undefined
    if (bias === undefined && !added) {
      // A dense layer here has a bias; a 1x1 convolution of one place is the same product without one.
      const operation = { kind: 'convolution', kernel: [1, 1], stride: 1, padding: 'same', bias: false } as const
      this.graph.note(`${nameOf(node)} is a dense layer without bias, shown as the 1x1 convolution that it equals.`)
      return this.layer(node, [input], [1, 1, units], operation)
    }
    const value = this.layer(node, [input], [1, 1, units], { kind: 'dense' })
    if (added) this.values.set(added, value)
    return value
  }

  /** The value of the only reader of a product, where it adds a constant row. */
  private biasBehind(product: string): string | undefined {
    const [reader, ...others] = this.readers.get(product) ?? []
    if (others.length > 0) return undefined
    const other = reader?.inputs.find((input) => input !== product)
    const constant = this.constants.get(other ?? '')
    return reader?.operation === 'Add' && constant?.dims.length === 1 ? reader.outputs[0] : undefined
  }

  private concat(node: OnnxNode): Value | undefined {
    const inputs = node.inputs.flatMap((input) => this.values.get(input) ?? [])
    const [first] = inputs
    const axis = numberOf(node.attributes.get('axis'), 0)
    const maps = inputs.every(({ shape }) => shape[0] === first?.shape[0] && shape[1] === first?.shape[1])
    const along =
      axis === 1 || (axis === -1 && inputs.every(({ shape }) => elements(shape) === shape[2])) || axis === -3
    if (!first || inputs.length !== node.inputs.length || !maps || !along) return this.opaque(node)
    const channels = inputs.reduce((sum, { shape }) => sum + shape[2], 0)
    return this.layer(node, inputs, [first.shape[0], first.shape[1], channels], { kind: 'concat' })
  }

  private sum(node: OnnxNode, one: Value, other: Value | undefined): Value | undefined {
    if (!other || one.shape.join() !== other.shape.join()) return this.opaque(node)
    return this.layer(node, [one, other], one.shape, { kind: 'add' })
  }

  private layer(node: OnnxNode, inputs: readonly Value[], output: Shape, operation: LayerOperation): Value {
    const names = inputs.map(({ layer }) => layer)
    return { layer: this.graph.add(nameOf(node), names, output, operation, placeOf(node)), shape: output }
  }

  /** @param why what of a known operation is not known */
  private opaque(node: OnnxNode, why?: string): Value | undefined {
    // What is computed of constants alone, such as a shape, is no part of the network.
    const inputs = node.inputs.flatMap((input) => this.values.get(input) ?? [])
    const [first] = inputs
    if (!first) return undefined
    const settings = Object.fromEntries(
      [...node.attributes].flatMap(([key, value]) =>
        value === undefined || isTensor(value) ? [] : [[key, String(value).slice(0, 200)]],
      ),
    )
    const [output = '', ...others] = node.outputs
    const said =
      shapeOf(this.model.values.get(output)?.sizes) ??
      transposedShape(node, this.constants.get(node.inputs[1] ?? ''), first.shape)
    const operation = node.domain === '' ? node.operation : `${node.domain}.${node.operation}`
    const shape = said ?? first.shape
    const held = SETTINGS_AS_TENSORS.includes(node.operation) ? [] : node.inputs
    const trained = held
      .filter((input) => this.learned.has(input))
      .reduce((sum, input) => sum + sizeOf(this.constants.get(input)), 0)
    const shapeWords = said ? '' : `; the file does not say its shape, ${shape.join('×')} is assumed`
    const what = why === undefined ? operation : `${operation} ${why}`
    const numbers = trained > 0 ? { trained, untrained: 0 } : undefined
    this.graph.note(
      `${unknownSentence(`${nameOf(node)} is an operation that is not known here, ${what}`, numbers)}${shapeWords}.`,
    )
    const names = inputs.map(({ layer }) => layer)
    const own = { kind: 'opaque', operation, settings, ...(numbers && { numbers }) } as const
    const layer = this.graph.add(nameOf(node), names, shape, own, placeOf(node))
    for (const one of others)
      if (one !== '') this.values.set(one, { layer, shape: shapeOf(this.model.values.get(one)?.sizes) ?? shape })
    return { layer, shape }
  }
}

const REARRANGING: readonly string[] = ['Cast', 'Flatten', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze']

/** Operations whose tensors say how they work: bounds, factors, places. */
const SETTINGS_AS_TENSORS: readonly string[] = ['Clip', 'Pad', 'Pow', 'Resize', 'Slice', 'Upsample']
