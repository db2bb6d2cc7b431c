import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { elements } from '../architecture/shape'

/**
 * How a layer's output is held in frameworks that tell maps from vectors: 4 is a batch of maps, 2 a batch of rows. This
 * program itself holds every output as maps, a row as maps of one place.
 */
export type Rank = 2 | 4

/** The rank of every layer's output, by name. */
export function ranks({ layers }: LayerGraph): ReadonlyMap<string, Rank> {
  const found = new Map<string, Rank>()
  for (const layer of layers) {
    const read = layer.inputs.map((input) => found.get(input) ?? 4)
    found.set(layer.name, rankOf(layer, read))
  }
  return found
}

function rankOf({ kind }: Layer, read: readonly Rank[]): Rank {
  switch (kind) {
    case 'dense':
    case 'flatten':
    case 'global-average-pool':
      return 2
    default:
      return wantedRank(kind, read) ?? read[0] ?? 4
  }
}

/** The rank that a layer must be given, undefined where it takes either. @param read the ranks of its inputs as they are */
function wantedRank(kind: Layer['kind'], read: readonly Rank[]): Rank | undefined {
  switch (kind) {
    case 'convolution':
    case 'depthwise-convolution':
    case 'max-pool':
    case 'average-pool':
    case 'adaptive-average-pool':
    case 'global-average-pool':
    case 'local-response-norm':
      return 4
    case 'dense':
      return 2
    case 'add':
    case 'concat':
      return read.includes(4) ? 4 : 2
    default:
      return undefined
  }
}

/**
 * Which flattened maps come in another order where channels stand first, and what is done about it. This program flattens
 * row, column, channel; PyTorch and ONNX channel, row, column.
 */
export interface FlattenOrder {
  /** Layers whose parameters are brought into the other order: by name, the [height, width, channels] that was flattened. */
  readonly reordered: ReadonlyMap<string, readonly [number, number, number]>
  /** Flatten layers in front of which channels must be put last, since not only such layers read them. */
  readonly channelsLast: ReadonlySet<string>
}

export function flattenOrder(graph: LayerGraph): FlattenOrder {
  const reordered = new Map<string, readonly [number, number, number]>()
  const channelsLast = new Set<string>()
  for (const layer of graph.layers) {
    if (layer.kind !== 'flatten') continue
    const [input] = layer.inputs
    const shape = graph.layers.find(({ name }) => name === input)?.output
    if (!shape || shape[2] === 1 || elements(shape) === shape[2]) continue
    const readers = readersInOrder(graph, layer.name)
    if (!readers) channelsLast.add(layer.name)
    else for (const reader of readers) reordered.set(reader, shape)
  }
  return { reordered, channelsLast }
}

/** The layers with parameters that meet a flattened order, undefined where another kind of layer meets it. */
function readersInOrder(graph: LayerGraph, name: string): readonly string[] | undefined {
  if (graph.outputs.some(({ layer }) => layer === name)) return undefined
  const found: string[] = []
  for (const reader of graph.layers.filter(({ inputs }) => inputs.includes(name))) {
    if (reader.kind === 'dense') {
      found.push(reader.name)
      continue
    }
    if (!PASSES_ORDER.has(reader.kind)) return undefined
    const further = readersInOrder(graph, reader.name)
    if (!further) return undefined
    found.push(...(reader.kind === 'batch-norm' ? [reader.name] : []), ...further)
  }
  return found
}

/** Layers that treat each number by itself. */
const PASSES_ORDER: ReadonlySet<Layer['kind']> = new Set<Layer['kind']>([
  'batch-norm',
  'dropout',
  'relu',
  'leaky-relu',
  'relu6',
  'elu',
  'selu',
  'tanh',
  'sigmoid',
])
