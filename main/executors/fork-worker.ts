import { fork } from 'node:child_process'
import { type SpawnWorker, THREADS_ARGUMENT, workerEnvironment } from '../worker/protocol'

/** Starts workers as Node processes from the built entry; the command line's way. */
export function forkWorkers(entry: string): SpawnWorker {
  return (settings) => {
    const child = fork(entry, [`${THREADS_ARGUMENT}${settings.threads}`], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: workerEnvironment(settings),
    })
    return {
      send: (order) => void child.send(order, () => undefined),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => void child.kill('SIGKILL'),
    }
  }
}
