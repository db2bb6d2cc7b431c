import { arch, availableParallelism, cpus, platform, release } from 'node:os'
import type { ResultRecord } from '../../shared/study/result-record'
import { VERSION } from '../../shared/version'
import type { Engine } from '../engine/engine'

/** What a result says of the program and machine that gave it. */
export function thisEnvironment(engine: Engine): ResultRecord['environment'] {
  const { node, electron } = process.versions
  return {
    tensorflow: engine.versions.tensorflow,
    device: engine.device.name,
    system: `${platform()} ${arch()} ${release()}`,
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`,
    node,
    runtime: electron === undefined ? `Node ${node}` : `Electron ${electron}`,
    version: VERSION,
    threads: engine.threads,
  }
}
