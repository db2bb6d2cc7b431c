import { combine, reduce, scale, sum, unary } from '../arithmetic'
import { FLOAT, type GraphWriter } from '../graph-writer'
import type { Dimensions, Tensor, Towers } from '../tensor'
import { type LayerContext, type Operation, onEachTower, onlyInput, towerOf, type Written } from './operation'

/** Every axis but the channels. */
const WITHIN_CHANNEL = [0, 1, 2]

/** What the layer normalises with. */
interface Parts {
  readonly epsilon: number
  readonly gamma: Tensor
  readonly beta: Tensor
}

/**
 * y = scale · (x − mean) / √(variance + ε) + shift, per channel (arXiv:1502.03167).
 * While training, mean and variance are those of the whole batch, across all towers, and the variance that normalises is
 * the biased one (÷ n). The running variance follows the unbiased one (÷ (n − 1)), as TensorFlow and PyTorch have it.
 */
export const batchNorm: Operation<'batch-norm'> = (layer, inputs, context) => {
  const parts = { epsilon: layer.epsilon, gamma: context.parameter('scale'), beta: context.parameter('shift') }
  if (context.mode === 'inference') return normalise(inputs, parts, context)
  return onlyInput(inputs).length === 1 ? onOneTower(inputs, parts, context) : acrossTowers(inputs, parts, context)
}

function attributesOf({ epsilon }: Parts, training: boolean) {
  return {
    ...FLOAT,
    U: { type: 'float32' },
    epsilon: { float: epsilon },
    is_training: { flag: training },
  } as const
}

/** With given statistics. TensorFlow's other outputs, which only training uses, have the channels' shape too. */
function fused(graph: GraphWriter, x: Tensor, { mean, variance }: Record<'mean' | 'variance', Tensor>, parts: Parts) {
  const channels = { shape: mean.shape }
  const outputs = [{ shape: x.shape }, channels, channels, channels, channels, channels] as const
  const operands = [x, parts.gamma, parts.beta, mean, variance]
  const [y] = graph.operationOfMany('FusedBatchNormV3', operands, outputs, { attributes: attributesOf(parts, false) })
  return y
}

function normalise(inputs: readonly Towers[], parts: Parts, context: LayerContext): Written {
  const statistics = context.runningStatistics()
  return onEachTower(inputs, (x) => ({
    output: fused(context.graph, x, statistics, parts),
    backward: () => {
      throw new Error('batch normalisation by running statistics has no gradient')
    },
  }))
}

function onOneTower(inputs: readonly Towers[], parts: Parts, context: LayerContext): Written {
  const { graph } = context
  const { gamma, beta } = parts
  const attributes = attributesOf(parts, true)
  const channels = { shape: gamma.shape }
  const none = graph.floats([])
  return onEachTower(inputs, (x) => {
    const [y, mean, variance, ...reserved] = graph.operationOfMany(
      'FusedBatchNormV3',
      [x, gamma, beta, none, none],
      [{ shape: x.shape }, channels, channels, channels, channels, channels],
      { attributes: { ...attributes, exponential_avg_factor: { float: 1 } } },
    )
    context.batchStatistics({ mean, variance })
    return {
      output: y,
      backward(dy) {
        const [dx, dScale, dShift] = graph.operationOfMany(
          'FusedBatchNormGradV3',
          [dy, x, gamma, ...reserved],
          [{ shape: x.shape }, channels, channels, { shape: [0] }, { shape: [0] }],
          { attributes },
        )
        return { input: dx, parameters: { scale: dScale, shift: dShift } }
      },
    }
  })
}

/** The same over several towers: their means of x and x² give the batch's statistics, and each normalises by those. */
function acrossTowers(inputs: readonly Towers[], parts: Parts, context: LayerContext): Written {
  const { graph } = context
  const { gamma } = parts
  const xs = onlyInput(inputs)
  const numbers = xs.reduce((total, x) => total + perChannel(x.shape), 0)
  const pooled = (values: Towers): Tensor =>
    scale(
      graph,
      sum(
        graph,
        values.map((value) => reduce(graph, 'Mean', value, WITHIN_CHANNEL)),
      ),
      1 / xs.length,
    )
  const mean = pooled(xs)
  const square = pooled(xs.map((x) => unary(graph, 'Square', x)))
  // E[x²] − E[x]² may round to just below zero where a channel hardly varies.
  const variance = combine(
    graph,
    'Maximum',
    combine(graph, 'Sub', square, unary(graph, 'Square', mean)),
    graph.float(0),
  )
  context.batchStatistics({ mean, variance: scale(graph, variance, numbers / (numbers - 1)) })
  const statistics = { mean, variance }
  return {
    outputs: xs.map((x) => fused(graph, x, statistics, parts)),
    backward(dys) {
      const channels = { shape: gamma.shape }
      const none = graph.floats([])
      // The gradients as if mean and variance were constants …
      const fixed = xs.map((x, tower) =>
        graph.operationOfMany(
          'FusedBatchNormGradV3',
          [towerOf(dys, tower), x, gamma, mean, variance, none],
          [{ shape: x.shape }, channels, channels, { shape: [0] }, { shape: [0] }],
          { attributes: attributesOf(parts, false) },
        ),
      )
      const dScales = fixed.map(([, dScale]) => dScale)
      const dShifts = fixed.map(([, , dShift]) => dShift)
      // … and what they owe to x through mean and variance: −(s/n)·(Σdy + x̂·Σ(dy·x̂)) with s = γ/σ and
      // x̂ = (x − mean)/σ, where Σdy is the shift's gradient and Σ(dy·x̂) the scale's: slope·x + offset.
      const inverse = unary(graph, 'Rsqrt', combine(graph, 'AddV2', variance, graph.float(parts.epsilon)))
      const share = scale(graph, combine(graph, 'Mul', gamma, inverse), -1 / numbers)
      const slope = combine(graph, 'Mul', combine(graph, 'Mul', share, inverse), sum(graph, dScales))
      const offset = combine(
        graph,
        'Sub',
        combine(graph, 'Mul', share, sum(graph, dShifts)),
        combine(graph, 'Mul', slope, mean),
      )
      const dxs = fixed.map(([dx], tower) => {
        const through = combine(graph, 'AddV2', combine(graph, 'Mul', towerOf(xs, tower), slope), offset)
        return combine(graph, 'AddV2', dx, through)
      })
      return { inputs: [dxs], parameters: { scale: dScales, shift: dShifts } }
    },
  }
}

/** Numbers a channel is normalised over. */
function perChannel(shape: Dimensions): number {
  const [images = 0, height = 0, width = 0] = shape
  return images * height * width
}
