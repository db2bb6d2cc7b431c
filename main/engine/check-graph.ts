import { connectionCount } from '../../shared/architecture/connections'
import type { Layer, LayerGraph } from '../../shared/architecture/layer-graph'
import { type Parameter, parameterSize, parameters, parametersOf } from '../../shared/architecture/parameters'
import { formatShape } from '../../shared/architecture/shape'
import { assertNever } from '../../shared/assert-never'
import { validName } from './graph/graph-writer'
import { constantOf, inferShapes, nodeOf, type ShapedGraph } from './graph/infer-shapes'
import { type ReadNode, readNodes } from './graph/read-back'
import type { Dimensions } from './graph/tensor'

/** The signatures that hold the network: all of it, and without auxiliary classifiers. */
const [STEP, EVALUATE] = ['step', 'evaluate'] as const

/** Where a signature cuts parameters and statistics out of the vectors that hold them. */
const STATE = ['weights', 'average', 'statistics'] as const

/** The operation that a kind of layer is, in TensorFlow's words; other operations may stand around it. */
const PRINCIPAL: Readonly<Record<Exclude<Layer['kind'], 'input' | 'opaque'>, string>> = {
  convolution: 'Conv2D',
  'depthwise-convolution': 'DepthwiseConv2dNative',
  dense: 'MatMul',
  'batch-norm': 'FusedBatchNormV3',
  'max-pool': 'MaxPool',
  'average-pool': 'AvgPool',
  'adaptive-average-pool': 'BatchMatMulV2',
  'local-response-norm': 'LRN',
  relu: 'Relu',
  // The larger of x and slope · x, see operations/activations.ts.
  'leaky-relu': 'Maximum',
  relu6: 'Relu6',
  elu: 'Elu',
  selu: 'Selu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  concat: 'ConcatV2',
  add: 'AddN',
  'global-average-pool': 'Mean',
  flatten: 'Reshape',
  dropout: 'Mul',
}

/** Those that stand around no other: where one is, there is a layer of its kind. */
const TELLING = new Set(
  Object.values(PRINCIPAL).filter(
    (operation) => !['ConcatV2', 'AddN', 'Maximum', 'Mean', 'Reshape', 'Mul'].includes(operation),
  ),
)

/**
 * Reads the graph that was written for a trial back from its bytes and compares it with the planned network: the same
 * layers, wired alike, with the same settings and shapes, and as many parameters.
 * @returns what differs, as a sentence; undefined where nothing does
 */
export function graphMisfit(graph: LayerGraph, savedModel: Uint8Array): string | undefined {
  const shaped = inferShapes(readNodes(savedModel))
  const trunk = graph.layers.filter(({ head }) => head === undefined)
  return (
    variablesMisfit(graph, shaped) ??
    signatureMisfit(STEP, graph, graph.layers, shaped) ??
    signatureMisfit(EVALUATE, graph, trunk, shaped) ??
    headsMisfit(graph, shaped)
  )
}

/** The numbers that training changes: as many as the plan counts. */
function variablesMisfit(graph: LayerGraph, { nodes }: ShapedGraph): string | undefined {
  const held = (name: string): number =>
    (nodes.get(`${name}/VarHandleOp`)?.attribute('shape').shape ?? []).reduce((product, size) => product * size, 1)
  const numbers = (wanted: (parameter: Parameter) => boolean): number =>
    parameters(graph)
      .filter(wanted)
      .reduce((sum, parameter) => sum + parameterSize(parameter), 0)
  const statistics = graph.layers
    .filter(({ kind }) => kind === 'batch-norm')
    .reduce((sum, { output }) => sum + 2 * output[2], 0)
  const vectors = [
    ['weights/kernels', numbers(({ role }) => role === 'kernel')],
    ['weights/others', numbers(({ role }) => role !== 'kernel')],
    ['statistics', statistics],
  ] as const
  const wrong = vectors.find(([name, planned]) => (nodes.has(`${name}/VarHandleOp`) ? held(name) : 0) !== planned)
  if (!wrong) return undefined
  const [name, planned] = wrong
  return `it holds ${nodes.has(`${name}/VarHandleOp`) ? held(name) : 0} numbers in ${name}, and the plan has ${planned}`
}

