import { startWorker, type Worker } from '../worker/client'
import type { SpawnWorker } from '../worker/protocol'
import type { Executor } from './executor'

export interface LocalOptions {
  readonly spawnWorker: SpawnWorker
  /** Worker processes; each trains one trial at a time. */
  readonly workers: number
  /** TensorFlow's threads in each. */
  readonly threads: number
}

/**
 * Processes of this machine. Several with one thread each train more images a second than one with several threads:
 * small networks leave threads waiting for each other.
 */
export function localExecutor({ spawnWorker, workers, threads }: LocalOptions): Executor {
  const idle: Worker[] = []
  const busy = new Set<Worker>()
  let paused = false

  /** A worker that is free, or a new one in place of those that died. */
  const take = (): Worker => {
    let worker = idle.pop()
    while (worker && !worker.alive) worker = idle.pop()
    return worker ?? startWorker(spawnWorker, threads)
  }

  return {
    capacity: workers,
    ready: async () => {
      const worker = take()
      idle.push(worker)
      return worker.ready
    },
    run: async (assignment, onMeasurement) => {
      if (busy.size >= workers) throw new Error(`${workers} attempts are under way already`)
      const worker = take()
      busy.add(worker)
      if (paused) worker.pause()
      try {
        return await worker.train(assignment, onMeasurement)
      } finally {
        busy.delete(worker)
        if (worker.alive) idle.push(worker)
      }
    },
    pause: () => {
      paused = true
      for (const worker of busy) worker.pause()
    },
    resume: () => {
      paused = false
      for (const worker of busy) worker.resume()
    },
    stop: () => {
      for (const worker of busy) worker.stop()
    },
    close: async () => {
      await Promise.all([...idle, ...busy].map((worker) => worker.close()))
    },
  }
}
