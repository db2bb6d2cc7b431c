import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { inputShape, layerNamed } from '../architecture/layer-graph'
import { adaptiveWindows, type Window, windowSpan } from '../architecture/window'

/** What one number of a layer's output sees of the image along one axis, in pixels. */
interface AxisField {
  /** Width of the part of the image it depends on, padding counted. */
  readonly size: number
  /** Pixels between what two neighbouring numbers see. */
  readonly stride: number
  /** Where the part that the first number sees begins: 0 at the image's first pixel, below it in the padding. */
  readonly offset: number
}

/** That of the axis along which it is larger; of rows where both are alike. */
export type ReceptiveField = AxisField

/** Along rows, and along columns. */
type Axes<T> = readonly [rows: T, columns: T]

/**
 * The receptive field of every layer: size r' = r + (k − 1)·d·s with dilation d, stride s' = s·stride, offset
 * o' = o − p·s with p places of padding before the first. Where branches meet, it reaches from the first pixel that any of
 * them sees to the last.
 * @see Araujo et al. 2019, Computing receptive fields of convolutional neural networks (distill.pub).
 */
export function receptiveFields(graph: LayerGraph): ReadonlyMap<string, ReceptiveField> {
  const fields = new Map<string, Axes<AxisField>>()
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map((name) => fields.get(name) ?? ([PIXEL, PIXEL] as const))
    const read: Axes<AxisField> = [met(inputs.map(([rows]) => rows)), met(inputs.map(([, columns]) => columns))]
    const [rows, columns] = windowsOf(graph, layer)
    fields.set(layer.name, [through(rows, read[0]), through(columns, read[1])])
  }
  return new Map([...fields].map(([name, [rows, columns]]) => [name, columns.size > rows.size ? columns : rows]))
}

const PIXEL: AxisField = { size: 1, stride: 1, offset: 0 }

/** From the first pixel that one of them sees to the last. */
function met(fields: readonly AxisField[]): AxisField {
  const [first = PIXEL, ...others] = fields
  return others.reduce((a, b) => {
    const offset = Math.min(a.offset, b.offset)
    const end = Math.max(a.offset + a.size, b.offset + b.size)
    return { size: end - offset, stride: Math.max(a.stride, b.stride), offset }
  }, first)
}

/** How a layer moves along an axis. */
interface Sliding {
  /** From its first tap to its last. */
  readonly span: number
  readonly step: number
  /** Places of padding before the first number. */
  readonly before: number
}

const POINTWISE: Axes<Sliding> = [
  { span: 1, step: 1, before: 0 },
  { span: 1, step: 1, before: 0 },
]

function through({ span, step, before }: Sliding, { size, stride, offset }: AxisField): AxisField {
  return { size: size + (span - 1) * stride, stride: stride * step, offset: offset - before * stride }
}

function windowsOf(graph: LayerGraph, layer: Layer): Axes<Sliding> {
  switch (layer.kind) {
    case 'convolution':
    case 'depthwise-convolution': {
      const [rows, columns] = layer.kernel
      return windows(graph, layer, { ...layer, size: rows }, { ...layer, size: columns })
    }
    case 'max-pool':
    case 'average-pool':
      return windows(graph, layer, layer, layer)
    case 'adaptive-average-pool': {
      const [height, width] = inputShape(graph, layer)
      return [adaptive(height, layer.size), adaptive(width, layer.size)]
    }
    case 'global-average-pool':
    case 'flatten': {
      const [height, width] = layerNamed(graph, layer.inputs[0] ?? '').output
      return [
        { span: height, step: height, before: 0 },
        { span: width, step: width, before: 0 },
      ]
    }
    default:
      return POINTWISE
  }
}

function windows(graph: LayerGraph, layer: Layer, rows: Window, columns: Window): Axes<Sliding> {
  const [height, width] = inputShape(graph, layer)
  return [sliding(height, rows), sliding(width, columns)]
}

/** As TensorFlow pads: what is missing for the last window, the smaller half of it before. */
function sliding(length: number, window: Window): Sliding {
  const span = windowSpan(window)
  const { stride, padding } = window
  const missing = padding === 'same' ? Math.max(0, (Math.ceil(length / stride) - 1) * stride + span - length) : 0
  return { span, step: stride, before: Math.floor(missing / 2) }
}

/** Its windows stand unevenly: the widest counts, and the mean of their distances, rounded down. */
function adaptive(length: number, count: number): Sliding {
  const spans = adaptiveWindows(length, count).map(({ from, to }) => to - from)
  return { span: Math.max(...spans), step: Math.max(1, Math.floor(length / count)), before: 0 }
}
