import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataPlaces } from '../../../main/data/places'
import type { Unmeasured } from '../../../main/executors/calibrate'
import { publishResult } from '../../../main/store/results'
import { attemptFolder, openStudyFolder } from '../../../main/store/study-folder'
import type { Machine } from '../../../main/study/machine'
import { type PrepareOptions, prepareRun } from '../../../main/study/prepare-run'
import type { Calibration } from '../../../shared/cost/calibration'
import { ASSUMED_SPEED } from '../../../shared/cost/trial-time'
import { environmentFailure } from '../../../shared/failure'
import { err, ok, type Result } from '../../../shared/result'
import { formatProblem } from '../../../shared/study/problem'
import type { MachineEvent } from '../../../shared/study/run-event'
import { finishedResult } from '../../shared/study/results'
import { studySource } from '../../shared/study/sample-study'

/** On eight cores: four trials at a time with two threads; one alone in four towers. */
const CALIBRATION: Calibration = {
  device: 'cpu',
  measured: [
    { workers: 8, threads: 1, towers: 1, imagesPerSecond: 8000 },
    { workers: 4, threads: 2, towers: 1, imagesPerSecond: 9000 },
    { workers: 1, threads: 1, towers: 1, imagesPerSecond: 2000 },
    { workers: 1, threads: 4, towers: 4, imagesPerSecond: 4000 },
  ],
}
const ON_GPU: Calibration = {
  device: 'gpu',
  measured: [
    { workers: 2, threads: 1, towers: 1, imagesPerSecond: 9000 },
    { workers: 4, threads: 1, towers: 1, imagesPerSecond: 12_000 },
  ],
}
const GPUS = [
  { id: 'GPU-a', name: 'NVIDIA A100' },
  { id: 'GPU-b', name: 'NVIDIA A100' },
]

const few = studySource({ replicates: '1' })
const many = studySource({ replicates: '4' })

interface Circumstances {
  readonly cached?: Calibration
  readonly outcome?: Result<Calibration, Unmeasured>
  readonly gpus?: typeof GPUS
  readonly memoryBytes?: number
}

/** Eight cores. */
function fakeMachine({ cached, outcome = ok(CALIBRATION), gpus = [], memoryBytes = 64e9 }: Circumstances) {
  let calibration = cached
  let onGpu = cached?.device === 'gpu'
  let calibrated = 0
  const machine: Machine = {
    speed: () => ({ macsPerSecond: 1e10, activationsPerSecond: 1e9, startSeconds: 1, from: 'assumed' }),
    stepSpeed: async () => ASSUMED_SPEED,
    learn: () => undefined,
    gpus: async () => gpus,
    resources: async () => ({ cores: 8, gpus: onGpu ? gpus.map(({ id }) => id) : [], memoryBytes, calibration }),
    calibrate: async () => {
      calibrated += 1
      if (outcome.ok) calibration = outcome.value
      onGpu = outcome.ok ? outcome.value.device === 'gpu' : outcome.error.kind === 'failed' && outcome.error.onGpu
      return outcome
    },
  }
  return { machine, calibrated: () => calibrated }
}

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'prepare-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const folder = () => join(home, 'tiny')

async function prepare(source: string, circumstances: Circumstances, overrides: Partial<PrepareOptions> = {}) {
  const { machine, calibrated } = fakeMachine(circumstances)
  const events: MachineEvent[] = []
  const prepared = await prepareRun(source, {
    folder: home,
    places: dataPlaces({
      resources: new URL('../../../resources', import.meta.url).pathname,
      userData: '/nowhere',
      env: {},
    }),
    machine,
    spawnWorker: () => {
      throw new Error('the machine starts workers, not the preparation')
    },
    foldersOf: () => [folder()],
    now: () => new Date('2026-01-01T00:00:00Z'),
    onEvent: (event) => events.push(event),
    ...overrides,
  })
  return { prepared, events, calibrated: calibrated() }
}

async function crew(source: string, circumstances: Circumstances, overrides: Partial<PrepareOptions> = {}) {
  const { prepared } = await prepare(source, circumstances, overrides)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
  return { ...prepared.value.crew, towers: prepared.value.planned.plan.towers }
}

const time = '2026-01-01T00:00:00.000Z'

