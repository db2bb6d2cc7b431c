import { buildLayerGraph } from '../../shared/architecture/build-graph'
import { miniGooglenet } from '../../shared/architecture/mini-googlenet'
import {
  type Arrangement,
  CALIBRATION_BATCH,
  type Calibration,
  coreArrangements,
  gpuArrangements,
  type MeasuredArrangement,
} from '../../shared/cost/calibration'
import { trainingMemory } from '../../shared/cost/memory'
import type { Failure } from '../../shared/failure'
import { formatBytes, formatPercent } from '../../shared/format/numbers'
import { err, ok, type Result } from '../../shared/result'
import type { Speed } from '../engine/speed-probe'
import { startWorker, type Worker } from '../worker/client'
import type { SpawnWorker } from '../worker/protocol'

export interface CalibrateOptions {
  readonly spawnWorker: SpawnWorker
  readonly cores: number
  /** That are there; whether TensorFlow uses them is seen by it. */
  readonly gpus: readonly string[]
  /** Bytes that all processes can have together. */
  readonly memoryBytes: number
  /** A process that answers no more must not hold up the study: after this the calibration has failed. */
  readonly patienceMs?: number
}

/** Why a machine could not be measured. */
export type Unmeasured =
  /** There is no engine: nothing can be trained here. */
  | { readonly kind: 'no-engine'; readonly failure: Failure }
  /** The reason is a sentence. */
  | { readonly kind: 'failed'; readonly reason: string; readonly onGpu: boolean }

/** Long enough for a dozen steps on a slow core, and that is as steady as the machine is. */
const MEASURE_MS = 400
/** A process of one thread that trains has its core nearly to itself, or else what is measured tells of other programs. */
const FREE_CORE = 0.8
const PATIENCE_MS = 90_000

/** Predicted seconds, on x86-64 cores: a process starts for 0.5 s, a network opens for 0.4 s and is measured for as long. */
export function calibrationSeconds(cores: number): number {
  const arrangements = coreArrangements(cores)
  const starts = new Set(arrangements.map(({ threads }) => threads)).size
  const openings = new Set(arrangements.map(({ threads, towers }) => `${threads} ${towers}`)).size
  return starts * 0.5 + openings * 0.4 + arrangements.length * 0.4
}

/** Measures how trials get on fastest on this machine: in each arrangement, all processes train for a moment together. */
export async function calibrate(options: CalibrateOptions): Promise<Result<Calibration, Unmeasured>> {
  const { spawnWorker, cores, memoryBytes, patienceMs = PATIENCE_MS } = options
  const pool = openPool(spawnWorker)
  let late = false
  const patience = setTimeout(() => {
    late = true
    void pool.close()
  }, patienceMs)
  let onGpu = false
  const failed = (reason: string): Result<never, Unmeasured> =>
    err({ kind: 'failed', reason: late ? `It took more than ${patienceMs / 1000} s.` : reason, onGpu })
  try {
    const engine = await pool.worker(1, 0, options.gpus[0]).ready
    if (!engine.ok) return late ? failed('') : err({ kind: 'no-engine', failure: engine.error })
    onGpu = engine.value.onGpu
    const gpus = onGpu ? options.gpus : []
    const arrangements = onGpu ? gpuArrangements(Math.max(1, gpus.length)) : coreArrangements(cores)
    if (!onGpu && probeBytes() * cores > memoryBytes)
      return failed(
        `That takes ${cores} processes of ${formatBytes(probeBytes())}, and ${formatBytes(memoryBytes)} are available.`,
      )
    const measured: MeasuredArrangement[] = []
    for (const threads of new Set(arrangements.map((one) => one.threads))) {
      for (const arrangement of arrangements.filter((one) => one.threads === threads)) {
        const speed = await measure(pool, arrangement, gpus)
        if (speed.ok && !onGpu && threads === 1 && speed.value.coresHad < FREE_CORE)
          return failed(
            `Other programs keep it busy, so that each process had ${formatPercent(speed.value.coresHad, 0)} % of a core: the next run tries again.`,
          )
        if (speed.ok && !late) measured.push({ ...arrangement, imagesPerSecond: speed.value.imagesPerSecond })
        // Several trials on one GPU may find no room: then they are no choice.
        else if (onGpu && measured.length > 0 && !late) break
        else return failed(speed.ok ? '' : speed.error)
      }
      await pool.close()
    }
    const placeOf = ({ workers, threads, towers }: Arrangement): number =>
      arrangements.findIndex((one) => one.workers === workers && one.threads === threads && one.towers === towers)
    return ok({ device: onGpu ? 'gpu' : 'cpu', measured: measured.toSorted((a, b) => placeOf(a) - placeOf(b)) })
  } finally {
    clearTimeout(patience)
    await pool.close()
  }
}

/** Processes that are started as they are asked for, and kept for the next arrangement of as many threads. */
interface Pool {
  worker(threads: number, index: number, gpu: string | undefined): Worker
  close(): Promise<void>
}

function openPool(spawnWorker: SpawnWorker): Pool {
  const workers: Worker[] = []
  return {
    worker: (threads, index, gpu) => {
      const there = workers[index]
      if (there) return there
      const started = startWorker(spawnWorker, { threads, gpu })
      workers.push(started)
      return started
    },
    close: async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.close()))
    },
  }
}

/** @returns images a second of all processes, and the cores that each had on average */
async function measure(
  pool: Pool,
  { workers, threads, towers }: Arrangement,
  gpus: readonly string[],
): Promise<Result<Speed, string>> {
  const processes = Array.from({ length: workers }, (_, index) =>
    pool.worker(threads, index, gpus[index % gpus.length]),
  )
  const warm = await Promise.all(processes.map((worker) => worker.warmUp(towers)))
  const cold = warm.find((one) => !one.ok)
  if (cold && !cold.ok) return cold
  let [imagesPerSecond, coresHad] = [0, 0]
  for (const speed of await Promise.all(processes.map((worker) => worker.measure(MEASURE_MS)))) {
    if (!speed.ok) return speed
    imagesPerSecond += speed.value.imagesPerSecond
    coresHad += speed.value.coresHad / workers
  }
  return ok({ imagesPerSecond, coresHad })
}

/** Memory of a process that measures. */
function probeBytes(): number {
  const graph = buildLayerGraph(miniGooglenet, miniGooglenet)
  if (!graph.ok) throw new Error(graph.error.message)
  const recipe = {
    epochs: 1,
    batch: CALIBRATION_BATCH,
    optimizer: { kind: 'momentum', learningRate: 1, momentum: 0.9, weightDecay: 0 },
    schedule: { kind: 'constant' },
    auxiliaryWeight: 0,
    towers: 1,
  } as const
  return trainingMemory(graph.value, recipe, { train: CALIBRATION_BATCH, validation: 0, test: 0 }, 0).total
}
