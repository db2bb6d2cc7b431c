import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forkWorkers } from '../../../main/executors/fork-worker'
import { localExecutor } from '../../../main/executors/local'
import { readResults } from '../../../main/store/results'
import { findInstallation } from '../../../main/study/installation'
import { planSource } from '../../../main/study/plan-source'
import { scratch } from './ablate'
import { writeStudy } from './study-file'

const installation = findInstallation(new URL('../../../out/main', import.meta.url).pathname)

let folder: ReturnType<typeof scratch>
beforeEach(() => {
  folder = scratch()
})
afterEach(() => folder.remove())

describe('TensorFlow’s threads', () => {
  it.each([1, 2])('do not change the bits of a trial of %i towers: they are no part of its id', async (towers) => {
    const source = readFileSync(writeStudy(folder.path), 'utf8').replace('epochs: 1', `epochs: 1\n  towers: ${towers}`)
    const { places, machine, worker } = installation
    const { planned } = planSource(source, { folder: undefined, places, speed: machine.speed() })
    const [trial] = planned?.trials ?? []
    if (!trial) throw new Error('no trial')
    const trained = async (threads: number) => {
      const own = join(folder.path, String(threads))
      const executor = localExecutor(forkWorkers(worker), { workers: 1, threads, gpus: [] })
      const outcome = await executor.run({ trial, attempt: 1, folder: own, places }, () => undefined)
      await executor.close()
      expect(outcome.kind).toBe('finished')
      const results = readResults(own, [trial.id])
      if (!results.ok) throw new Error(results.error.message)
      const [result] = results.value
      expect(result?.environment.threads).toBe(threads)
      const weights = readFileSync(join(own, 'trials', trial.id, 'attempt-1', 'checkpoint', 'final.safetensors'))
      return {
        curve: result?.curve.map(({ train, validation }) => ({ train, validation })),
        weights: createHash('sha256').update(weights).digest('hex'),
      }
    }
    expect(await trained(2)).toEqual(await trained(1))
  })
})
