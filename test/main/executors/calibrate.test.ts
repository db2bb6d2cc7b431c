import { describe, expect, it } from 'vitest'
import { type CalibrateOptions, calibrate } from '../../../main/executors/calibrate'
import type { Order, Report, WorkerSettings } from '../../../main/worker/protocol'
import { fakeWorkers, READY_ON_GPU } from './fake-worker'

/** As many images a second as the threads and the towers of the last warm-up would have it. */
function measuring(speed: (settings: WorkerSettings, towers: number) => number) {
  let towers = 0
  return (order: Order, settings: WorkerSettings): Report | 'nothing' => {
    if (order.kind === 'warm-up') {
      towers = order.towers
      return { kind: 'warm' }
    }
    return order.kind === 'measure'
      ? { kind: 'speed', imagesPerSecond: speed(settings, towers), coresHad: 0.97 }
      : 'nothing'
  }
}

const options = (overrides: Partial<CalibrateOptions>): CalibrateOptions => ({
  spawnWorker: () => {
    throw new Error('no worker')
  },
  cores: 4,
  gpus: [],
  memoryBytes: 64e9,
  ...overrides,
})

describe('a calibration', () => {
  it('adds up what the processes of each arrangement train together', async () => {
    const { spawn, started } = fakeWorkers({ answer: measuring(({ threads }, towers) => 100 * threads * towers) })
    const calibration = await calibrate(options({ spawnWorker: spawn }))
    expect(calibration).toEqual({
      ok: true,
      value: {
        device: 'cpu',
        measured: [
          { workers: 4, threads: 1, towers: 1, imagesPerSecond: 400 },
          { workers: 2, threads: 1, towers: 1, imagesPerSecond: 200 },
          { workers: 2, threads: 2, towers: 1, imagesPerSecond: 400 },
          { workers: 1, threads: 1, towers: 1, imagesPerSecond: 100 },
          { workers: 1, threads: 2, towers: 1, imagesPerSecond: 200 },
          { workers: 1, threads: 2, towers: 2, imagesPerSecond: 400 },
          { workers: 1, threads: 4, towers: 1, imagesPerSecond: 400 },
          { workers: 1, threads: 4, towers: 4, imagesPerSecond: 1600 },
        ],
      },
    })
    // Four of one thread, which serve three arrangements, two of two, one of four; all of them are gone.
    expect(started.map(({ settings }) => settings.threads)).toEqual([1, 1, 1, 1, 2, 2, 4])
    expect(started.every(({ ended }) => ended())).toBe(true)
  })

  it('lets the processes start together: none trains before all are warm', async () => {
    const told: string[] = []
    const answer = measuring(() => 100)
    const { spawn } = fakeWorkers({
      answer: (order, settings) => {
        told.push(order.kind)
        return answer(order, settings)
      },
    })
    await calibrate(options({ spawnWorker: spawn, cores: 2 }))
    expect(told.slice(0, 4)).toEqual(['warm-up', 'warm-up', 'measure', 'measure'])
  })

  it('measures one, two and four trials on each GPU, each process on its own', async () => {
    const { spawn, started } = fakeWorkers({ first: READY_ON_GPU, answer: measuring(() => 9000) })
    const calibration = await calibrate(options({ spawnWorker: spawn, gpus: ['GPU-a', 'GPU-b'] }))
    expect(calibration).toMatchObject({
      ok: true,
      value: {
        device: 'gpu',
        measured: [
          { workers: 2, threads: 1, towers: 1, imagesPerSecond: 18_000 },
          { workers: 4, imagesPerSecond: 36_000 },
          { workers: 8, imagesPerSecond: 72_000 },
        ],
      },
    })
    expect(started.map(({ settings }) => settings.gpu)).toEqual([
      'GPU-a',
      'GPU-b',
      'GPU-a',
      'GPU-b',
      'GPU-a',
      'GPU-b',
      'GPU-a',
      'GPU-b',
    ])
  })

  it('measures the cores where TensorFlow does not use the GPU that is there', async () => {
    const { spawn, started } = fakeWorkers({ answer: measuring(() => 100) })
    const calibration = await calibrate(options({ spawnWorker: spawn, cores: 2, gpus: ['GPU-a'] }))
    expect(calibration).toMatchObject({ ok: true, value: { device: 'cpu' } })
    expect(started.slice(1).map(({ settings }) => settings.gpu)).toEqual([undefined, undefined])
  })

  it('passes over more trials on a GPU than have room there', async () => {
    const answer = measuring(() => 9000)
    let warmed = 0
    const { spawn } = fakeWorkers({
      first: READY_ON_GPU,
      answer: (order, settings) => {
        warmed += Number(order.kind === 'warm-up')
        // One, two, and then the first of four.
        return order.kind === 'warm-up' && warmed > 3
          ? { kind: 'unmeasurable', reason: 'TensorFlow ran out of memory' }
          : answer(order, settings)
      },
    })
    const calibration = await calibrate(options({ spawnWorker: spawn, gpus: ['GPU-a'] }))
    expect(calibration.ok && calibration.value.measured.map(({ workers }) => workers)).toEqual([1, 2])
  })
})

