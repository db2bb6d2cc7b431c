import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { evaluateState, type TrainOptions, trainTrial } from '../../../main/engine/train-trial'
import { decodeState, encodeState, type TrainingState } from '../../../main/engine/training-state'
import type { EpochMeasurement, Measurement } from '../../../shared/training/measurement'
import { EpochMeasurement as EpochSchema, Progress } from '../../../shared/training/measurement'
import type { Trial } from '../../../shared/training/trial'
import { dataset, graphOf, recipe, refusal, smallArchitecture, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
const graph = graphOf(smallArchitecture)
const data = dataset()

/** A folder for temporary files that no other process uses. */
const temporary = mkdtempSync(join(tmpdir(), 'ablation-workbench-test-'))
process.env.TMPDIR = temporary

afterEach(() => {
  expect(engine.binding.getNumOfTensors()).toBe(0)
  expect(engine.binding.getNumOfSavedModels()).toBe(0)
  expect(readdirSync(temporary)).toEqual([])
})
afterAll(() => {
  engine.close()
  rmSync(temporary, { recursive: true })
})

/** Trains and gathers what is told on the way. */
async function run(settings: Trial, options: Partial<TrainOptions> = {}) {
  const measurements: Measurement[] = []
  const result = await trainTrial(engine, settings, graph, data, {
    signal: new AbortController().signal,
    onMeasurement: (measurement) => measurements.push(measurement),
    ...options,
  })
  return { outcome: unwrap(result), measurements }
}

async function finished(settings: Trial, options: Partial<TrainOptions> = {}) {
  const { outcome, measurements } = await run(settings, options)
  if (outcome.kind !== 'finished') throw new Error(`it ${outcome.kind}`)
  return { ...outcome, measurements }
}

/** A state's bytes: equal only if every bit is. */
function bits(state: TrainingState): Buffer {
  return Buffer.from(encodeState(state))
}

/** Measurements without what depends on the clock. */
function timeless(measurements: readonly Measurement[]): readonly object[] {
  return measurements.map((measurement) => ({ ...measurement, seconds: 0, imagesPerSecond: 0 }))
}

describe('a trial', () => {
  it('tells stretches of equal length and every epoch, in the shapes of the contract', async () => {
    const { measurements, last } = await finished(trial({ recipe: recipe({ epochs: 2, batch: 4 }) }))
    // 84 images in batches of 4: 21 steps an epoch, stretches of ⌈21 ÷ 10⌉ = 3.
    expect(measurements.map(({ kind, epoch, step, steps }) => [kind, epoch, step, steps])).toEqual([
      ...[3, 6, 9, 12, 15, 18, 21].map((step) => ['progress', 1, step, 42]),
      ['epoch', 1, 21, 42],
      ...[24, 27, 30, 33, 36, 39, 42].map((step) => ['progress', 2, step, 42]),
      ['epoch', 2, 42, 42],
    ])
    for (const measurement of measurements) {
      const schema = measurement.kind === 'epoch' ? EpochSchema : Progress
      expect(schema.parse(measurement)).toEqual(measurement)
      expect(Object.keys(measurement.train.heads)).toEqual(['auxiliary1'])
    }
    expect(last).toEqual(measurements.at(-1))
  })

  it('tells an epoch as the mean of its stretches, and its rate as the schedule gives it', async () => {
    const { measurements } = await finished(trial({ recipe: recipe({ epochs: 1, batch: 4 }) }))
    const stretches = measurements.slice(0, -1)
    const [last] = measurements.slice(-1)
    const mean = stretches.reduce((sum, { train }) => sum + train.loss, 0) / stretches.length
    expect(last?.train.loss).toBeCloseTo(mean, 10)
    expect(last?.learningRate).toBeCloseTo((0.1 * (1 + Math.cos((Math.PI * 20) / 21))) / 2, 12)
  })

  it('learns', async () => {
    const { measurements } = await finished(trial({ recipe: recipe({ epochs: 8, batch: 4 }) }))
    const epochs = measurements.filter((measurement): measurement is EpochMeasurement => measurement.kind === 'epoch')
    expect(epochs.at(-1)?.train.loss).toBeLessThan(0.5 * (epochs[0]?.train.loss ?? 0))
    expect(epochs.at(-1)?.validation.accuracy).toBeGreaterThan(0.9)
  })

  it('gives the same bits and measurements when it is repeated', async () => {
    const [first, second] = [await finished(trial()), await finished(trial())]
    expect(bits(second.state).equals(bits(first.state))).toBe(true)
    expect(timeless(second.measurements)).toEqual(timeless(first.measurements))
  })

  it('gives others with another seed', async () => {
    const [first, second] = [await finished(trial()), await finished(trial({ seed: 12 }))]
    expect(bits(second.state).equals(bits(first.state))).toBe(false)
    expect(second.last.train.loss).not.toBe(first.last.train.loss)
  })

  it('gives nearly the same on two towers as on one', async () => {
    const one = await finished(trial())
    const two = await finished(trial({ recipe: recipe({ towers: 2 }) }))
    expect(two.last.train.loss).toBeCloseTo(one.last.train.loss, 3)
    expect(two.last.validation.loss).toBeCloseTo(one.last.validation.loss, 3)
  })

  it('by plain gradient descent does the first step of one with momentum, and keeps no slot', async () => {
    const once = { epochs: 1, batch: 84, schedule: { kind: 'constant' } } as const
    const both = { learningRate: 0.1, weightDecay: 0.01 }
    const momentum = await finished(
      trial({ recipe: recipe({ ...once, optimizer: { kind: 'momentum', momentum: 0.9, ...both } }) }),
    )
    const plain = await finished(trial({ recipe: recipe({ ...once, optimizer: { kind: 'sgd', ...both } }) }))
    const slots = [...momentum.state.tensors.keys()].filter((name) => name.endsWith('/momentum'))
    expect(slots.length).toBeGreaterThan(0)
    expect(plain.state.tensors.size).toBe(momentum.state.tensors.size - slots.length)
    for (const [name, tensor] of plain.state.tensors) expect(tensor, name).toEqual(momentum.state.tensors.get(name))
  })

  it('ends as diverged when a loss leaves the finite numbers, and says where and what to do', async () => {
    const optimizer = { kind: 'momentum', learningRate: 1e6, momentum: 0.9, weightDecay: 1e-4 } as const
    const { outcome } = await run(trial({ recipe: recipe({ optimizer, epochs: 30 }) }))
    expect(outcome.kind).toBe('diverged')
    if (outcome.kind !== 'diverged') return
    expect(outcome.sentence).toMatch(
      /^The (training|validation) loss was no longer a finite number at step \d+: the training diverged\. A learning rate below 1000000 may keep it together\.$/,
    )
    expect(outcome.sentence).toContain(`step ${outcome.step}:`)
  })
})

describe('stop and pause', () => {
  it('stops within one step', async () => {
    const stop = new AbortController()
    const { outcome, measurements } = await run(trial({ recipe: recipe({ batch: 4 }) }), {
      signal: stop.signal,
      onMeasurement: ({ step }) => {
        if (step === 24) stop.abort()
      },
    })
    expect(outcome).toEqual({ kind: 'stopped', epoch: 2, step: 24 })
    expect(measurements).toEqual([])
  })

  it('stops within an evaluation, which then is not told', async () => {
    const stop = new AbortController()
    const told: string[] = []
    const { outcome } = await run(trial({ recipe: recipe({ batch: 4 }) }), {
      signal: stop.signal,
      onMeasurement: ({ kind, step }) => {
        told.push(`${kind} ${step}`)
        if (step === 21) stop.abort()
      },
    })
    expect(outcome).toEqual({ kind: 'stopped', epoch: 1, step: 21 })
    expect(told.at(-1)).toBe('progress 21')
  })

  it('does no step when it was stopped before it began', async () => {
    const { outcome } = await run(trial(), { signal: AbortSignal.abort() })
    expect(outcome).toEqual({ kind: 'stopped', epoch: 1, step: 0 })
  })

  it('lets other work run between two steps', async () => {
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 0)
    await finished(trial())
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  it('waits while it is paused, and ends with the same bits', async () => {
    let asked = 0
    let resume = () => {}
    const events: string[] = []
    const pause = () => {
      asked += 1
      if (asked !== 5) return undefined
      events.push('paused')
      setTimeout(() => {
        events.push('resumed')
        resume()
      }, 30)
      return new Promise<void>((resolve) => {
        resume = resolve
      })
    }
    const { state } = await finished(trial(), {
      pause,
      onMeasurement: ({ step }) => events.push(`step ${step}`),
    })
    expect(events.slice(3, 7)).toEqual(['step 4', 'paused', 'resumed', 'step 5'])
    expect(bits(state).equals(bits((await finished(trial())).state))).toBe(true)
  })

  it('can be stopped while it is paused', async () => {
    const stop = new AbortController()
    const pause = () => {
      setTimeout(() => stop.abort(), 10)
      return new Promise<void>(() => {})
    }
    const { outcome } = await run(trial(), { signal: stop.signal, pause })
    expect(outcome).toEqual({ kind: 'stopped', epoch: 1, step: 0 })
  })
})

describe('a checkpoint', () => {
  /** The states after each epoch but the last, as files. */
  async function checkpoints(settings: Trial): Promise<readonly Uint8Array[]> {
    const files: Uint8Array[] = []
    await finished(settings, { checkpoint: (state) => void files.push(encodeState(state)) })
    return files
  }

  it.each([1, 2])('continues to the same bits as a run that was never interrupted (%i towers)', async (towers) => {
    const settings = trial({ recipe: recipe({ epochs: 3, towers }) })
    const whole = await finished(settings)
    const [first, second, ...others] = await checkpoints(settings)
    expect(others).toEqual([])
    for (const file of [first, second]) {
      const resumeFrom = unwrap(decodeState(file ?? new Uint8Array(), 'checkpoint'))
      const resumed = await finished(settings, { resumeFrom })
      expect(bits(resumed.state).equals(bits(whole.state))).toBe(true)
      const since = whole.measurements.filter(({ step }) => step > resumeFrom.step)
      expect(timeless(resumed.measurements)).toEqual(timeless(since))
    }
  })

  it('evaluates to the same bits as when it was taken', async () => {
    const settings = trial()
    const { state, last } = await finished(settings)
    const restored = unwrap(decodeState(encodeState(state), 'checkpoint'))
    const { signal } = new AbortController()
    expect(unwrap(await evaluateState(engine, settings, graph, data, restored, { signal }))).toEqual(last.validation)
  })

  it('is not changed by the training that goes on from it', async () => {
    const settings = trial({ recipe: recipe({ epochs: 3 }) })
    const [file] = await checkpoints(settings)
    const resumeFrom = unwrap(decodeState(file ?? new Uint8Array(), 'checkpoint'))
    const before = bits(resumeFrom)
    await finished(settings, { resumeFrom })
    expect(bits(resumeFrom).equals(before)).toBe(true)
  })

  it.each([
    {
      name: 'of another trial',
      change: (state: TrainingState) => ({ ...state, trial: 'trial-2' }),
      message: "The checkpoint belongs to trial trial-2, not to trial-1. Use this trial's own.",
    },
    {
      name: 'from within an epoch',
      change: (state: TrainingState) => ({ ...state, step: 7 }),
      message:
        'The checkpoint was taken after step 7; this trial can go on from the end of an epoch, a multiple of 10 below 20. Start the trial anew.',
    },
    {
      name: 'from the end',
      change: (state: TrainingState) => ({ ...state, step: 20 }),
      message:
        'The checkpoint was taken after step 20; this trial can go on from the end of an epoch, a multiple of 10 below 20. Start the trial anew.',
    },
    {
      name: 'with a tensor too many',
      change: (state: TrainingState) => ({
        ...state,
        tensors: new Map([...state.tensors, ['extra', { shape: [1], values: new Float32Array(1) }] as const]),
      }),
      message:
        'The checkpoint is not one of this trial: it holds extra, which this network does not have. Start the trial anew, or find its own checkpoint.',
    },
    {
      name: 'with a tensor too few',
      change: (state: TrainingState) => ({
        ...state,
        tensors: new Map([...state.tensors].filter(([name]) => name !== 'stem/norm/mean')),
      }),
      message:
        'The checkpoint is not one of this trial: it lacks stem/norm/mean. Start the trial anew, or find its own checkpoint.',
    },
    {
      name: 'with a tensor of another shape',
      change: (state: TrainingState) => ({
        ...state,
        tensors: new Map([...state.tensors, ['linear/bias', { shape: [3], values: new Float32Array(3) }] as const]),
      }),
      message:
        'The checkpoint is not one of this trial: linear/bias is [3] in it, and [4] in this network. Start the trial anew, or find its own checkpoint.',
    },
  ])('$name is refused', async ({ change, message }) => {
    const settings = trial()
    const [file] = await checkpoints(settings)
    const resumeFrom = change(unwrap(decodeState(file ?? new Uint8Array(), 'checkpoint')))
    const result = await trainTrial(engine, settings, graph, data, {
      signal: new AbortController().signal,
      onMeasurement: () => {},
      resumeFrom,
    })
    expect(refusal(result)).toBe(message)
  })
})
