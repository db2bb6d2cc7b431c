import { availableParallelism, cpus } from 'node:os'
import process from 'node:process'
import type { Calibration } from '../../shared/cost/calibration'
import { calibrationCost } from '../../shared/cost/calibration-network'
import {
  ASSUMED_SPEED,
  calibratedSpeed,
  type MachineSpeed,
  measuredSpeed,
  slownessOf,
} from '../../shared/cost/trial-time'
import { ok, type Result } from '../../shared/result'
import type { MachineResources } from '../../shared/study/machine-share'
import { libraryWords } from '../engine/library'
import { calibrate, type Unmeasured } from '../executors/calibrate'
import { type Gpu, listGpus } from '../executors/list-gpus'
import { type CalibratedMachine, keepCalibration, readCalibration } from '../store/calibration-record'
import { openSpeedRecord, type SpeedRecord } from '../store/machine-speed'
import { memoryForWorkers } from '../worker/available-memory'
import type { SpawnWorker } from '../worker/protocol'

/** Cores that this program may use. */
export function coresHere(): number {
  return Math.max(1, availableParallelism())
}

/** What is known of this machine: how fast it trains, and how trials share it. */
export interface Machine {
  /** The assumed speed, scaled by what trials took here; a plan puts the calibration in the place of one that is assumed. */
  readonly speed: () => MachineSpeed
  /** The same, and where no trial has finished here, by the calibration if there is one: for networks looked at alone. */
  readonly stepSpeed: () => Promise<MachineSpeed>
  /** Tells of a finished trial: the seconds it took, and those that its plan foretold by which speed. */
  readonly learn: (seconds: number, predicted: number, by: MachineSpeed) => void
  /** The NVIDIA GPUs that this program sees, whether TensorFlow uses them or not. */
  readonly gpus: () => Promise<readonly Gpu[]>
  /** What it has for trials at this moment, with its calibration where it was measured. Measures nothing. */
  readonly resources: () => Promise<MachineResources>
  /** Measures how trials get on fastest, and keeps that for later programs. */
  readonly calibrate: (spawnWorker: SpawnWorker) => Promise<Result<Calibration, Unmeasured>>
}

/** What a calibration of this machine holds for. */
export function calibratedMachine(gpus: readonly Gpu[]): CalibratedMachine {
  return {
    processor: processorHere(),
    cores: coresHere(),
    library: libraryWords() ?? 'unknown',
    gpus: gpus.map(({ name }) => name),
  }
}

function processorHere(): string {
  return cpus()[0]?.model ?? 'unknown'
}

export function thisMachine(cache: string): Machine {
  const record: SpeedRecord = openSpeedRecord(cache, processorHere())
  // As of the program's start: one prediction for a plan and its run.
  const { slowness, trials } = record
  const measuredHere = slowness === undefined ? undefined : measuredSpeed(slowness, trials)
  const cores = coresHere()

  let listed: Promise<readonly Gpu[]> | undefined
  const gpus = (): Promise<readonly Gpu[]> => {
    listed ??= listGpus(process.env)
    return listed
  }
  const calibrated = async (): Promise<CalibratedMachine> => calibratedMachine(await gpus())
  let measured: Calibration | undefined
  /** Seen by a calibration that failed later. */
  let trainsOnGpu = false

  return {
    speed: () => measuredHere ?? ASSUMED_SPEED,
    stepSpeed: async () => {
      if (measuredHere) return measuredHere
      measured ??= readCalibration(cache, await calibrated())
      return (measured?.device === 'cpu' && calibratedSpeed(measured, calibrationCost())) || ASSUMED_SPEED
    },
    learn: (seconds, predicted, by) => record.add((seconds / predicted) * slownessOf(by)),
    gpus,
    resources: async () => {
      measured ??= readCalibration(cache, await calibrated())
      const onGpu = measured ? measured.device === 'gpu' : trainsOnGpu
      return {
        cores,
        gpus: onGpu ? namesOf(await gpus()) : [],
        memoryBytes: memoryForWorkers(),
        calibration: measured,
      }
    },
    calibrate: async (spawnWorker) => {
      const found = await gpus()
      const options = { spawnWorker, cores, gpus: found.map(({ id }) => id), memoryBytes: memoryForWorkers() }
      const calibration = await calibrate(options)
      if (!calibration.ok) {
        trainsOnGpu = calibration.error.kind === 'failed' && calibration.error.onGpu
        return calibration
      }
      measured = calibration.value
      keepCalibration(cache, await calibrated(), measured)
      return ok(measured)
    },
  }
}

/** TensorFlow may use a GPU that nvidia-smi does not tell of: its first one then. */
function namesOf(gpus: readonly Gpu[]): readonly string[] {
  return gpus.length > 0 ? gpus.map(({ id }) => id) : ['0']
}