describe('a calibration fails', () => {
  it('where a process crashes, and leaves none behind', async () => {
    const answer = measuring(() => 100)
    const { spawn, started } = fakeWorkers({
      answer: (order, settings) =>
        order.kind === 'measure' && settings.threads === 2 ? 'crash' : answer(order, settings),
    })
    expect(await calibrate(options({ spawnWorker: spawn }))).toEqual({
      ok: false,
      error: { kind: 'failed', reason: expect.stringContaining('SIGSEGV'), onGpu: false },
    })
    expect(started.every(({ ended }) => ended())).toBe(true)
  })

  it('where other programs take the cores: what was measured would tell of them', async () => {
    const answer = measuring(() => 100)
    const { spawn } = fakeWorkers({
      answer: (order, settings) => {
        const said = answer(order, settings)
        return typeof said === 'object' && said.kind === 'speed' ? { ...said, coresHad: 0.6 } : said
      },
    })
    expect(await calibrate(options({ spawnWorker: spawn }))).toEqual({
      ok: false,
      error: {
        kind: 'failed',
        reason: 'Other programs keep it busy, so that each process had 60 % of a core: the next run tries again.',
        onGpu: false,
      },
    })
  })

  it('where a process answers no more', async () => {
    const { spawn, started } = fakeWorkers({})
    expect(await calibrate(options({ spawnWorker: spawn, patienceMs: 20 }))).toEqual({
      ok: false,
      error: { kind: 'failed', reason: 'It took more than 0.02 s.', onGpu: false },
    })
    expect(started.every(({ ended }) => ended())).toBe(true)
  })

  it('where a process never says that it is ready', async () => {
    const { spawn } = fakeWorkers({ first: 'nothing' })
    expect(await calibrate(options({ spawnWorker: spawn, patienceMs: 20 }))).toMatchObject({
      ok: false,
      error: { kind: 'failed', reason: 'It took more than 0.02 s.' },
    })
  })

  it('where the memory does not suffice for its processes, before they are started', async () => {
    const { spawn, started } = fakeWorkers({ answer: measuring(() => 100) })
    expect(await calibrate(options({ spawnWorker: spawn, cores: 64, memoryBytes: 8e9 }))).toMatchObject({
      ok: false,
      error: {
        kind: 'failed',
        reason: 'That takes 64 processes of 379 MB, and 8.0 GB are available.',
      },
    })
    expect(started).toHaveLength(1)
  })

  it('where there is no engine, with what is to be done', async () => {
    const { spawn } = fakeWorkers({
      first: { kind: 'unable', reason: 'TensorFlow is not complete. Run `npm run setup`.' },
    })
    expect(await calibrate(options({ spawnWorker: spawn }))).toEqual({
      ok: false,
      error: {
        kind: 'no-engine',
        failure: { kind: 'environment', message: 'TensorFlow is not complete. Run `npm run setup`.' },
      },
    })
  })
})
