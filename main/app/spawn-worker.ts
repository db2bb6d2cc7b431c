import { utilityProcess } from 'electron'
import { type SpawnWorker, THREADS_ARGUMENT } from '../worker/protocol'

/** Starts workers as Electron's utility processes: they end with the workbench, and a crash in one leaves it alive. */
export function utilityWorkers(entry: string): SpawnWorker {
  return ({ threads }) => {
    const child = utilityProcess.fork(entry, [`${THREADS_ARGUMENT}${threads}`], {
      serviceName: 'Ablation Workbench trainer',
    })
    return {
      send: (order) => child.postMessage(order),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => {
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      },
    }
  }
}
