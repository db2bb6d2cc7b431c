import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import type { AppInfo } from '../../shared/ipc/contract'
import { VERSION } from '../../shared/version'
import type { Executor } from '../executors/executor'
import type { Crew } from '../executors/local'

/**
 * Loads the engine once in a process of its own, as a run would, to say what it is or why there is none.
 * @returns the same answer every time; asked once.
 */
export function createMachineInfo(openExecutor: (crew: Crew) => Executor): () => Promise<AppInfo> {
  let asked: Promise<AppInfo> | undefined
  return () => {
    asked ??= ask(openExecutor({ workers: 1, threads: 1, gpus: [] }))
    return asked
  }
}

async function ask(executor: Executor): Promise<AppInfo> {
  const engine = await executor.ready()
  await executor.close()
  return {
    version: VERSION,
    electron: process.versions.electron,
    chrome: process.versions.chrome,
    node: process.versions.node,
    engine: engine.ok
      ? { ready: true, words: `TensorFlow ${engine.value.tensorflow}` }
      : { ready: false, words: engine.error.message },
    device: engine.ok ? engine.value.device : 'No engine',
    memoryBytes: totalmem(),
    // The set-up leaves this file beside a runtime that it took out of another package.
    carrierRuntime: existsSync(join(dirname(process.execPath), 'ablation-workbench-origin.json')),
  }
}
