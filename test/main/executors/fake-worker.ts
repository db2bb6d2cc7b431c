import type { Order, Report, SpawnWorker, WorkerProcess, WorkerSettings } from '../../../main/worker/protocol'

/** A worker’s process that was started, and what it was told. */
export interface StartedWorker {
  readonly settings: WorkerSettings
  readonly orders: Order[]
  readonly ended: () => boolean
}

export interface FakeWorkers {
  readonly spawn: SpawnWorker
  readonly started: readonly StartedWorker[]
}

export interface Conduct {
  /** What it says when it starts: that it is ready, on the cores, unless given. */
  readonly first?: Report | 'nothing'
  /** What it answers; `crash` ends the process, `nothing` leaves the order unanswered. */
  readonly answer?: (order: Order, settings: WorkerSettings) => Report | 'crash' | 'nothing'
}

const READY: Report = { kind: 'ready', tensorflow: '2.15.1', device: 'CPU, 1 thread', onGpu: false }
export const READY_ON_GPU: Report = { kind: 'ready', tensorflow: '2.15.1', device: 'GPU', onGpu: true }

/** Processes that are none: they answer as they are told to. */
export function fakeWorkers({ first = READY, answer = () => 'nothing' }: Conduct): FakeWorkers {
  const started: StartedWorker[] = []
  const spawn: SpawnWorker = (settings) => {
    let tell: (report: Report) => void = () => undefined
    let exit: (code: number | null, signal: string | null) => void = () => undefined
    let gone = false
    const orders: Order[] = []
    started.push({ settings, orders, ended: () => gone })
    const end = (code: number | null, signal: string | null = null): void => {
      if (gone) return
      gone = true
      exit(code, signal)
    }
    const child: WorkerProcess = {
      send: (order) => {
        orders.push(order)
        if (order.kind === 'leave') return void setImmediate(() => end(0))
        const said = answer(order, settings)
        if (said === 'crash') setImmediate(() => end(null, 'SIGSEGV'))
        else if (said !== 'nothing') setImmediate(() => tell(said))
      },
      onMessage: (listener) => {
        tell = listener
        if (first !== 'nothing') setImmediate(() => tell(first))
        if (first !== 'nothing' && first.kind === 'unable') setImmediate(() => end(4))
      },
      onExit: (listener) => {
        exit = listener
      },
      kill: () => end(null, 'SIGKILL'),
    }
    return child
  }
  return { spawn, started }
}
