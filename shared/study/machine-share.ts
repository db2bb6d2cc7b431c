import { type Calibration, fastestTogether, fastestTowers, speedupAlone } from '../cost/calibration'

/** What a machine has for trials. */
export interface MachineResources {
  /** Those that this program may use; two threads of one core count as two. */
  readonly cores: number
  /** Those that TensorFlow uses, as CUDA_VISIBLE_DEVICES names them. With none, trials run on the cores. */
  readonly gpus: readonly string[]
  /** Bytes that the processes of all trials can have together. */
  readonly memoryBytes: number
  /** Undefined until the machine has been measured. */
  readonly calibration: Calibration | undefined
}

/**
 * Towers of each trial of a study. They order the sums, so they are chosen once, when the study is planned for its first
 * run, and are part of its recipe from then on. Only a trial that has several cores to itself gains by them.
 */
export function chooseTowers(trials: number, batch: number, machine: MachineResources): number {
  const threads = threadsAlone(trials, machine)
  if (threads < 2 || machine.calibration === undefined) return 1
  return fastestTowers(machine.calibration, threads, batch)
}

/** How the trials of a study run on a machine. None of it changes their bits. */
export interface MachineShare {
  /** Trials that run at a time. */
  readonly workers: number
  /** TensorFlow's threads in each. */
  readonly threads: number
  /** How many times as fast a trial is as with one thread. */
  readonly speedup: number
}

/** @param asked trials at a time, where a person said so: that wins over what was measured */
export function shareMachine(
  { trials, towers, asked }: { readonly trials: number; readonly towers: number; readonly asked: number | undefined },
  machine: MachineResources,
): MachineShare {
  const { cores, calibration } = machine
  const alone = threadsAlone(trials, machine)
  if (alone >= 2) {
    const speedup = calibration ? speedupAlone(calibration, alone, towers) : 1
    return { workers: Math.min(asked ?? trials, trials), threads: alone, speedup }
  }
  const usual = { workers: machine.gpus.length || cores, threads: 1 }
  const { workers, threads } = calibration ? fastestTogether(calibration) : usual
  if (asked === undefined) return { workers: Math.min(workers, trials), threads, speedup: 1 }
  return { workers: Math.min(asked, trials), threads: asked * threads <= cores ? threads : 1, speedup: 1 }
}

/** The cores that each trial can have to itself, where there are fewer trials than cores. */
function threadsAlone(trials: number, { cores, gpus }: MachineResources): number {
  return gpus.length > 0 ? 1 : Math.max(1, Math.floor(cores / trials))
}
