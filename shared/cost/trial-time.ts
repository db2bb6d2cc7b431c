import type { Recipe } from '../training/recipe'
import type { TrialData } from '../training/trial'
import type { NetworkCost } from './cost'

/** How fast a machine trains, one thread a trial; fitted to trials that ran. */
export interface MachineSpeed {
  /** Multiply-adds of forward passes a second, of a training step. */
  readonly macsPerSecond: number
  /** Numbers written by forward passes a second, of a training step: what normalising, pooling and moving cost. */
  readonly activationsPerSecond: number
  /** Seconds until a trial's first step. */
  readonly startSeconds: number
  readonly from: 'measured' | 'assumed'
}

/** A forward pass alone takes this share of a training step. */
const EVALUATION_SHARE = 0.3

/**
 * Wall-clock seconds of one trial with one thread.
 * A step's time is taken as linear in the multiply-adds and the numbers written.
 */
export function trialSeconds(cost: NetworkCost, recipe: Recipe, data: TrialData, speed: MachineSpeed): number {
  const perImage = ({ macs, activations }: NetworkCost['training']): number =>
    macs / speed.macsPerSecond + activations / speed.activationsPerSecond
  const training = data.sizes.train * perImage(cost.training)
  const evaluation = data.sizes.validation * perImage(cost.inference) * EVALUATION_SHARE
  return speed.startSeconds + recipe.epochs * (training + evaluation)
}
