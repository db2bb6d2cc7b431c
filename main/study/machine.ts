import { availableParallelism, cpus } from 'node:os'
import type { MachineSpeed } from '../../shared/cost/trial-time'
import { openSpeedRecord, type SpeedRecord } from '../store/machine-speed'

/** Trials that this machine runs at a time where nothing else is asked: one a core. */
export function defaultWorkers(): number {
  return Math.max(1, availableParallelism())
}

/**
 * Fitted by least squares to the 24 trials of the sample study, two at a time on two cores of an x86-64 server: each
 * trial within a tenth of what it took.
 */
const ASSUMED: MachineSpeed = {
  macsPerSecond: 4.9e10,
  activationsPerSecond: 7.8e8,
  startSeconds: 0.3,
  from: 'assumed',
}

/** How fast this machine trains: the assumed speed, scaled by what trials took here. */
export interface Machine {
  readonly speed: () => MachineSpeed
  /** Tells of a finished trial: the seconds it took, and those that the plan foretold. */
  readonly learn: (seconds: number, predicted: number) => void
}

export function thisMachine(cache: string): Machine {
  const record: SpeedRecord = openSpeedRecord(cache, cpus()[0]?.model ?? 'unknown')
  // The plan that a trial belongs to was made with the speed of the program's start.
  const slowness = record.slowness
  return {
    speed: () => scaled(slowness),
    learn: (seconds, predicted) => record.add((seconds / predicted) * (slowness ?? 1)),
  }
}

function scaled(slowness: number | undefined): MachineSpeed {
  if (slowness === undefined) return ASSUMED
  return {
    macsPerSecond: ASSUMED.macsPerSecond / slowness,
    activationsPerSecond: ASSUMED.activationsPerSecond / slowness,
    startSeconds: ASSUMED.startSeconds * slowness,
    from: 'measured',
  }
}
