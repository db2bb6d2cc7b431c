import type { Recipe } from '../training/recipe'
import type { TrialData } from '../training/trial'
import { type Calibration, imagesPerSecondEach } from './calibration'
import type { NetworkCost } from './cost'

/**
 * What a prediction of time stands on: `measured`, trials that ran on this machine; `calibrated`, what the calibration of
 * this machine measured; `assumed`, the machine that the model was fitted on.
 */
export const SPEED_ORIGINS = ['measured', 'calibrated', 'assumed'] as const

/** How fast a machine trains, one thread a trial; fitted to trials that ran. */
export interface MachineSpeed {
  /** Multiply-adds of forward passes a second, of a training step. */
  readonly macsPerSecond: number
  /** Numbers written by forward passes a second, of a training step: what normalising, pooling and moving cost. */
  readonly activationsPerSecond: number
  /** Seconds until a trial's first step. */
  readonly startSeconds: number
  readonly from: (typeof SPEED_ORIGINS)[number]
  /** Of `measured`: the trials that it is the median of. */
  readonly trials?: number | undefined
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

/** A machine so many times as slow as the assumed one. */
function slowedBy(slowness: number, origin: Pick<MachineSpeed, 'from' | 'trials'>): MachineSpeed {
  return {
    macsPerSecond: ASSUMED_SPEED.macsPerSecond / slowness,
    activationsPerSecond: ASSUMED_SPEED.activationsPerSecond / slowness,
    startSeconds: ASSUMED_SPEED.startSeconds * slowness,
    ...origin,
  }
}

/** How many times as slow as the assumed machine. */
export function slownessOf({ macsPerSecond }: MachineSpeed): number {
  return ASSUMED_SPEED.macsPerSecond / macsPerSecond
}

/** The assumed speed, scaled by what trials took on this machine. */
export function measuredSpeed(slowness: number, trials: number): MachineSpeed {
  return slowedBy(slowness, { from: 'measured', trials })
}

/**
 * The assumed speed, scaled by how fast this machine trains the network that it is measured with.
 * @param probe what that network costs
 * @param share how trials share the machine: beside others a trial is slower than alone
 * @returns undefined where neither that was measured nor one process of one thread
 */
export function calibratedSpeed(
  calibration: Calibration,
  probe: NetworkCost,
  share: { readonly workers: number; readonly threads: number } = ALONE,
): MachineSpeed | undefined {
  const imagesPerSecond = imagesPerSecondEach(calibration, share) ?? imagesPerSecondEach(calibration, ALONE)
  if (imagesPerSecond === undefined) return undefined
  return slowedBy(1 / (imagesPerSecond * secondsPerImage(probe, ASSUMED_SPEED)), { from: 'calibrated' })
}

const ALONE = { workers: 1, threads: 1 }

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
 * Wall-clock seconds of one trial with one thread: validated after each epoch, tested once.
 * A step's time is taken as linear in the multiply-adds and the numbers written.
 */
export function trialSeconds(cost: NetworkCost, recipe: Recipe, data: TrialData, speed: MachineSpeed): number {
  const perImage = ({ macs, activations }: NetworkCost['training']): number =>
    macs / speed.macsPerSecond + activations / speed.activationsPerSecond
  const training = data.sizes.train * perImage(cost.training)
  const evaluation = (images: number): number => images * perImage(cost.inference) * EVALUATION_SHARE
  const { validation, test } = data.sizes
  return speed.startSeconds + recipe.epochs * (training + evaluation(validation)) + evaluation(test)
}
