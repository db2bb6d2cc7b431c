import type { OptimizerKind, OptimizerOf } from '../../../shared/training/recipe'
import { cast, combine, scale, sum, unary } from './arithmetic'
import { FLOAT, type GraphWriter, type Variable } from './graph-writer'
import type { Tensor } from './tensor'

interface Update<Kind extends OptimizerKind> {
  readonly graph: GraphWriter
  readonly optimizer: OptimizerOf<Kind>
  readonly weights: Variable
  /** In the order of `optimizerSlots`. */
  readonly slots: readonly Slot[]
  /** With weight decay in it, unless the rule decouples it. */
  readonly gradient: Tensor
  /** Of this step: a scalar. */
  readonly learningRate: Tensor
  /** Steps done before this one: an int32 scalar. */
  readonly step: Tensor
  /** What a decoupled decay takes off the weights, before it is multiplied by the learning rate; none where it is 0. */
  readonly decay?: Tensor
}

/** One of the vectors kept beside the weights, and what it holds before the step. */
interface Slot {
  readonly variable: Variable
  readonly value: Tensor
}

/** One rule by which a vector of weights follows its gradient: the formulas stand in shared/training/recipe.ts. */
export interface OptimizerRule<Kind extends OptimizerKind> {
  /** Whether weight decay is `decay`, not a part of the gradient. */
  readonly decoupled?: true
  /** Writes the update. @returns the names of the nodes that do it. */
  readonly update: (update: Update<Kind>) => readonly string[]
}

/** A new optimizer is a row here, and its formula, constants and slots in shared/training/recipe.ts. */
const RULES: { readonly [Kind in OptimizerKind]: OptimizerRule<Kind> } = {
  sgd: {
    update: ({ graph, weights, gradient, learningRate }) => [
      graph.effect('ResourceApplyGradientDescent', [weights.handle, learningRate, gradient], { attributes: FLOAT }),
    ],
  },
  momentum: { update: (update) => [applyMomentum(update, false)] },
  nesterov: { update: (update) => [applyMomentum(update, true)] },
  rmsprop: {
    update: ({ graph, optimizer: { decay, epsilon, momentum }, weights, slots, gradient, learningRate }) => {
      // Not ResourceApplyRMSProp: there ε is under the root, and the momentum holds the learning rates of past steps.
      const [square, velocity] = slots
      if (!square) throw new Error('rmsprop without its slot')
      const kept = scale(graph, square.value, decay)
      const added = scale(graph, unary(graph, 'Square', gradient), 1 - decay)
      const squares = sum(graph, [kept, added])
      const size = combine(graph, 'AddV2', unary(graph, 'Sqrt', squares), graph.float(epsilon))
      const scaled = combine(graph, 'RealDiv', gradient, size)
      const change = velocity ? sum(graph, [scale(graph, velocity.value, momentum), scaled]) : scaled
      return [
        graph.assign(square.variable, squares),
        ...(velocity ? [graph.assign(velocity.variable, change)] : []),
        graph.assign(weights, combine(graph, 'Mul', change, learningRate), 'minus'),
      ]
    },
  },
  adam: { update: (update) => [applyAdam(update)] },
  adamw: {
    decoupled: true,
    update: (update) => {
      const { graph, weights, learningRate, decay } = update
      const applied = applyAdam(update)
      if (!decay) return [applied]
      // The order of the two makes no difference: Adam's change does not depend on the weights.
      return [graph.assign(weights, combine(graph, 'Mul', decay, learningRate), 'minus', [applied])]
    },
  },
}

export function optimizerRule<Kind extends OptimizerKind>(optimizer: OptimizerOf<Kind>): OptimizerRule<Kind> {
  return RULES[optimizer.kind as Kind]
}

/** TensorFlow's accumulator holds gradients, not changes: PyTorch's form. */
function applyMomentum(
  { graph, optimizer, weights, slots: [velocity], gradient, learningRate }: Update<'momentum'> | Update<'nesterov'>,
  nesterov: boolean,
): string {
  if (!velocity) throw new Error('momentum without its slot')
  const operands = [weights.handle, velocity.variable.handle, learningRate, gradient, graph.float(optimizer.momentum)]
  const attributes = nesterov ? { ...FLOAT, use_nesterov: { flag: true } } : FLOAT
  return graph.effect('ResourceApplyMomentum', operands, { attributes })
}

/**
 * TensorFlow divides by √s + ε where PyTorch divides by √ŝ + ε, and takes the powers βᵗ in single precision, in which
 * 1 − βᵗ loses digits at the first steps. So the operation is told that the powers are 0, and gets η·√c₂ ÷ c₁ for its
 * learning rate and ε·√c₂ for its constant, with c = 1 − βᵗ = −expm1(t·ln β): the same as PyTorch's, rearranged.
 */
function applyAdam({
  graph,
  optimizer: { beta1, beta2, epsilon },
  weights,
  slots: [first, second],
  gradient,
  learningRate,
  step,
}: Update<'adam'> | Update<'adamw'>): string {
  if (!first || !second) throw new Error('adam without its slots')
  const t = combine(graph, 'AddV2', cast(graph, step, 'float32'), graph.float(1))
  /** By the β that the operation computes with, which is single. */
  const correction = (beta: number): Tensor => {
    const power = scale(graph, t, Math.log(Math.fround(beta)))
    return scale(graph, unary(graph, 'Expm1', power), -1)
  }
  const root = unary(graph, 'Sqrt', correction(beta2))
  const rate = combine(graph, 'RealDiv', combine(graph, 'Mul', learningRate, root), correction(beta1))
  return graph.effect(
    'ResourceApplyAdam',
    [
      weights.handle,
      first.variable.handle,
      second.variable.handle,
      graph.float(0),
      graph.float(0),
      rate,
      graph.float(beta1),
      graph.float(beta2),
      scale(graph, root, epsilon),
      gradient,
    ],
    { attributes: FLOAT },
  )
}
