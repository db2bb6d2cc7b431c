import type { ReadNode } from './read-back'
import type { Dimensions } from './tensor'

/** The nodes that a graph was read back as, by name, and the shape of what each gives first. */
export interface ShapedGraph {
  readonly nodes: ReadonlyMap<string, ReadNode>
  /** Undefined where it follows from something that is not understood here, such as an augmented image. */
  readonly shapeOf: (input: string) => Dimensions | undefined
}

/** How an operation's first output follows from what it reads. */
type Rule = (
  node: ReadNode,
  read: (index: number) => Dimensions | undefined,
  graph: ShapedGraph,
) => Dimensions | undefined

/** Works out shapes from the nodes alone, by TensorFlow's rules; what the writer took them for plays no part. */
export function inferShapes(list: readonly ReadNode[]): ShapedGraph {
  const nodes = new Map(list.map((node) => [node.name, node]))
  const known = new Map<string, Dimensions | undefined>()
  const shapeOf = (input: string): Dimensions | undefined => {
    const name = nodeOf(input)
    if (known.has(name)) return known.get(name)
    // A cycle has no shape.
    known.set(name, undefined)
    const node = nodes.get(name)
    const shape = node && RULES[node.operation]?.(node, (index) => shapeOf(node.inputs[index] ?? ''), graph)
    known.set(name, shape)
    return shape
  }
  const graph: ShapedGraph = { nodes, shapeOf }
  // In the order of writing each node's inputs are there, so that nothing nests deeply.
  for (const { name } of list) shapeOf(name)
  return graph
}

/** The node of an input: `conv1/Conv2D:2` is an output of `conv1/Conv2D`. */
export function nodeOf(input: string): string {
  return input.replace(/:\d+$/, '')
}

/** The values of a constant that a node reads. */
export function constantOf({ nodes }: ShapedGraph, input: string | undefined): readonly number[] | undefined {
  return input === undefined ? undefined : nodes.get(nodeOf(input))?.attribute('value').values
}

const likeFirst: Rule = (_node, read) => read(0)

/** The operand of fewer axes is repeated along the leading ones. */
const broadcast: Rule = (_node, read) => {
  const [a, b] = [read(0), read(1)]
  return a && b && (b.length > a.length ? b : a)
}

const asConstant =
  (index: number): Rule =>
  (node, _read, graph) =>
    constantOf(graph, node.inputs[index])

const window: Rule = (node, read) => {
  const input = read(0)
  if (!input) return undefined
  const [images = 0, height = 0, width = 0, maps = 0] = input
  const [, rows = 1, columns = 1] = node.attribute('ksize').integers ?? []
  return slid(node, [images, height, width], [rows, columns], maps)
}

function slid(
  node: ReadNode,
  [images, height, width]: readonly [number, number, number],
  [rows, columns]: readonly [number, number],
  maps: number,
): Dimensions {
  const { integers: [, down = 1, across = 1] = [] } = node.attribute('strides')
  const same = node.attribute('padding').text === 'SAME'
  const places = (size: number, span: number, stride: number): number =>
    same ? Math.ceil(size / stride) : Math.floor((size - span) / stride) + 1
  return [images, places(height, rows, down), places(width, columns, across), maps]
}

const convolution: Rule = (node, read) => {
  const [input, kernel] = [read(0), read(1)]
  if (!input || !kernel) return undefined
  const [images = 0, height = 0, width = 0, maps = 0] = input
  const [rows = 0, columns = 0, inputs = 0, outputs = 0] = kernel
  if (inputs !== maps) return undefined
  const given = node.operation === 'Conv2D' ? outputs : inputs * outputs
  return slid(node, [images, height, width], [rows, columns], given)
}

const matrixProduct: Rule = (node, read) => {
  const [a, b] = [read(0), read(1)]
  if (!a || !b) return undefined
  const [left, right] = [node.attribute('transpose_a').flag ?? false, node.attribute('transpose_b').flag ?? false]
  if (a[left ? 0 : 1] !== b[right ? 1 : 0]) return undefined
  return [a[left ? 1 : 0] ?? 0, b[right ? 0 : 1] ?? 0]
}

const reshape: Rule = (node, read, graph) => {
  const wanted = constantOf(graph, node.inputs[1])
  const given = read(0)
  if (!wanted) return undefined
  if (!wanted.includes(-1) || !given || given.includes(-1)) return wanted
  const all = given.reduce((product, size) => product * size, 1)
  const others = wanted.reduce((product, size) => (size < 0 ? product : product * size), 1)
  return wanted.map((size) => (size < 0 ? all / others : size))
}

