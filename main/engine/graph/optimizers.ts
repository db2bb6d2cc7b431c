import type { Optimizer } from '../../../shared/training/recipe'
import { FLOAT, type GraphWriter, type Variable } from './graph-writer'
import type { Tensor } from './tensor'

interface Update<Kind extends Optimizer['kind']> {
  readonly graph: GraphWriter
  readonly optimizer: Optimizer & { readonly kind: Kind }
  readonly weights: Variable
  /** In the order of `slots`. */
  readonly slots: readonly Variable[]
  /** With weight decay in it. */
  readonly gradient: Tensor
  /** Of this step: a scalar. */
  readonly learningRate: Tensor
}

/** One rule by which a vector of weights follows its gradient. */
export interface OptimizerRule<Kind extends Optimizer['kind']> {
  /** Vectors kept beside the weights from step to step, zero at first. */
  readonly slots: readonly string[]
  /** @returns the name of the node that updates. */
  readonly update: (update: Update<Kind>) => string
}

/** A new optimizer is a row. */
const RULES: { readonly [Kind in Optimizer['kind']]: OptimizerRule<Kind> } = {
  /** w ← w − η·g */
  sgd: {
    slots: [],
    update: ({ graph, weights, gradient, learningRate }) =>
      graph.effect('ResourceApplyGradientDescent', [weights.handle, learningRate, gradient], { attributes: FLOAT }),
  },
  /** v ← μ·v + g, w ← w − η·v */
  momentum: {
    slots: ['momentum'],
    update: ({ graph, optimizer, weights, slots: [velocity], gradient, learningRate }) => {
      if (!velocity) throw new Error('momentum without its slot')
      const operands = [weights.handle, velocity.handle, learningRate, gradient, graph.float(optimizer.momentum)]
      return graph.effect('ResourceApplyMomentum', operands, { attributes: FLOAT })
    },
  },
}

export function optimizerRule(optimizer: Optimizer): OptimizerRule<Optimizer['kind']> {
  return RULES[optimizer.kind] as OptimizerRule<Optimizer['kind']>
}
