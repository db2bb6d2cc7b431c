import { startWorker, type Worker } from '../worker/client'
import type { SpawnWorker } from '../worker/protocol'
import type { Executor } from './executor'

/** The processes that train. */
export interface Crew {
  /** Processes; each trains one trial at a time. */
  readonly workers: number
  /** TensorFlow's threads in each. */
  readonly threads: number
  /** Dealt out in turn, one to a process, as CUDA_VISIBLE_DEVICES names them; with none, they train on the cores. */
  readonly gpus: readonly string[]
}

/** A place at which a process trains, and the one that is there. */
interface Post {
  readonly gpu: string | undefined
  worker: Worker | undefined
  busy: boolean
}

/**
 * Processes of this machine. Several with one thread each train more images a second than one with several threads:
 * small networks leave threads waiting for each other.
 */
export function localExecutor(spawnWorker: SpawnWorker, { workers, threads, gpus }: Crew): Executor {
  const posts: readonly Post[] = Array.from({ length: workers }, (_, index) => ({
    gpu: gpus[index % gpus.length],
    worker: undefined,
    busy: false,
  }))
  let paused = false

  /** The process at a post, or a new one in place of one that died. */
  const workerAt = (post: Post): Worker => {
    if (!post.worker?.alive) post.worker = startWorker(spawnWorker, { threads, gpu: post.gpu })
    return post.worker
  }
  const working = (): readonly Worker[] => posts.flatMap(({ busy, worker }) => (busy && worker ? [worker] : []))

  return {
    capacity: workers,
    ready: async () => {
      const [first] = posts
      if (!first) throw new Error('an executor without workers')
      return workerAt(first).ready
    },
    run: async (assignment, onMeasurement) => {
      const free = posts.filter(({ busy }) => !busy)
      // One that has loaded its engine before one that has to be started.
      const post = free.find(({ worker }) => worker?.alive) ?? free[0]
      if (!post) throw new Error(`${workers} attempts are under way already`)
      post.busy = true
      const worker = workerAt(post)
      if (paused) worker.pause()
      try {
        return await worker.train(assignment, onMeasurement)
      } finally {
        post.busy = false
      }
    },
    pause: () => {
      paused = true
      for (const worker of working()) worker.pause()
    },
    resume: () => {
      paused = false
      for (const worker of working()) worker.resume()
    },
    stop: () => {
      for (const worker of working()) worker.stop()
    },
    close: async () => {
      await Promise.all(posts.map(({ worker }) => worker?.close()))
    },
  }
}
