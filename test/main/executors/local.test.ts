import { describe, expect, it } from 'vitest'
import { localExecutor } from '../../../main/executors/local'
import type { Order, Report } from '../../../main/worker/protocol'
import { plannedSample } from '../../shared/study/results'
import { fakeWorkers } from './fake-worker'

const { trials } = plannedSample()
const finished: Report = {
  kind: 'ended',
  outcome: { kind: 'finished', validation: { loss: 0.5, accuracy: 0.5 }, seconds: 1 },
}
const places = { embedded: '', user: '', system: '' }
const assignment = (index: number) => {
  const trial = trials[index]
  if (!trial) throw new Error(`no trial ${index}`)
  return { trial, attempt: 1, folder: '', places }
}
const trainsAtOnce = (order: Order): Report | 'nothing' => (order.kind === 'train' ? finished : 'nothing')

describe('the processes of this machine', () => {
  it('are started as trials come, each with its threads, and no more than were asked for', async () => {
    const { spawn, started } = fakeWorkers({ answer: trainsAtOnce })
    const executor = localExecutor(spawn, { workers: 2, threads: 3, gpus: [] })
    await executor.ready()
    expect(started).toHaveLength(1)
    await Promise.all([0, 1].map((index) => executor.run(assignment(index), () => undefined)))
    await executor.run(assignment(2), () => undefined)
    expect(started.map(({ settings }) => settings)).toEqual([
      { threads: 3, gpu: undefined },
      { threads: 3, gpu: undefined },
    ])
    await executor.close()
    expect(started.every(({ ended }) => ended())).toBe(true)
  })

  it('have a GPU each, in turn', async () => {
    const { spawn, started } = fakeWorkers({ answer: trainsAtOnce })
    const executor = localExecutor(spawn, { workers: 4, threads: 1, gpus: ['GPU-a', 'GPU-b'] })
    await Promise.all([0, 1, 2, 3].map((index) => executor.run(assignment(index), () => undefined)))
    expect(started.map(({ settings }) => settings.gpu)).toEqual(['GPU-a', 'GPU-b', 'GPU-a', 'GPU-b'])
    await executor.close()
  })

  it('are replaced on the same GPU where one dies', async () => {
    let crashed = false
    const { spawn, started } = fakeWorkers({
      answer: (order, { gpu }) => {
        if (order.kind !== 'train') return 'nothing'
        if (gpu !== 'GPU-b' || crashed) return finished
        crashed = true
        return 'crash'
      },
    })
    const executor = localExecutor(spawn, { workers: 2, threads: 1, gpus: ['GPU-a', 'GPU-b'] })
    const outcomes = await Promise.all([0, 1].map((index) => executor.run(assignment(index), () => undefined)))
    expect(outcomes.map(({ kind }) => kind)).toEqual(['finished', 'crashed'])
    await Promise.all([2, 3].map((index) => executor.run(assignment(index), () => undefined)))
    expect(started.map(({ settings }) => settings.gpu)).toEqual(['GPU-a', 'GPU-b', 'GPU-b'])
    await executor.close()
  })

  it('pause and stop while they train, and a trial that comes during a pause waits', async () => {
    const { spawn, started } = fakeWorkers({
      answer: ({ kind }) => (kind === 'stop' ? { kind: 'ended', outcome: { kind: 'stopped' } } : 'nothing'),
    })
    const executor = localExecutor(spawn, { workers: 2, threads: 1, gpus: [] })
    const first = executor.run(assignment(0), () => undefined)
    executor.pause()
    const second = executor.run(assignment(1), () => undefined)
    expect(started.map(({ orders }) => orders.map(({ kind }) => kind))).toEqual([
      ['train', 'pause'],
      ['pause', 'train'],
    ])
    executor.stop()
    executor.resume()
    expect(await first).toEqual({ kind: 'stopped' })
    expect(await second).toEqual({ kind: 'stopped' })
    await executor.close()
  })

  it('take no more trials at a time than they are', async () => {
    const { spawn } = fakeWorkers({})
    const executor = localExecutor(spawn, { workers: 1, threads: 1, gpus: [] })
    void executor.run(assignment(0), () => undefined)
    await expect(executor.run(assignment(1), () => undefined)).rejects.toThrow('1 attempts are under way already')
    await executor.close()
  })
})