/** The forward pass of one signature. */
interface Pass {
  readonly signature: string
  readonly shaped: ShapedGraph
  /** By layer. */
  readonly written: ReadonlyMap<string, readonly ReadNode[]>
  /** The layer that a node belongs to. */
  readonly owner: ReadonlyMap<string, string>
  readonly layers: ReadonlyMap<string, Layer>
}

function signatureMisfit(
  signature: string,
  graph: LayerGraph,
  layers: readonly Layer[],
  shaped: ShapedGraph,
): string | undefined {
  const pass = passOf(signature, layers, shaped)
  const stray = [...shaped.nodes.values()].find(
    ({ name, operation }) =>
      TELLING.has(operation) && name.startsWith(`${signature}/`) && !pass.owner.has(name) && !isGradient(name),
  )
  if (stray) return `it computes ${stray.operation} at ${stray.name}, and the plan has no such layer`
  for (const layer of layers) {
    const misfit = layer.kind === 'input' ? undefined : layerMisfit(layer, graph, pass)
    if (misfit !== undefined) return `layer ${layer.name} ${misfit}`
  }
  return undefined
}

function isGradient(name: string): boolean {
  return name.includes('/gradient/')
}

function passOf(signature: string, layers: readonly Layer[], shaped: ShapedGraph): Pass {
  const byScope = new Map(layers.map(({ name }) => [`${signature}/${validName(name)}`, name]))
  const written = new Map<string, ReadNode[]>()
  const owner = new Map<string, string>()
  for (const node of shaped.nodes.values()) {
    const layer = byScope.get(node.name.slice(0, Math.max(0, node.name.lastIndexOf('/'))))
    // Equal constants are written once: they belong to whoever was first.
    if (layer === undefined || node.operation === 'Const') continue
    owner.set(node.name, layer)
    written.set(layer, [...(written.get(layer) ?? []), node])
  }
  return { signature, shaped, written, owner, layers: new Map(layers.map((layer) => [layer.name, layer])) }
}

function layerMisfit(layer: Layer, graph: LayerGraph, pass: Pass): string | undefined {
  if (layer.kind === 'input' || layer.kind === 'opaque') return 'cannot be trained'
  const nodes = pass.written.get(layer.name) ?? []
  if (nodes.length === 0) return isNothing(layer, pass) ? undefined : 'is planned, and not there'
  const principal = nodes.filter(({ operation }) => operation === PRINCIPAL[layer.kind])
  const foreign = nodes.find(({ operation }) => TELLING.has(operation) && operation !== PRINCIPAL[layer.kind])
  if (principal.length === 0 || foreign)
    return `is planned as ${layer.kind}, and is ${foreign?.operation ?? nodes.map(({ operation }) => operation).join(', ')}`
  return (
    sourcesMisfit(layer, nodes, pass) ??
    outputMisfit(layer, nodes, pass.shaped) ??
    principal
      .map((node) => settingsMisfit(layer, node, nodes, graph, pass.shaped))
      .find((misfit) => misfit !== undefined)
  )
}

/** Layers that need no node: dropout at inference, and flattening what is flat. */
function isNothing(layer: Layer, { signature }: Pass): boolean {
  return layer.kind === 'flatten' || (layer.kind === 'dropout' && (signature === EVALUATE || layer.rate === 0))
}