const joined: Rule = (node, read, graph) => {
  const [axis = -1] = constantOf(graph, node.inputs.at(-1)) ?? []
  const parts = node.inputs.slice(0, -1).map((_, index) => read(index))
  const [first] = parts
  if (!first || parts.some((part) => part === undefined)) return undefined
  const sum = parts.reduce((total, part) => total + (part?.[axis] ?? 0), 0)
  return first.map((size, index) => (index === axis ? sum : size))
}

const reduced: Rule = (node, read, graph) => {
  const axes = constantOf(graph, node.inputs[1]) ?? []
  return read(0)?.filter((_, axis) => !axes.includes(axis))
}

/** The paddings or crops of rows and columns, together. */
function borders(values: readonly number[] = []): readonly [number, number] {
  const [top = 0, bottom = 0, left = 0, right = 0] = values
  return [top + bottom, left + right]
}

const spaceToBatch: Rule = (node, read, graph) => {
  const input = read(0)
  if (!input) return undefined
  const [images = 0, height = 0, width = 0, maps = 0] = input
  const [rows = 1, columns = 1] = constantOf(graph, node.inputs[1]) ?? []
  const [down, across] = borders(constantOf(graph, node.inputs[2]))
  return [images < 0 ? images : images * rows * columns, (height + down) / rows, (width + across) / columns, maps]
}

const batchToSpace: Rule = (node, read, graph) => {
  const input = read(0)
  if (!input) return undefined
  const [images = 0, height = 0, width = 0, maps = 0] = input
  const [rows = 1, columns = 1] = constantOf(graph, node.inputs[1]) ?? []
  const [down, across] = borders(constantOf(graph, node.inputs[2]))
  return [images < 0 ? images : images / rows / columns, height * rows - down, width * columns - across, maps]
}

/** Whole axes in steps: the only kind that is written. */
const everyNth: Rule = (node, read, graph) => {
  const steps = constantOf(graph, node.inputs[3])
  return steps && read(0)?.map((size, axis) => (size < 0 ? size : Math.ceil(size / (steps[axis] ?? 1))))
}

const batchProduct: Rule = (node, read) => {
  const [a, b] = [read(0), read(1)]
  const rows = a?.[node.attribute('adj_x').flag ? 2 : 1]
  return b && rows !== undefined ? [b[0] ?? 0, rows, b[2] ?? 0] : undefined
}

const gathered: Rule = (_node, read) => {
  const [values, rows] = [read(0), read(1)]
  return values && rows && [...rows, ...values.slice(1)]
}

const RULES: Readonly<Record<string, Rule>> = {
  Placeholder: (node) => node.attribute('shape').shape,
  VarHandleOp: (node) => node.attribute('shape').shape,
  Const: (node) => node.attribute('value').shape,
  ReadVariableOp: likeFirst,
  ResourceGather: gathered,
  Identity: likeFirst,
  Cast: likeFirst,
  Square: likeFirst,
  Sqrt: likeFirst,
  Rsqrt: likeFirst,
  Relu: likeFirst,
  EnsureShape: likeFirst,
  LeakyRelu: likeFirst,
  Relu6: likeFirst,
  Elu: likeFirst,
  Selu: likeFirst,
  Tanh: likeFirst,
  Sigmoid: likeFirst,
  LRN: likeFirst,
  BiasAdd: likeFirst,
  FusedBatchNormV3: likeFirst,
  AddN: likeFirst,
  GreaterEqual: likeFirst,
  Mul: broadcast,
  Sub: broadcast,
  AddV2: broadcast,
  RealDiv: broadcast,
  Maximum: broadcast,
  Minimum: broadcast,
  Slice: asConstant(2),
  StatelessRandomUniform: asConstant(0),
  BroadcastTo: asConstant(1),
  Reshape: reshape,
  Conv2D: convolution,
  DepthwiseConv2dNative: convolution,
  MatMul: matrixProduct,
  BatchMatMulV2: batchProduct,
  MaxPool: window,
  AvgPool: window,
  ConcatV2: joined,
  Mean: reduced,
  Sum: reduced,
  SpaceToBatchND: spaceToBatch,
  BatchToSpaceND: batchToSpace,
  StridedSlice: everyNth,
}
