import type { Layer, LayerGraph, LayerOf } from '../../shared/architecture/layer-graph'
import { adaptiveWindows } from '../../shared/architecture/window'
import { assertNever } from '../../shared/assert-never'
import { paddingOf } from '../../shared/exchange/code-plan'
import { type Origin, originSentence } from '../../shared/exchange/origin'
import type { MapPadding } from '../../shared/exchange/same-padding'
import { channelsFirstLayout, networkTensors, toLayout } from '../../shared/exchange/tensor-layout'
import { type FlattenOrder, flattenOrder, type Rank, ranks } from '../../shared/exchange/value-rank'
import { VERSION } from '../../shared/version'
import type { NamedTensor } from '../store/safetensors'
import { WireWriter } from '../store/wire-writer'

/** IR version 8 and opset 17 are those of ONNX 1.12 (2022): every runtime of today reads them. */
const ONNX_VERSIONS = { ir: 8, opset: 17 } as const

/** onnx.proto's numbers of element types. */
const FLOAT = 1
const INT64 = 7

type AttributeValue =
  | { readonly integer: number }
  | { readonly float: number }
  | { readonly integers: readonly number[] }

/** onnx.proto's numbers of attribute types. */
const ATTRIBUTE_TYPES = { float: 1, integer: 2, integers: 7 } as const

interface OnnxNode {
  readonly name: string
  readonly operation: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes?: Readonly<Record<string, AttributeValue>>
  /** Where the layer belongs, see `onnxRemark`. */
  readonly remark?: string
}

type Initializer = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly floats: Float32Array }
  | { readonly longs: readonly number[] }
)

const ONNX_INPUT = 'images'
const ONNX_OUTPUT = 'logits'

/**
 * A network at inference as an ONNX model: input `images` float32 [N, channels, height, width] from 0 to 1, output `logits`
 * [N, classes]. Auxiliary classifiers and dropout are left out, batch norms use their running statistics. Nodes and weights
 * have this program's names; kernels lie as ONNX has them, channels first.
 * Field numbers: onnx/onnx.proto, ModelProto and below.
 */
export function encodeOnnx(
  graph: LayerGraph,
  tensors: ReadonlyMap<string, NamedTensor>,
  { title, origin }: { readonly title: string; readonly origin: Origin },
): Uint8Array {
  const { nodes, initializers } = new OnnxGraph(graph, tensors).build()
  const [height, width, channels] = graph.input
  const model = new WireWriter()
  model.integer(1, ONNX_VERSIONS.ir)
  model.text(2, 'ablation-workbench')
  model.text(3, VERSION)
  model.text(6, `${title}. ${originSentence(origin)} Pixels from 0 to 1: 8-bit ones divided by 255.`)
  model.message(7, (message) => {
    for (const node of nodes) message.message(1, (one) => writeNode(one, node))
    message.text(2, graph.architecture)
    for (const initializer of initializers) message.message(5, (one) => writeInitializer(one, initializer))
    message.message(11, (value) => writeValue(value, ONNX_INPUT, [channels, height, width]))
    message.message(12, (value) => writeValue(value, ONNX_OUTPUT, [graph.classes]))
  })
  model.message(8, (opset) => {
    opset.text(1, '')
    opset.integer(2, ONNX_VERSIONS.opset)
  })
  return model.finish()
}

function writeNode(message: WireWriter, { name, operation, inputs, output, attributes = {}, remark }: OnnxNode): void {
  for (const input of inputs) message.text(1, input)
  message.text(2, output)
  message.text(3, name)
  message.text(4, operation)
  if (remark !== undefined) message.text(6, remark)
  for (const [key, value] of Object.entries(attributes)) {
    message.message(5, (attribute) => {
      attribute.text(1, key)
      if ('float' in value) {
        attribute.float(2, value.float)
        attribute.integer(20, ATTRIBUTE_TYPES.float)
      } else if ('integer' in value) {
        attribute.integer(3, value.integer)
        attribute.integer(20, ATTRIBUTE_TYPES.integer)
      } else {
        attribute.integers(8, value.integers)
        attribute.integer(20, ATTRIBUTE_TYPES.integers)
      }
    })
  }
}