/** What a layer reads must come from the layers that it is planned to read, in their order. */
function sourcesMisfit(layer: Layer, nodes: readonly ReadNode[], pass: Pass): string | undefined {
  const planned = layer.inputs.map((input) => throughNothing(input, pass))
  const found = nodes.flatMap((node) => node.inputs.flatMap((input) => sourceOf(input, layer, pass) ?? []))
  const read = [...new Set(found)]
  const distinct = [...new Set(planned)]
  if (read.length === distinct.length && read.every((name, index) => name === distinct[index])) return undefined
  return `reads ${read.join(', ') || 'nothing'}, and is planned to read ${distinct.join(', ')}`
}

/** The layer whose numbers an input holds; undefined for parameters, constants and the layer's own. */
function sourceOf(input: string, layer: Layer, { owner, shaped, signature }: Pass): string | undefined {
  const name = nodeOf(input)
  const source = owner.get(name)
  if (source !== undefined) return source === layer.name ? undefined : source
  const operation = shaped.nodes.get(name)?.operation
  if (operation === 'Const' || STATE.some((vector) => name.startsWith(`${signature}/${vector}/`))) return undefined
  // What is left of four axes is the images; the number of a step is a scalar.
  const shape = shaped.shapeOf(name)
  return shape === undefined || shape.length === 4 ? 'input' : undefined
}

/** The layer that really gives what another one reads. */
function throughNothing(name: string, pass: Pass): string {
  const layer = pass.layers.get(name)
  const [first] = layer?.inputs ?? []
  return !layer || first === undefined || pass.written.has(name) ? name : throughNothing(first, pass)
}

function outputMisfit(layer: Layer, nodes: readonly ReadNode[], shaped: ShapedGraph): string | undefined {
  const last = nodes.at(-1)
  const shape = last && shaped.shapeOf(last.name)
  // An augmented image is beyond what is inferred: then its first layers are too.
  if (!shape) return undefined
  const [height = 0, width = 0, maps = 0] = shape.slice(1)
  if ([height, width, maps].join() === layer.output.join()) return undefined
  return `gives ${formatShape([height, width, maps])}, and is planned to give ${formatShape(layer.output)}`
}

/** A setting as it was read and as it is planned; numbers in single precision. */
type Setting = readonly [what: string, found: readonly number[] | undefined, planned: readonly number[]]

function settingsMisfit(
  layer: Layer,
  node: ReadNode,
  nodes: readonly ReadNode[],
  graph: LayerGraph,
  shaped: ShapedGraph,
): string | undefined {
  const settings = [
    ...operationSettings(layer, node, nodes, shaped),
    ...parameterSettings(layer, node, nodes, graph, shaped),
  ]
  const wrong = settings.find(
    ([, found, planned]) => found?.map(Math.fround).join() !== planned.map(Math.fround).join(),
  )
  if (!wrong) return undefined
  const [what, found, planned] = wrong
  return `has ${what} ${found?.join('×') ?? 'unknown'}, and is planned with ${planned.join('×')}`
}

function operationSettings(
  layer: Layer,
  node: ReadNode,
  nodes: readonly ReadNode[],
  shaped: ShapedGraph,
): readonly Setting[] {
  const integers = (key: string): readonly number[] | undefined => node.attribute(key).integers
  const same = (padding: string): readonly number[] => [padding === 'same' ? 1 : 0]
  const padded: readonly number[] = [node.attribute('padding').text === 'SAME' ? 1 : 0]
  switch (layer.kind) {
    case 'max-pool':
    case 'average-pool':
      return [
        ['a window of', integers('ksize')?.slice(1, 3), [layer.size, layer.size]],
        ['a stride of', integers('strides')?.slice(1, 3), [layer.stride, layer.stride]],
        ['padding (1: same)', padded, same(layer.padding)],
      ]
    case 'convolution':
    case 'depthwise-convolution': {
      const { dilation = 1, stride, padding } = layer
      if (dilation === 1)
        return [
          ['a stride of', integers('strides')?.slice(1, 3), [stride, stride]],
          ['padding (1: same)', padded, same(padding)],
        ]
      const spread = nodes.find(({ operation }) => operation === 'SpaceToBatchND')
      const along = layer.kernel.map((taps) => (taps === 1 ? 1 : dilation))
      return [['a dilation of', constantOf(shaped, spread?.inputs[1]), along]]
    }
    case 'local-response-norm':
      return [
        ['a radius of', [node.attribute('depth_radius').integer ?? 0], [layer.radius]],
        [
          'constants',
          [node.attribute('bias').float ?? 0, node.attribute('alpha').float ?? 0, node.attribute('beta').float ?? 0],
          [layer.bias, layer.alpha, layer.beta],
        ],
      ]
    case 'batch-norm':
      return [['an epsilon of', [node.attribute('epsilon').float ?? 0], [layer.epsilon]]]
    case 'leaky-relu': {
      const scaled = nodes.find(({ operation }) => operation === 'Mul')
      return [['a slope of', constantOf(shaped, scaled?.inputs[1]), [layer.slope]]]
    }
    case 'dropout': {
      const kept = nodes.find(({ operation }) => operation === 'GreaterEqual')
      return [['a rate of', constantOf(shaped, kept?.inputs[1]), [layer.rate]]]
    }
    default:
      return []
  }
}

