import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import type { BenchResults } from './results'

export function thisMachine(): BenchResults['machine'] {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${process.arch}`,
  }
}

export function currentLoad(): number {
  return loadavg()[0] ?? 0
}
