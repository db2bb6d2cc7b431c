import type { Layer, LayerGraph } from '../../../shared/architecture/layer-graph'
import { parameters } from '../../../shared/architecture/parameters'
import type { Shape } from '../../../shared/architecture/shape'

/**
 * Every layer once more, in double precision and in plain loops, from the definitions and not from the engine: what the
 * engine computes is compared with it, and its loss is what central differences are taken of.
 */
export interface ReferenceInput {
  readonly graph: LayerGraph
  /** [images, height, width, channels], 0 to 1. */
  readonly images: Float64Array
  readonly labels: readonly number[]
  readonly auxiliaryWeight: number
  /** What dropout layers multiply by, by name. */
  readonly masks?: Readonly<Record<string, Float64Array>>
}

/** Klambauer et al. 2017 (arXiv:1706.02515), section "Deriving self-normalizing networks". */
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 }

export type Weights = ReadonlyMap<string, Float64Array>

interface Batch {
  readonly shape: Shape
  readonly values: Float64Array
}

/** The mean over the images of the heads' weighted cross-entropies, with batch statistics. */
export function referenceLoss(input: ReferenceInput, weights: Weights): number {
  const { graph, images, labels, auxiliaryWeight } = input
  const batches = new Map<string, Batch>()
  for (const layer of graph.layers) {
    const read = layer.inputs.map((name) => got(batches, name))
    const values = layer.kind === 'input' ? images : forward(layer, read, labels.length, weights, input)
    batches.set(layer.name, { shape: layer.output, values })
  }
  return graph.outputs.reduce((total, { layer }, index) => {
    const weight = index === 0 ? 1 : auxiliaryWeight
    return total + weight * crossEntropy(got(batches, layer), labels)
  }, 0)
}

/** Central differences of the loss by every number of every parameter. */
export function referenceGradients(input: ReferenceInput, weights: Weights): Map<string, Float64Array> {
  const step = 1e-5
  return new Map(
    parameters(input.graph).map(({ name }) => {
      const values = got(weights, name)
      const gradient = values.map((value, index) => {
        values[index] = value + step
        const above = referenceLoss(input, weights)
        values[index] = value - step
        const below = referenceLoss(input, weights)
        values[index] = value
        return (above - below) / (2 * step)
      })
      return [name, gradient]
    }),
  )
}