/** Shapes of the parameters as the layer reads them: a kernel with groups in parts of its output maps. */
function parameterSettings(
  layer: Layer,
  node: ReadNode,
  nodes: readonly ReadNode[],
  graph: LayerGraph,
  shaped: ShapedGraph,
): readonly Setting[] {
  const bias = nodes.find(({ operation }) => operation === 'BiasAdd')?.inputs[1]
  const groups = layer.kind === 'convolution' ? (layer.groups ?? 1) : 1
  const planned = parametersOf(layer, graph)
  const own = planned.map((parameter) => parameterSetting(parameter, groups, node, bias, shaped))
  const hasBias = planned.some(({ role }) => role === 'bias')
  return [...own, ['biases (1: any)', [bias === undefined ? 0 : 1], [hasBias ? 1 : 0]]]
}

function parameterSetting(
  { role, shape, connections }: Parameter,
  groups: number,
  node: ReadNode,
  bias: string | undefined,
  shaped: ShapedGraph,
): Setting {
  const read = (index: number): Dimensions | undefined => shaped.shapeOf(node.inputs[index] ?? '')
  switch (role) {
    case 'kernel': {
      if (connections) return ['connections', [connectionsRead(node, shaped)], [connectionCount(connections)]]
      const part = shape.map((size, axis) => (axis === 3 ? size / groups : size))
      return ['a kernel of', read(1), part]
    }
    case 'bias':
      return ['biases', bias === undefined ? undefined : shaped.shapeOf(bias), shape]
    case 'scale':
      return ['scales', read(1), shape]
    case 'shift':
      return ['shifts', read(2), shape]
    default:
      return assertNever(role)
  }
}

/** Ones in the mask that a kernel with a connection table is multiplied by. */
function connectionsRead(convolution: ReadNode, shaped: ShapedGraph): number {
  const masked = shaped.nodes.get(nodeOf(convolution.inputs[1] ?? ''))
  return (constantOf(shaped, masked?.inputs[1]) ?? []).filter((value) => value === 1).length
}

/** Each head's loss must be that of its own logits. */
function headsMisfit(graph: LayerGraph, shaped: ShapedGraph): string | undefined {
  const pass = passOf(STEP, graph.layers, shaped)
  for (const { head, layer } of graph.outputs) {
    const scope = `${STEP}/${validName(`${head}/loss`)}/`
    const read = [...shaped.nodes.values()]
      .filter(({ name }) => name.startsWith(scope))
      .flatMap(({ inputs }) => inputs.flatMap((input) => pass.owner.get(nodeOf(input)) ?? []))
    const planned = throughNothing(layer, pass)
    if (!read.includes(planned) || read.some((name) => name !== planned))
      return `the loss of ${head} is of ${[...new Set(read)].join(', ') || 'nothing'}, and is planned of ${planned}`
  }
  return undefined
}