function writeInitializer(message: WireWriter, initializer: Initializer): void {
  message.integers(1, initializer.shape)
  message.integer(2, 'floats' in initializer ? FLOAT : INT64)
  message.text(8, initializer.name)
  const numbers = 'floats' in initializer ? initializer.floats : BigInt64Array.from(initializer.longs.map(BigInt))
  message.blob(9, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
}

/** A float32 tensor whose first axis is the images', any number. */
function writeValue(message: WireWriter, name: string, sizes: readonly number[]): void {
  message.text(1, name)
  message.message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.integer(1, FLOAT)
      tensor.message(2, (shape) => {
        shape.message(1, (dimension) => dimension.text(2, 'N'))
        for (const size of sizes) shape.message(1, (dimension) => dimension.integer(1, size))
      })
    })
  })
}

/**
 * What ONNX has no field for: the module and branch of a layer, the word for its padding, and that a convolution of one map
 * is a depthwise one. JSON in a node's doc_string.
 */
function onnxRemark(layer: Layer): string {
  const { module, branch } = layer
  const padding = 'padding' in layer ? { padding: layer.padding } : {}
  const depthwise = layer.kind === 'depthwise-convolution' ? { depthwise: true } : {}
  return JSON.stringify({ module, ...(branch !== undefined && { branch }), ...padding, ...depthwise })
}

/** Layers → nodes. */
class OnnxGraph {
  private readonly nodes: OnnxNode[] = []
  private readonly initializers: Initializer[] = []
  private readonly ranks: ReadonlyMap<string, Rank>
  private readonly layers: ReadonlyMap<string, Layer>
  private readonly names: Set<string>
  private readonly order: FlattenOrder

  constructor(
    private readonly graph: LayerGraph,
    private readonly tensors: ReadonlyMap<string, NamedTensor>,
  ) {
    this.ranks = ranks(graph)
    this.order = flattenOrder(graph)
    this.layers = new Map(graph.layers.map((layer) => [layer.name, layer]))
    this.names = new Set([ONNX_INPUT, ONNX_OUTPUT, ...graph.layers.map(({ name }) => name)])
  }

  build(): { readonly nodes: readonly OnnxNode[]; readonly initializers: readonly Initializer[] } {
    this.weights()
    for (const layer of this.graph.layers) if (layer.head === undefined && layer.kind !== 'input') this.layer(layer)
    const main = this.graph.outputs[0]?.layer ?? ''
    this.add('Identity', 'logits/identity', [this.at(main, 2)], ONNX_OUTPUT)
    return { nodes: this.nodes, initializers: this.initializers }
  }

  private weights(): void {
    for (const tensor of networkTensors(this.graph)) {
      const layer = this.layers.get(tensor.layer)
      if (!layer || layer.head !== undefined) continue
      const held = this.tensors.get(tensor.name)
      if (!held) throw new Error(`no tensor ${tensor.name}`)
      const layout = channelsFirstLayout(layer, tensor, this.order)
      this.initializers.push({ name: tensor.name, shape: layout.shape, floats: toLayout(held.values, layout) })
    }
  }

  private add(
    operation: string,
    name: string,
    inputs: readonly string[],
    output: string,
    attributes?: OnnxNode['attributes'],
  ): string {
    const layer = this.layers.get(name)
    const remark = layer && onnxRemark(layer)
    this.nodes.push({ name, operation, inputs, output, ...(attributes && { attributes }), ...(remark && { remark }) })
    return output
  }

  /** A name for a value that no layer has. */
  private free(wanted: string): string {
    let name = wanted
    for (let number = 2; this.names.has(name); number += 1) name = `${wanted}-${number}`
    this.names.add(name)
    return name
  }

