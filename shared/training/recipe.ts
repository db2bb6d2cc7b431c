/** How weights follow gradients. Weight decay is L2 on kernels only, added to the gradient. */
export type Optimizer =
  | { readonly kind: 'sgd'; readonly learningRate: number; readonly weightDecay: number }
  /** v ← μ·v + g, w ← w − η·v (PyTorch's form). */
  | {
      readonly kind: 'momentum'
      readonly learningRate: number
      readonly momentum: number
      readonly weightDecay: number
    }

/** How the learning rate changes, step by step, from the optimizer's own. */
export type Schedule =
  | { readonly kind: 'constant' }
  /** η·(1 + cos(π·step/steps))/2: falls to zero at the last step. */
  | { readonly kind: 'cosine' }

/** All that decides how an arm is trained, resolved: with the architecture, the data and the seed it fixes every bit. */
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
}

/** The learning rate of a step, 0 ≤ step < steps. */
export function learningRateAt(recipe: Recipe, step: number, steps: number): number {
  const { learningRate } = recipe.optimizer
  switch (recipe.schedule.kind) {
    case 'constant':
      return learningRate
    case 'cosine':
      return (learningRate * (1 + Math.cos((Math.PI * step) / steps))) / 2
  }
}
