import { utilityProcess } from 'electron'
import { type SpawnWorker, THREADS_ARGUMENT, workerEnvironment } from '../worker/protocol'
import { signalOf } from './signal-of'

/** Starts workers as Electron's utility processes: they end with the workbench, and a crash in one leaves it alive. */
export function utilityWorkers(entry: string): SpawnWorker {
  return (settings) => {
    const child = utilityProcess.fork(entry, [`${THREADS_ARGUMENT}${settings.threads}`], {
      serviceName: 'Ablation Workbench trainer',
      env: workerEnvironment(settings),
    })
    return {
      send: (order) => child.postMessage(order),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => {
        child.once('exit', (code) => {
          const signal = signalOf(code)
          listener(signal === null ? code : null, signal)
        })
      },
      kill: () => {
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      },
    }
  }
}