describe('before the first run on a machine', () => {
  it('it is measured, and the study planned by what was found', async () => {
    const { prepared, events, calibrated } = await prepare(few, {})
    expect(calibrated).toBe(1)
    // 1, 2 and 4 threads, with one tower each, two and four with as many: 3 · 0.5 + 5 · 0.4; eight arrangements: 8 · 0.4.
    expect(events).toEqual([{ event: 'machine.measuring', time, seconds: expect.closeTo(6.7, 9) }])
    expect(prepared).toMatchObject({
      ok: true,
      value: { planned: { plan: { towers: 4 } }, held: null, crew: { workers: 2, threads: 4, gpus: [] } },
    })
  })

  it.each<[string, string, Circumstances, Partial<PrepareOptions>, number]>([
    ['many trials', many, {}, {}, 1],
    ['many trials, so many at a time', many, {}, { workers: 3 }, 0],
    ['few trials', few, {}, {}, 1],
    ['few trials, so many at a time', few, {}, { workers: 1 }, 0],
    ['a machine that was measured before', many, { cached: CALIBRATION }, {}, 0],
    ['a GPU of which it is not known whether it is used', many, { gpus: GPUS }, { workers: 3 }, 1],
  ])('with %s', async (_what, source, circumstances, overrides, expected) => {
    expect((await prepare(source, circumstances, overrides)).calibrated).toBe(expected)
  })

  it('nothing is measured for a study of which nothing is left to run', async () => {
    const { prepared } = await prepare(few, { cached: CALIBRATION })
    if (!prepared.ok) throw new Error('not planned')
    const { plan } = prepared.value.planned
    openStudyFolder(folder(), few, plan)
    const [first, second] = plan.trials
    for (const trial of [first, second]) {
      expect((await prepare(few, {})).calibrated).toBe(1)
      if (!trial) throw new Error('no trial')
      mkdirSync(attemptFolder(folder(), trial.id, 1), { recursive: true })
      publishResult(folder(), finishedResult(trial, 0.5))
    }
    expect((await prepare(few, {})).calibrated).toBe(0)
  })

  it('how long it takes on a GPU is not foretold', async () => {
    const { events } = await prepare(many, { gpus: GPUS, outcome: ok(ON_GPU) })
    expect(events).toEqual([{ event: 'machine.measuring', time, seconds: null }])
  })
})

describe('a run', () => {
  it('has the processes that were measured to be fastest', async () => {
    expect(await crew(many, { cached: CALIBRATION })).toEqual({ workers: 4, threads: 2, gpus: [], towers: 1 })
  })

  it('has those that a person asks for, whatever was measured', async () => {
    const asked = await crew(many, { cached: CALIBRATION }, { workers: 7 })
    expect(asked).toEqual({ workers: 7, threads: 1, gpus: [], towers: 1 })
  })

  it('has one trial a GPU, or more where that was measured to be faster', async () => {
    const both = { gpus: ['GPU-a', 'GPU-b'], threads: 1, towers: 1 }
    expect(await crew(many, { gpus: GPUS, outcome: ok(ON_GPU) })).toEqual({ ...both, workers: 4 })
  })

  it('keeps the towers of its folder, which were chosen for another machine', async () => {
    const { prepared } = await prepare(few, { cached: CALIBRATION })
    if (!prepared.ok) throw new Error('not planned')
    openStudyFolder(folder(), few, prepared.value.planned.plan)
    // Measured as it is, this one would have no towers.
    const flat: Calibration = { device: 'cpu', measured: CALIBRATION.measured.slice(0, 3) }
    const again = await prepare(few, { outcome: ok(flat) })
    expect(again.prepared).toMatchObject({
      ok: true,
      value: { held: { path: folder() }, planned: { plan: { towers: 4, hash: prepared.value.planned.plan.hash } } },
    })
    expect(again.calibrated).toBe(1)
  })
})

describe('a machine that cannot be measured', () => {
  const failed = (onGpu: boolean): Circumstances => ({
    outcome: err({ kind: 'failed', reason: 'It crashed.', onGpu }),
  })

  it('runs one trial a core with one thread, and says so', async () => {
    const { prepared, events } = await prepare(many, failed(false))
    expect(events.at(-1)).toEqual({ event: 'machine.unmeasured', time, reason: 'It crashed.' })
    expect(prepared).toMatchObject({
      ok: true,
      value: { planned: { plan: { towers: 1 } }, crew: { workers: 8, threads: 1, gpus: [] } },
    })
  })

  it('runs one trial a GPU where they are used', async () => {
    const { prepared } = await prepare(many, { ...failed(true), gpus: GPUS })
    expect(prepared).toMatchObject({ ok: true, value: { crew: { workers: 2, threads: 1, gpus: ['GPU-a', 'GPU-b'] } } })
  })

  it('is no machine for a run where it has no engine', async () => {
    const failure = environmentFailure('TensorFlow is not complete.')
    const { prepared, events } = await prepare(many, { outcome: err({ kind: 'no-engine', failure }) })
    expect(prepared).toEqual({ ok: false, error: { kind: 'failure', failure } })
    expect(events.map(({ event }) => event)).toEqual(['machine.measuring'])
  })
})

describe('a study that cannot be run', () => {
  it.each([
    ['for a mistake', studySource({ replicates: '0' }), 64e9, /^s\.yaml:7:13: replicates is 0/],
    ['for want of memory', many, 0.35e9, /^s\.yaml:6:1: A trial of the arm “base” needs about 398 MB of memory/],
  ])('%s is refused before anything is measured', async (_what, source, memoryBytes, expected) => {
    const { prepared, calibrated } = await prepare(source, { memoryBytes })
    if (prepared.ok || prepared.error.kind !== 'problems') throw new Error('this was to be refused')
    expect(prepared.error.problems.map((problem) => formatProblem('s.yaml', problem))).toEqual([
      expect.stringMatching(expected),
    ])
    expect(calibrated).toBe(0)
  })
})
