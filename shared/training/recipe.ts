interface Descent {
  /** At the first step, before warm-up; the schedule changes it from there. */
  readonly learningRate: number
  /** On kernels only. L2, added to the gradient as w·weightDecay after clipping; decoupled with `adamw`. */
  readonly weightDecay: number
}

/** How weights w follow their gradient g at learning rate η, in PyTorch's forms. All averages begin at 0. */
export type Optimizer = Descent &
  (
    | { readonly kind: 'sgd' }
    /** v ← μ·v + g, w ← w − η·v */
    | { readonly kind: 'momentum'; readonly momentum: number }
    /** v ← μ·v + g, w ← w − η·(g + μ·v) */
    | { readonly kind: 'nesterov'; readonly momentum: number }
    /** s ← ρ·s + (1 − ρ)·g², v ← μ·v + g ÷ (√s + ε), w ← w − η·v. The constant ε is outside the root, unlike TensorFlow’s. */
    | { readonly kind: 'rmsprop'; readonly decay: number; readonly epsilon: number; readonly momentum: number }
    /**
     * m ← β₁·m + (1 − β₁)·g, s ← β₂·s + (1 − β₂)·g², w ← w − η·m̂ ÷ (√ŝ + ε), with m̂ = m ÷ (1 − β₁ᵗ), ŝ = s ÷ (1 − β₂ᵗ)
     * at step t = 1, 2, 3 … (Kingma and Ba, arXiv:1412.6980). `adamw` takes η·weightDecay·w off the weights beside it
     * instead of adding to the gradient (Loshchilov and Hutter, arXiv:1711.05101).
     */
    | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
    | { readonly kind: 'adamw'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  )

export type OptimizerKind = Optimizer['kind']
export type OptimizerOf<Kind extends OptimizerKind> = Extract<Optimizer, { kind: Kind }>

type Constants<Kinded extends { readonly kind: string }, Shared extends PropertyKey> = {
  readonly [Kind in Kinded['kind']]: Omit<Extract<Kinded, { kind: Kind }>, 'kind' | Shared>
}

/** The constants that each optimizer has of its own, at their defaults: PyTorch’s, and 0.9 for momentum. */
export const OPTIMIZERS: Constants<Optimizer, keyof Descent> = {
  sgd: {},
  momentum: { momentum: 0.9 },
  nesterov: { momentum: 0.9 },
  rmsprop: { decay: 0.99, epsilon: 1e-8, momentum: 0 },
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
}

/** Vectors that an optimizer keeps beside the weights from step to step, each of their length: v, s, or m and s. */
export function optimizerSlots(optimizer: Optimizer): readonly string[] {
  switch (optimizer.kind) {
    case 'sgd':
      return []
    case 'momentum':
    case 'nesterov':
      return ['momentum']
    case 'rmsprop':
      return optimizer.momentum === 0 ? ['square'] : ['square', 'momentum']
    case 'adam':
    case 'adamw':
      return ['first-moment', 'second-moment']
  }
}

/** How the learning rate changes, step by step, from the optimizer's own η. */
export type Schedule = {
  /** Epochs over which the rate grows from nearly 0: the schedule’s is multiplied by (step + 1) ÷ their steps, up to 1. */
  readonly warmUp?: number
} & (
  | { readonly kind: 'constant' }
  /** η·(1 + cos(π·step/steps))/2: falls to zero at the last step. */
  | { readonly kind: 'cosine' }
  /** η·factor^⌊epoch ÷ epochs⌋: falls at once, every so many epochs. */
  | { readonly kind: 'step'; readonly factor: number; readonly epochs: number }
  /** η·rate^(epoch ÷ epochs), the epoch with its fraction: falls a little at each step. */
  | { readonly kind: 'exponential'; readonly rate: number; readonly epochs: number }
  /** (η − end)·(1 − step/steps)^power + end */
  | { readonly kind: 'polynomial'; readonly power: number; readonly end: number }
)

export type ScheduleKind = Schedule['kind']

/**
 * The constants that each schedule has of its own, at their defaults. GoogLeNet’s “4 % every 8 epochs” (arXiv:1409.4842)
 * is exponential’s, and to the letter `step` with factor 0.96 and epochs 8.
 */
export const SCHEDULES: Constants<Schedule, 'warmUp'> = {
  constant: {},
  cosine: {},
  step: { factor: 0.1, epochs: 30 },
  exponential: { rate: 0.96, epochs: 8 },
  polynomial: { power: 1, end: 0 },
}

/** How parameters are drawn before training; the formulas stand with `initialValues` in main/engine. */
export const INITIALISATIONS = ['he', 'xavier', 'gaussian-0.01', 'caffe'] as const
export type Initialisation = (typeof INITIALISATIONS)[number]

/** How training images are changed, anew in each epoch: cut out, then moved, then mirrored, then recoloured. What is absent is not done. */
export interface Augmentation {
  /** Moved down and right by up to so many pixels, either way. */
  readonly shift?: number
  /** A part of the image, of a side from `smallest` to `largest` (shares of the image's), is stretched to the whole. */
  readonly crop?: { readonly smallest: number; readonly largest: number }
  /** Mirrored left to right, one time in two. */
  readonly flip?: true
  /** What is seen beyond the image's edge: black, or the edge's pixels again. `zero` where absent. */
  readonly fill?: 'zero' | 'edge'
  /** Added to each channel, up to this share of full brightness, either way. */
  readonly brightness?: number
  /** Each channel's differences from its mean are multiplied by 1 and up to this share, either way. */
  readonly contrast?: number
}

/**
 * All that decides how an arm is trained, resolved: with the architecture, the data and the seed it fixes every bit.
 * A trial’s id is a hash of it, so what is optional here is absent, not undefined, where nothing is asked for.
 */
export interface Recipe {
  readonly epochs: number
  /** Images a step; the last, incomplete batch of an epoch is left out. */
  readonly batch: number
  readonly optimizer: Optimizer
  readonly schedule: Schedule
  /** Weight of each auxiliary classifier's loss in the sum. */
  readonly auxiliaryWeight: number
  /** Parts that a batch is computed in side by side. They order the sums, so they belong to the recipe. */
  readonly towers: number
  /** Of the training images. */
  readonly augmentation?: Augmentation
  /** `he` where absent. */
  readonly initialisation?: Exclude<Initialisation, 'he'>
  /**
   * Share ε of each training label that is spread evenly over all classes, in every head’s loss; the loss told while
   * training is this one, an evaluation’s is not smoothed (Szegedy et al., arXiv:1512.00567, section 7).
   */
  readonly labelSmoothing?: number
  /** Where the norm of the whole gradient, without weight decay, is larger, the gradient is scaled down to it. */
  readonly clipNorm?: number
  /**
   * Evaluations use averages of the weights: average ← d·average + (1 − d)·w after each step, from the initial weights
   * on, with d = min(averageDecay, (1 + step) ÷ (10 + step)), step = 0, 1, 2 … (Polyak; TensorFlow’s form).
   */
  readonly averageDecay?: number
  /** Steps between two measurements of gradient norms, 0 for none; at the end of each stretch of progress where absent. */
  readonly gradientNormEvery?: number
}

/** The learning rate of a step, 0 ≤ step < steps. */
export function learningRateAt(recipe: Recipe, step: number, steps: number): number {
  const { warmUp } = recipe.schedule
  const rate = scheduledRate(recipe, step, steps)
  if (warmUp === undefined) return rate
  const warmth = (step + 1) / ((warmUp * steps) / recipe.epochs)
  return warmth < 1 ? rate * warmth : rate
}

function scheduledRate({ optimizer: { learningRate }, schedule, epochs }: Recipe, step: number, steps: number): number {
  const stepsPerEpoch = steps / epochs
  switch (schedule.kind) {
    case 'constant':
      return learningRate
    case 'cosine':
      return (learningRate * (1 + Math.cos((Math.PI * step) / steps))) / 2
    case 'step':
      return learningRate * schedule.factor ** Math.floor(step / (stepsPerEpoch * schedule.epochs))
    case 'exponential':
      return learningRate * schedule.rate ** (step / (stepsPerEpoch * schedule.epochs))
    case 'polynomial':
      return (learningRate - schedule.end) * (1 - step / steps) ** schedule.power + schedule.end
  }
}