  /** What a layer's value is called: as the layer, unless that is the name of the model's input or output. */
  private valueOf(layer: string): string {
    if (layer === 'input') return ONNX_INPUT
    return layer === ONNX_INPUT || layer === ONNX_OUTPUT ? `${layer}/value` : layer
  }

  /** A layer's value at a rank. */
  private at(layer: string, rank: Rank): string {
    const value = this.valueOf(layer)
    if ((this.ranks.get(layer) ?? 4) === rank) return value
    if (rank === 2) {
      const name = this.free(`${layer}/as-row`)
      return this.add('Flatten', name, [value], name, { axis: { integer: 1 } })
    }
    const name = this.free(`${layer}/as-map`)
    const shape = this.free(`${layer}/as-map/shape`)
    this.initializers.push({ name: shape, shape: [4], longs: [0, this.layers.get(layer)?.output[2] ?? 0, 1, 1] })
    return this.add('Reshape', name, [value, shape], name)
  }

  private layer(layer: Layer): void {
    const { name } = layer
    const [input = 'input'] = layer.inputs
    const own = (role: string): string => `${name}/${role}`
    const inputs = (rank: Rank): readonly string[] => layer.inputs.map((one) => this.at(one, rank))
    const node = (operation: string, read: readonly string[], attributes?: OnnxNode['attributes']): string =>
      this.add(operation, name, read, this.valueOf(name), attributes)
    const asItIs = (): string => this.at(input, this.ranks.get(input) ?? 4)

    switch (layer.kind) {
      case 'input':
        return
      case 'convolution':
      case 'depthwise-convolution': {
        const { kernel, stride, dilation = 1, bias } = layer
        const channels = this.layers.get(input)?.output[2] ?? 0
        const groups = layer.kind === 'depthwise-convolution' ? channels : (layer.groups ?? 1)
        node('Conv', [this.at(input, 4), own('kernel'), ...(bias ? [own('bias')] : [])], {
          kernel_shape: { integers: kernel },
          strides: { integers: [stride, stride] },
          pads: { integers: this.pads(layer) },
          dilations: { integers: [dilation, dilation] },
          group: { integer: groups },
        })
        return
      }
      case 'batch-norm':
        node('BatchNormalization', [asItIs(), own('scale'), own('shift'), own('mean'), own('variance')], {
          epsilon: { float: layer.epsilon },
          momentum: { float: layer.momentum },
        })
        return
      case 'relu':
        node('Relu', [asItIs()])
        return
      case 'leaky-relu':
        node('LeakyRelu', [asItIs()], { alpha: { float: layer.slope } })
        return
      case 'relu6':
        node('Clip', [asItIs(), this.scalar(`${name}/least`, 0), this.scalar(`${name}/most`, 6)])
        return
      case 'elu':
        node('Elu', [asItIs()], { alpha: { float: 1 } })
        return
      case 'selu':
        node('Selu', [asItIs()])
        return
      case 'tanh':
        node('Tanh', [asItIs()])
        return
      case 'sigmoid':
        node('Sigmoid', [asItIs()])
        return
      case 'max-pool':
      case 'average-pool': {
        const largest = layer.kind === 'max-pool'
        node(largest ? 'MaxPool' : 'AveragePool', [this.at(input, 4)], {
          kernel_shape: { integers: [layer.size, layer.size] },
          strides: { integers: [layer.stride, layer.stride] },
          pads: { integers: this.pads(layer) },
          ...(largest ? {} : { count_include_pad: { integer: 0 } }),
        })
        return
      }
      case 'adaptive-average-pool':
        this.adaptivePool(layer, input)
        return
      case 'local-response-norm': {
        // ONNX divides alpha by the number of channels that it sums over.
        const window = 2 * layer.radius + 1
        node('LRN', [this.at(input, 4)], {
          size: { integer: window },
          alpha: { float: layer.alpha * window },
          beta: { float: layer.beta },
          bias: { float: layer.bias },
        })
        return
      }
      case 'dropout':
        // A runtime drops nothing out; the node keeps the rate for whoever reads the model.
        node('Dropout', [asItIs(), this.scalar(`${name}/rate`, layer.rate)])
        return
      case 'concat':
        node('Concat', inputs(this.ranks.get(name) ?? 4), { axis: { integer: 1 } })
        return
      case 'add': {
        const [first = '', ...others] = inputs(this.ranks.get(name) ?? 4)
        others.reduce((sum, other, index) => {
          const output = index === others.length - 1 ? this.valueOf(name) : this.free(`${name}/sum-${index + 1}`)
          return this.add('Add', output, [sum, other], output)
        }, first)
        return
      }
      case 'global-average-pool': {
        const maps = this.free(`${name}/maps`)
        this.add('GlobalAveragePool', name, [this.at(input, 4)], maps)
        this.add('Flatten', this.free(`${name}/as-row`), [maps], this.valueOf(name), { axis: { integer: 1 } })
        return
      }
      case 'flatten': {
        if (!this.order.channelsLast.has(name)) {
          node('Flatten', [asItIs()], { axis: { integer: 1 } })
          return
        }
        const last = this.free(`${name}/channels-last`)
        this.add('Transpose', last, [this.at(input, 4)], last, { perm: { integers: [0, 2, 3, 1] } })
        node('Flatten', [last], { axis: { integer: 1 } })
        return
      }
      case 'dense':
        node('Gemm', [this.at(input, 2), own('kernel'), own('bias')], { transB: { integer: 1 } })
        return
      case 'opaque':
        throw new Error(`${name} is an operation of another program: ${layer.operation}`)
      default:
        assertNever(layer)
    }
  }

