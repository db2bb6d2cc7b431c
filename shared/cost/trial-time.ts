import type { Recipe } from '../training/recipe'
import type { TrialData } from '../training/trial'
import type { Calibration } from './calibration'
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

/**
 * Fitted by least squares to the 24 trials of the sample study, two at a time on two cores of an x86-64 server: each
 * trial within a tenth of what it took.
 */
export const ASSUMED_SPEED: MachineSpeed = {
  macsPerSecond: 4.9e10,
  activationsPerSecond: 7.8e8,
  startSeconds: 0.3,
  from: 'assumed',
}

/** A machine so many times as slow. */
export function slowedSpeed(speed: MachineSpeed, slowness: number): MachineSpeed {
  return {
    macsPerSecond: speed.macsPerSecond / slowness,
    activationsPerSecond: speed.activationsPerSecond / slowness,
    startSeconds: speed.startSeconds * slowness,
    from: 'measured',
  }
}

/**
 * The assumed speed, scaled by how fast this machine trains the network that it is measured with.
 * @param probe what that network costs
 * @returns undefined where one process of one thread was not measured
 */
export function calibratedSpeed({ measured }: Calibration, probe: NetworkCost): MachineSpeed | undefined {
  const alone = measured.find(({ workers, threads, towers }) => workers === 1 && threads === 1 && towers === 1)
  if (!alone) return undefined
  return slowedSpeed(ASSUMED_SPEED, 1 / (alone.imagesPerSecond * secondsPerImage(probe, ASSUMED_SPEED)))
}

/** Of a training step: forward pass, gradients and update. */
function secondsPerImage({ training }: NetworkCost, speed: MachineSpeed): number {
  return training.macs / speed.macsPerSecond + training.activations / speed.activationsPerSecond
}

/** Wall-clock seconds of one training step with one thread. @param batch images */
export function stepSeconds(cost: NetworkCost, batch: number, speed: MachineSpeed): number {
  return batch * secondsPerImage(cost, speed)
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