function forward(
  layer: Layer,
  inputs: readonly Batch[],
  n: number,
  weights: Weights,
  input: ReferenceInput,
): Float64Array {
  const [x] = inputs
  if (!x) throw new Error(`${layer.name} reads nothing`)
  const [height, width, channels] = layer.output
  const y = new Float64Array(n * height * width * channels)
  const parameter = (role: string) => weights.get(`${layer.name}/${role}`) ?? new Float64Array(channels)
  /** Calls with the place and the window of input places of every output number of a sliding layer. */
  const slide = (
    kernel: readonly [number, number],
    { stride, padding, dilation = 1 }: { stride: number; padding: 'same' | 'valid'; dilation?: number },
    visit: (
      output: { i: number; c: number; at: number },
      window: { h: number; w: number; kh: number; kw: number }[],
    ) => void,
  ) => {
    const before = (size: number, outputs: number, k: number) =>
      padding === 'valid' ? 0 : Math.floor(Math.max((outputs - 1) * stride + (k - 1) * dilation + 1 - size, 0) / 2)
    const top = before(x.shape[0], height, kernel[0])
    const left = before(x.shape[1], width, kernel[1])
    for (let at = 0; at < y.length; at += 1) {
      const c = at % channels
      const w0 = (Math.floor(at / channels) % width) * stride - left
      const h0 = (Math.floor(at / channels / width) % height) * stride - top
      const i = Math.floor(at / channels / width / height)
      const window = []
      for (let kh = 0; kh < kernel[0]; kh += 1) {
        for (let kw = 0; kw < kernel[1]; kw += 1) {
          const [h, w] = [h0 + kh * dilation, w0 + kw * dilation]
          if (h >= 0 && h < x.shape[0] && w >= 0 && w < x.shape[1]) window.push({ h, w, kh, kw })
        }
      }
      visit({ i, c, at }, window)
    }
  }
  const xAt = (i: number, h: number, w: number, c: number) =>
    x.values[((i * x.shape[0] + h) * x.shape[1] + w) * x.shape[2] + c] ?? Number.NaN

  switch (layer.kind) {
    case 'convolution': {
      const [kernel, bias] = [parameter('kernel'), parameter('bias')]
      const { groups = 1, connections } = layer
      const inputs = x.shape[2] / groups
      slide(layer.kernel, layer, ({ i, c, at }, window) => {
        const first = Math.floor(c / (channels / groups)) * inputs
        let sum = bias[c] ?? Number.NaN
        for (const { h, w, kh, kw } of window) {
          for (let k = 0; k < inputs; k += 1) {
            if (connections && !connections[c]?.includes(k)) continue
            sum +=
              xAt(i, h, w, first + k) *
              (kernel[((kh * layer.kernel[1] + kw) * inputs + k) * channels + c] ?? Number.NaN)
          }
        }
        y[at] = sum
      })
      return y
    }
    case 'depthwise-convolution': {
      const [kernel, bias] = [parameter('kernel'), parameter('bias')]
      slide(layer.kernel, layer, ({ i, c, at }, window) => {
        const map = Math.floor(c / layer.multiplier)
        let sum = bias[c] ?? Number.NaN
        // [rows, columns, inputs, multiplier]: an input's output maps stand side by side.
        for (const { h, w, kh, kw } of window) {
          sum += xAt(i, h, w, map) * (kernel[(kh * layer.kernel[1] + kw) * channels + c] ?? Number.NaN)
        }
        y[at] = sum
      })
      return y
    }
    case 'max-pool':
    case 'average-pool':
      slide([layer.size, layer.size], layer, ({ i, c, at }, window) => {
        const values = window.map(({ h, w }) => xAt(i, h, w, c))
        y[at] = layer.kind === 'max-pool' ? Math.max(...values) : mean(values)
      })
      return y
    case 'batch-norm':
      for (let c = 0; c < channels; c += 1) {
        const own = [...x.values].filter((_, at) => at % channels === c)
        const centre = mean(own)
        const deviation = Math.sqrt(mean(own.map((value) => (value - centre) ** 2)) + layer.epsilon)
        const [scale, shift] = [parameter('scale')[c] ?? Number.NaN, parameter('shift')[c] ?? Number.NaN]
        for (let at = c; at < y.length; at += channels) {
          y[at] = (scale * ((x.values[at] ?? Number.NaN) - centre)) / deviation + shift
        }
      }
      return y
    case 'local-response-norm':
      return y.map((_, at) => {
        const c = at % channels
        let squares = 0
        for (let k = Math.max(0, c - layer.radius); k <= Math.min(channels - 1, c + layer.radius); k += 1) {
          squares += (x.values[at - c + k] ?? Number.NaN) ** 2
        }
        return (x.values[at] ?? Number.NaN) / (layer.bias + layer.alpha * squares) ** layer.beta
      })
    case 'relu':
      return x.values.map((value) => Math.max(value, 0))
    case 'relu6':
      return x.values.map((value) => Math.min(Math.max(value, 0), 6))
    case 'leaky-relu':
      return x.values.map((value) => (value > 0 ? value : layer.slope * value))
    case 'elu':
      return x.values.map((value) => (value > 0 ? value : Math.expm1(value)))
    case 'selu':
      return x.values.map((value) => SELU.scale * (value > 0 ? value : SELU.alpha * Math.expm1(value)))
    case 'tanh':
      return x.values.map(Math.tanh)
    case 'sigmoid':
      return x.values.map((value) => 1 / (1 + Math.exp(-value)))
    case 'flatten':
      return x.values
    case 'dropout': {
      const mask = input.masks?.[layer.name]
      return mask ? x.values.map((value, at) => value * (mask[at] ?? Number.NaN)) : x.values
    }
    case 'adaptive-average-pool':
      return y.map((_, at) => {
        const c = at % channels
        const [w, h, i] = [
          Math.floor(at / channels) % width,
          Math.floor(at / channels / width) % height,
          Math.floor(at / channels / width / height),
        ]
        const within = (length: number, count: number, index: number): number[] =>
          Array.from({ length }, (_, place) => place).filter(
            (place) => place >= Math.floor((index * length) / count) && place < ((index + 1) * length) / count,
          )
        const rows = within(x.shape[0], layer.size, h)
        return mean(rows.flatMap((row) => within(x.shape[1], layer.size, w).map((column) => xAt(i, row, column, c))))
      })
    case 'global-average-pool':
      return y.map((_, at) => {
        const [i, c] = [Math.floor(at / channels), at % channels]
        const maps = x.shape[0] * x.shape[1]
        return mean(
          Array.from({ length: maps }, (_, place) => x.values[(i * maps + place) * channels + c] ?? Number.NaN),
        )
      })
    case 'concat': {
      const places = n * height * width
      return Float64Array.from(
        Array.from({ length: places }, (_, place) =>
          inputs.flatMap(({ shape, values }) => [...values.subarray(place * shape[2], (place + 1) * shape[2])]),
        ).flat(),
      )
    }
    case 'add':
      return x.values.map((_, at) => inputs.reduce((sum, { values }) => sum + (values[at] ?? Number.NaN), 0))
    case 'dense': {
      const [kernel, bias, inputs] = [parameter('kernel'), parameter('bias'), x.shape[2]]
      return y.map((_, at) => {
        const [i, unit] = [Math.floor(at / channels), at % channels]
        let sum = bias[unit] ?? Number.NaN
        for (let k = 0; k < inputs; k += 1) {
          sum += (x.values[i * inputs + k] ?? Number.NaN) * (kernel[k * channels + unit] ?? Number.NaN)
        }
        return sum
      })
    }
    case 'input':
    case 'opaque':
      throw new Error(`a layer of kind ${layer.kind} is not computed`)
  }
}

function crossEntropy({ shape, values }: Batch, labels: readonly number[]): number {
  const [, , classes] = shape
  return mean(
    labels.map((label, i) => {
      const logits = values.subarray(i * classes, (i + 1) * classes)
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
      return Math.log(total) - (logits[label] ?? Number.NaN)
    }),
  )
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function got<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key)
  if (value === undefined) throw new Error(`nothing for ${String(key)}`)
  return value
}