  /** ONNX has none: its means are a fixed weighting of the map's places, so they are one product of matrices. */
  private adaptivePool({ name, size, output }: LayerOf<'adaptive-average-pool'>, input: string): void {
    const [height, width, channels] = this.layers.get(input)?.output ?? output
    const across = adaptiveWindows(width, size)
    const windows = adaptiveWindows(height, size).flatMap((rows) => across.map((columns) => ({ rows, columns })))
    const weights = new Float32Array(height * width * windows.length)
    for (const [window, { rows, columns }] of windows.entries()) {
      const share = 1 / ((rows.to - rows.from) * (columns.to - columns.from))
      for (let row = rows.from; row < rows.to; row += 1)
        for (let column = columns.from; column < columns.to; column += 1)
          weights[(row * width + column) * windows.length + window] = share
    }
    const [flat, means] = [this.free(`${name}/places`), this.free(`${name}/means`)]
    const [flatShape, mapShape] = [this.free(`${name}/places/shape`), this.free(`${name}/shape`)]
    const kernel = this.free(`${name}/weights`)
    this.initializers.push(
      { name: flatShape, shape: [3], longs: [0, channels, height * width] },
      { name: mapShape, shape: [4], longs: [0, channels, size, size] },
      { name: kernel, shape: [height * width, windows.length], floats: weights },
    )
    this.add('Reshape', flat, [this.at(input, 4), flatShape], flat)
    this.add('MatMul', means, [flat, kernel], means)
    this.add('Reshape', name, [means, mapShape], this.valueOf(name))
  }

  private scalar(wanted: string, value: number): string {
    const name = this.free(wanted)
    this.initializers.push({ name, shape: [], floats: Float32Array.of(value) })
    return name
  }

  /** Above, left, below, right. */
  private pads(layer: Layer): readonly number[] {
    const read = this.layers.get(layer.inputs[0] ?? '')?.output
    const padding: MapPadding | undefined = read && paddingOf(layer, read)
    if (!padding) throw new Error(`no window moves in ${layer.name}`)
    const { rows, columns } = padding
    return [rows.before, columns.before, rows.after, columns.after]
  }
}
