import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Dataset } from '../../../main/data/dataset'
import type { Engine } from '../../../main/engine/engine'
import { readPredictions } from '../../../main/store/predictions'
import { makeAttempt } from '../../../main/worker/make-attempt'
import { ok } from '../../../shared/result'
import { ResultRecord } from '../../../shared/study/result-record'
import type { Measurement } from '../../../shared/training/measurement'
import type { Trial } from '../../../shared/training/trial'
import { dataset, recipe, testEngine, trial } from '../engine/builders'

const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY }))
vi.mock('node:fs', async (original) => {
  const { diskOf } = await import('../store/disk')
  return diskOf(await original(), disk)
})

const engine = testEngine()
afterAll(() => engine.close())

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-attempt-'))
})
afterEach(() => {
  disk.room = Number.POSITIVE_INFINITY
  rmSync(folder, { recursive: true })
  expect(engine.binding.getNumOfTensors()).toBe(0)
  expect(engine.binding.getNumOfSavedModels()).toBe(0)
})

/** Ten steps an epoch; dropout, batch norm, momentum, augmentation: all that a checkpoint has to bring back. */
const settings = trial({ recipe: recipe({ epochs: 4, augmentation: { shift: 1, flip: true } }) })

interface Course {
  readonly trial?: Trial
  readonly data?: Dataset
  readonly engine?: Engine
  readonly memory?: number
  /** Stops it when this many steps are done. */
  readonly stopAt?: number
  /** Told of every measurement. */
  readonly watch?: (measurement: Measurement) => void
}

/** Makes one attempt in this process, as a worker does. */
async function attempt(number: number, course: Course = {}, where = folder) {
  const stop = new AbortController()
  const told: Measurement[] = []
  const outcome = await makeAttempt(
    course.engine ?? engine,
    { trial: course.trial ?? settings, attempt: number, folder: where, places: { embedded: '', user: '', system: '' } },
    {
      signal: stop.signal,
      pause: () => undefined,
      onMeasurement: (measurement) => {
        told.push(measurement)
        course.watch?.(measurement)
        if (measurement.kind === 'progress' && measurement.step === course.stopAt) stop.abort()
      },
      data: { load: async () => ok(course.data ?? dataset()) },
      environment: {
        tensorflow: '2',
        device: 'CPU',
        system: 'linux',
        processor: 'a processor, 2 cores',
        node: '20',
        runtime: 'Node 20',
        version: '0',
        threads: 1,
      },
      availableMemory: () => course.memory ?? 64e9,
    },
  )
  return { outcome, told }
}

const trialPath = (...names: string[]) => join(folder, 'trials', settings.id, ...names)
const files = () => readdirSync(trialPath(), { recursive: true, encoding: 'utf8' }).toSorted()
const checkpoints = () => files().filter((name) => name.includes('epoch-'))
const result = (where = folder) =>
  ResultRecord.parse(JSON.parse(readFileSync(join(where, 'trials', settings.id, 'result.json'), 'utf8')))
const events = (number: number): Record<string, unknown>[] =>
  readFileSync(trialPath(`attempt-${number}`, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
const eventsOf = (number: number, kind: string) => events(number).filter((event) => event.kind === kind)

/** Without what depends on the clock. */
const timeless = ({ curve }: ResultRecord) => curve.map((point) => ({ ...point, seconds: 0, imagesPerSecond: 0 }))

/** The curve and the final weights of the trial, undisturbed. */
async function undisturbed() {
  const where = mkdtempSync(join(tmpdir(), 'ablation-workbench-undisturbed-'))
  try {
    await attempt(1, {}, where)
    const weights = readFileSync(join(where, 'trials', settings.id, 'attempt-1', 'checkpoint', 'final.safetensors'))
    return { curve: timeless(result(where)), weights }
  } finally {
    rmSync(where, { recursive: true })
  }
}

describe('an attempt', () => {
  it('keeps the last two checkpoints while it trains, and says when they were written', async () => {
    // Within epoch 4: after epochs 1, 2 and 3.
    const { outcome } = await attempt(1, { stopAt: 35 })
    expect(outcome).toEqual({ kind: 'stopped' })
    expect(checkpoints()).toEqual([
      'attempt-1/checkpoint/epoch-2.safetensors',
      'attempt-1/checkpoint/epoch-3.safetensors',
    ])
    expect(eventsOf(1, 'checkpoint').map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ])
  })

  it('leaves its final weights alone when its result stands', async () => {
    const { outcome } = await attempt(1)
    expect(outcome).toMatchObject({ kind: 'finished' })
    expect(files()).toEqual([
      'attempt-1',
      'attempt-1/checkpoint',
      'attempt-1/checkpoint/final.safetensors',
      'attempt-1/events.jsonl',
      'attempt-1/predictions.npz',
      'result.json',
      'trial.json',
    ])
  })

  it('leaves no checkpoint of a trial that diverged', async () => {
    await attempt(1, { stopAt: 25 })
    expect(checkpoints()).toHaveLength(2)
    const optimizer = { kind: 'momentum', learningRate: 1e6, momentum: 0.9, weightDecay: 1e-4 } as const
    const diverging = { ...settings, recipe: recipe({ optimizer, epochs: 30, batch: 12 }) }
    const { outcome } = await attempt(2, { trial: diverging })
    expect(outcome.kind).toBe('diverged')
    expect(files()).toEqual([
      'attempt-1',
      'attempt-1/events.jsonl',
      'attempt-2',
      'attempt-2/events.jsonl',
      'result.json',
      'trial.json',
    ])
  })
})

describe('an attempt whose epoch is chosen', () => {
  // At this rate the validation accuracy goes up and down.
  const optimizer = { kind: 'momentum', learningRate: 0.35, momentum: 0.9, weightDecay: 0 } as const
  const chosen = trial({ selection: 'accuracy', recipe: recipe({ epochs: 8, batch: 12, optimizer }) })
  /** Everything that the trial leaves behind but what depends on the clock. */
  const outcome = (where: string, number: number) => {
    const at = (...names: string[]) => join(where, 'trials', chosen.id, `attempt-${number}`, ...names)
    const { curve: _curve, ...found } = ResultRecord.parse(
      JSON.parse(readFileSync(join(where, 'trials', chosen.id, 'result.json'), 'utf8')),
    )
    if (found.outcome !== 'finished') throw new Error(`it ${found.outcome}`)
    const { best, test, predictions } = found
    return {
      best,
      test,
      predictions,
      weights: readFileSync(at('checkpoint', 'final.safetensors')).toString('hex'),
      npz: readFileSync(at('predictions.npz')).toString('hex'),
    }
  }

  it.each([
    { name: 'in one go', stops: [] },
    { name: 'stopped before the best epoch and after it', stops: [10, 52] },
    { name: 'stopped in every epoch', stops: [3, 10, 17, 24, 31, 38, 45, 52] },
  ])('ends with the weights, predictions and test of the best one: $name', async ({ stops }) => {
    const where = mkdtempSync(join(tmpdir(), 'ablation-workbench-chosen-'))
    try {
      await attempt(1, { trial: chosen }, where)
      const whole = outcome(where, 1)
      expect(whole.best?.epoch).toBeLessThan(8)
      for (const [index, stopAt] of stops.entries()) await attempt(index + 1, { trial: chosen, stopAt })
      await attempt(stops.length + 1, { trial: chosen })
      expect(outcome(folder, stops.length + 1)).toEqual(whole)
      expect(files().filter((name) => /best-|epoch-/.test(name))).toEqual([])
    } finally {
      rmSync(where, { recursive: true })
    }
  })

  it('goes on where attempts ended, twice, between a best state and the checkpoint after it', async () => {
    const where = mkdtempSync(join(tmpdir(), 'ablation-workbench-chosen-'))
    try {
      await attempt(1, { trial: chosen }, where)
      const { curve } = result(where)
      const rising = curve.filter(
        ({ epoch, validation }) =>
          epoch > 2 &&
          epoch < 8 &&
          curve.slice(0, epoch - 1).every((one) => one.validation.accuracy < validation.accuracy),
      )
      const epoch = rising.at(-1)?.epoch ?? Number.NaN
      const { size } = statSync(join(where, 'trials', chosen.id, 'attempt-1', 'checkpoint', 'final.safetensors'))
      // Room for one state alone.
      const watch = (told: Measurement) => {
        if (told.kind === 'epoch' && told.epoch === epoch) disk.room = 1.5 * size
      }
      for (const number of [1, 2]) {
        expect((await attempt(number, { trial: chosen, watch })).outcome).toMatchObject({ kind: 'refused' })
        disk.room = Number.POSITIVE_INFINITY
        expect(files()).toContain(`attempt-${number}/checkpoint/best-${epoch}.safetensors`)
      }
      await attempt(3, { trial: chosen })
      for (const number of [2, 3]) expect(events(number)[0]).toMatchObject({ kind: 'resumed', epoch: epoch - 1 })
      expect(outcome(folder, 3)).toEqual(outcome(where, 1))
    } finally {
      rmSync(where, { recursive: true })
    }
  })

  it('keeps the best state beside the checkpoints, and begins anew where it is lost', async () => {
    await attempt(1, { trial: chosen, stopAt: 52 })
    const kept = files().filter((name) => /best-\d+\.safetensors$/.test(name))
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.length).toBeLessThanOrEqual(2)
    for (const name of kept) rmSync(trialPath(name))
    await attempt(2, { trial: chosen })
    expect(events(2)[0]).toMatchObject({
      kind: 'unusable-checkpoint',
      reason: expect.stringContaining('the best so far, is not among the checkpoints'),
    })
    expect(eventsOf(2, 'started-anew')).toHaveLength(1)
    expect(result()).toMatchObject({ outcome: 'finished' })
  })
})

describe('what each image was taken for', () => {
  const finishedResult = () => {
    const found = result()
    if (found.outcome !== 'finished') throw new Error(`it ${found.outcome}`)
    return found
  }

  it('is read back as the accuracies were counted', async () => {
    await attempt(1)
    const { validation, test } = dataset().splits
    const found = finishedResult()
    expect(found.predictions?.splits).toEqual(['validation', 'test'])
    for (const [split, { labels }, accuracy] of [
      ['validation', validation, found.curve.at(-1)?.validation.accuracy],
      ['test', test, found.test?.accuracy],
    ] as const) {
      const read = readPredictions(folder, found, split)
      const { classes, labels: stored } = read.ok && read.value ? read.value : { classes: [], labels: [] }
      expect([...stored]).toEqual([...labels])
      expect([...classes].filter((own, image) => own === labels[image]).length / labels.length).toBeCloseTo(
        accuracy ?? Number.NaN,
        12,
      )
    }
  })

  it('is refused where it was changed, and not asked of earlier versions', async () => {
    await attempt(1)
    const { predictions: _predictions, ...earlier } = finishedResult()
    writeFileSync(trialPath('attempt-1', 'predictions.npz'), 'changed')
    expect(readPredictions(folder, finishedResult(), 'validation')).toMatchObject({
      ok: false,
      error: { kind: 'input', message: expect.stringMatching(/predictions\.npz is not what trial .* wrote/) },
    })
    expect(readPredictions(folder, earlier, 'validation')).toEqual({ ok: true, value: undefined })
  })
})

describe('a further attempt', () => {
  it.each([
    { name: 'from within epoch 2', stops: [15] },
    { name: 'from within the last epoch', stops: [38] },
    { name: 'twice', stops: [15, 25] },
    { name: 'twice within the same epoch', stops: [25, 28] },
  ])('goes on to the curve and the weights of an undisturbed one, bit for bit: $name', async ({ stops }) => {
    for (const [index, stopAt] of stops.entries()) await attempt(index + 1, { stopAt })
    const last = stops.length + 1
    const { outcome } = await attempt(last)
    expect(outcome).toMatchObject({ kind: 'finished' })
    const whole = await undisturbed()
    expect(timeless(result())).toEqual(whole.curve)
    const weights = readFileSync(trialPath(`attempt-${last}`, 'checkpoint', 'final.safetensors'))
    expect(weights.equals(whole.weights)).toBe(true)
    expect(files().filter((name) => name.includes('checkpoint/'))).toEqual([
      `attempt-${last}/checkpoint/final.safetensors`,
    ])
  })

  it('tells the earlier epochs first, and where it goes on', async () => {
    await attempt(1, { stopAt: 25 })
    const { told } = await attempt(2)
    expect(told.filter(({ kind }) => kind === 'epoch').map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])
    expect(told.slice(0, 2)).toEqual(eventsOf(1, 'epoch').map(({ time: _time, ...event }) => event))
    expect(events(2)[0]).toMatchObject({
      kind: 'resumed',
      from: 'attempt-1/checkpoint/epoch-2.safetensors',
      epoch: 2,
      step: 20,
    })
  })

  it('counts the seconds of all that its result rests on', async () => {
    await attempt(1, { stopAt: 25 })
    const file = trialPath('attempt-1', 'events.jsonl')
    const slow = readFileSync(file, 'utf8').replace(
      /("kind":"checkpoint","epoch":2,"step":20,"seconds":)[\d.e-]+/,
      '$11000',
    )
    writeFileSync(file, slow)
    await attempt(2)
    expect(result().seconds).toBeGreaterThan(1000)
    expect(result().seconds).toBeLessThan(1100)
  })

  const spoil = {
    'cut off': (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 700)),
    empty: (file: string) => writeFileSync(file, ''),
    'with a bit turned': (file: string) => {
      const bytes = readFileSync(file)
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9)
      writeFileSync(file, bytes)
    },
  }

  it.each([
    { name: 'cut off', reason: 'is not a usable safetensors file' },
    { name: 'empty', reason: 'is not a usable safetensors file' },
    { name: 'with a bit turned', reason: 'is damaged: its numbers are not those that were written.' },
  ] as const)('passes over a checkpoint that is $name, and goes on from the one before', async ({ name, reason }) => {
    await attempt(1, { stopAt: 35 })
    spoil[name](trialPath('attempt-1', 'checkpoint', 'epoch-3.safetensors'))
    const { outcome } = await attempt(2)
    expect(outcome).toMatchObject({ kind: 'finished' })
    expect(events(2).slice(0, 2)).toMatchObject([
      { kind: 'unusable-checkpoint', file: 'attempt-1/checkpoint/epoch-3.safetensors' },
      { kind: 'resumed', from: 'attempt-1/checkpoint/epoch-2.safetensors', epoch: 2 },
    ])
    expect(events(2)[0]?.reason).toContain(reason)
    expect(timeless(result())).toEqual((await undisturbed()).curve)
  })

  it('begins anew where no checkpoint can be used, and says so', async () => {
    await attempt(1, { stopAt: 15 })
    spoil.empty(trialPath('attempt-1', 'checkpoint', 'epoch-1.safetensors'))
    await attempt(2)
    expect(
      events(2)
        .slice(0, 2)
        .map(({ kind }) => kind),
    ).toEqual(['unusable-checkpoint', 'started-anew'])
    expect(timeless(result())).toEqual((await undisturbed()).curve)
  })

  it('does not go on from a checkpoint whose epochs were not told: the curve would lack them', async () => {
    await attempt(1, { stopAt: 25 })
    const file = trialPath('attempt-1', 'events.jsonl')
    const lines = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, lines.filter((line) => !line.includes('"kind":"epoch","epoch":1')).join('\n'))
    await attempt(2)
    expect(events(2)[0]).toMatchObject({
      kind: 'unusable-checkpoint',
      reason:
        'The events of attempt 1 do not tell all of the 2 epochs before attempt-1/checkpoint/epoch-2.safetensors.',
    })
    expect(timeless(result())).toEqual((await undisturbed()).curve)
  })

  it('reads events whose last line was cut off by a kill', async () => {
    await attempt(1, { stopAt: 25 })
    const file = trialPath('attempt-1', 'events.jsonl')
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"time":"2026-01-01T00:00:00.000Z","kind":"epo`)
    await attempt(2)
    expect(events(2)[0]).toMatchObject({ kind: 'resumed', epoch: 2 })
  })

  it('does not take the checkpoint of another recipe', async () => {
    await attempt(1, { stopAt: 25 })
    const other = { ...settings, recipe: { ...settings.recipe, batch: 12 } }
    await attempt(2, { trial: other })
    expect(eventsOf(2, 'unusable-checkpoint').map(({ reason }) => reason)).toEqual([
      expect.stringContaining(
        'was taken after step 20; this trial can go on from the end of an epoch, a multiple of 7',
      ),
      expect.stringContaining(
        'was taken after step 10; this trial can go on from the end of an epoch, a multiple of 7',
      ),
    ])
  })
})

describe('an attempt on a disk that becomes full', () => {
  /** Room for the events of an epoch, not for a checkpoint. */
  const LITTLE = 3_000

  it.each([
    {
      name: 'under the second checkpoint',
      at: 20,
      file: 'attempt-1/checkpoint/epoch-2.safetensors',
      left: ['attempt-1/checkpoint/epoch-1.safetensors'],
      from: 'attempt-1/checkpoint/epoch-1.safetensors',
      room: () => LITTLE,
    },
    {
      name: 'under the final weights',
      at: 40,
      file: 'attempt-1/checkpoint/final.safetensors',
      left: ['attempt-1/checkpoint/epoch-2.safetensors', 'attempt-1/checkpoint/epoch-3.safetensors'],
      from: 'attempt-1/checkpoint/epoch-3.safetensors',
      room: () => LITTLE,
    },
    {
      name: 'under the predictions',
      at: 40,
      file: 'attempt-1/predictions.npz',
      left: [
        'attempt-1/checkpoint/epoch-2.safetensors',
        'attempt-1/checkpoint/epoch-3.safetensors',
        'attempt-1/checkpoint/final.safetensors',
      ],
      from: 'attempt-1/checkpoint/epoch-3.safetensors',
      // The final weights are as large as those after epoch 3.
      room: () => statSync(trialPath('attempt-1', 'checkpoint', 'epoch-3.safetensors')).size + 100,
    },
  ])(
    '$name is refused with a sentence; what was there before stays, and the same process goes on from it',
    async (full) => {
      const { outcome } = await attempt(1, {
        watch: ({ kind, step }) => {
          if (kind === 'epoch' && step === full.at) disk.room = full.room()
        },
      })
      const reason = `The disk is full: ${trialPath(full.file)} cannot be written (ENOSPC). Make room on it and run the study again: it goes on from what is there.`
      expect(outcome).toEqual({ kind: 'refused', failure: 'environment', reason })
      expect(files()).toEqual([
        'attempt-1',
        'attempt-1/checkpoint',
        ...full.left,
        'attempt-1/events.jsonl',
        'trial.json',
      ])
      expect(readFileSync(trialPath('attempt-1', 'events.jsonl'), 'utf8')).toMatch(/\n$/)

      disk.room = Number.POSITIVE_INFINITY
      const next = await attempt(2)
      expect(next.outcome).toMatchObject({ kind: 'finished' })
      expect(events(2)[0]).toMatchObject({ kind: 'resumed', from: full.from })
      const whole = await undisturbed()
      expect(timeless(result())).toEqual(whole.curve)
      expect(readFileSync(trialPath('attempt-2', 'checkpoint', 'final.safetensors')).equals(whole.weights)).toBe(true)
    },
  )

  it('says so in its events where they have room', async () => {
    const blocked = trialPath('attempt-1', 'checkpoint')
    const { outcome } = await attempt(1, {
      watch: ({ kind, step }) => {
        // A file in the way of the folder of checkpoints.
        if (kind === 'progress' && step === 1) writeFileSync(blocked, '')
      },
    })
    const reason = `${blocked} cannot be written (EEXIST). See to it that its folder is there and can be written to, and run the study again: it goes on from what is there.`
    expect(outcome).toEqual({ kind: 'refused', failure: 'environment', reason })
    expect(events(1).at(-1)).toMatchObject({ kind: 'refused', reason })
  })

  it('before it begins writes nothing, and says so', async () => {
    disk.room = 100
    const { outcome } = await attempt(1)
    expect(outcome).toMatchObject({
      kind: 'refused',
      failure: 'environment',
      reason: expect.stringContaining(`The disk is full: ${trialPath('trial.json')} cannot be written`),
    })
    expect(files()).toEqual(['attempt-1'])
  })
})

describe('a trial that cannot be trained', () => {
  /** What TensorFlow said through the binding, each time under a limit of the address space; and what is told of it. */
  const NO_ROOM = [
    {
      says: 'OOM when allocating tensor with shape[64,1024]',
      told: 'OOM when allocating tensor with shape\\[64,1024\\]',
    },
    {
      says: 'Operation received an exception:Status: 1, message: could not create a primitive, in file tensorflow/core/kernels/mkl/mkl_conv_ops.cc:1093\n\t [[{{node step/stem/Conv2D}}]]',
      told: 'Operation received an exception:Status: 1, .*mkl_conv_ops\\.cc:1093 \\(step/stem/Conv2D\\)',
    },
    {
      says: 'Operation received an exception:Status: 5, message: could not execute a primitive, in file tensorflow/core/kernels/mkl/mkl_matmul_op_fused.cc:287\n\t [[{{node step/auxiliary1/hidden/BiasAdd}}]]',
      told: 'Operation received an exception:Status: 5, .*mkl_matmul_op_fused\\.cc:287 \\(step/auxiliary1/hidden/BiasAdd\\)',
    },
    {
      says: 'Cannot parse tensor from proto: dtype: DT_FLOAT\ntensor_shape {\n  dim {\n    size: 2048\n  }\n}\n\n\t [[{{node step/module1/concat/gradient/AddN/tmp_var_zeros}}]]',
      told: 'Cannot parse tensor from proto: dtype: DT_FLOAT \\(step/module1/concat/gradient/AddN/tmp_var_zeros\\)',
    },
  ]

  /** Training this network with any batch takes the 300 MB of TensorFlow itself. */
  const tooLittle = 299e6

  it.each([
    {
      name: 'for want of memory',
      failure: 'environment',
      course: { memory: tooLittle },
      reason:
        /^Training small with a batch of 8 needs about 30\d MB of memory, \d+ kB of it for the batch, and 299 MB are available\. Choose a smaller training\.batch, run fewer trials at a time, or use a machine with more memory\.$/,
    },
    {
      name: 'for a label out of range',
      failure: 'input',
      course: { data: withLabel(7) },
      reason:
        /^Image 5 of the train split of quarters has label 7, and small is built for 4 classes: labels 0 to 3\. Build it for the data set's classes\.$/,
    },
    {
      name: 'for a batch larger than the data',
      failure: 'input',
      course: { trial: { ...settings, recipe: { ...settings.recipe, batch: 85 } } },
      reason: /^training\.batch is 85, and quarters has 84 training images: there is not one whole batch\./,
    },
    ...NO_ROOM.map(({ says, told }) => ({
      name: `because TensorFlow finds no room: ${told}`,
      failure: 'environment',
      course: { engine: withoutRoom(says) },
      reason: new RegExp(
        `^TensorFlow ran out of memory: Session fail to run with error: ${told}\\. A smaller training\\.batch needs less, as do fewer trials at a time\\.$`,
      ),
    })),
  ])('is refused $name, and the same process trains the next one', async ({ failure, course, reason }) => {
    const { outcome } = await attempt(1, course)
    expect(outcome).toMatchObject({ kind: 'refused', failure, reason: expect.stringMatching(reason) })
    expect(events(1).at(-1)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) })
    expect(files()).toEqual(['attempt-1', 'attempt-1/events.jsonl', 'trial.json'])
    expect(existsSync(trialPath('result.json'))).toBe(false)

    const next = await attempt(2)
    expect(next.outcome).toMatchObject({ kind: 'finished' })
    expect(timeless(result())).toEqual((await undisturbed()).curve)
  })

  function withLabel(label: number): Dataset {
    const whole = dataset()
    const labels = whole.splits.train.labels.slice()
    labels[5] = label
    return { ...whole, splits: { ...whole.splits, train: { ...whole.splits.train, labels } } }
  }

  /** Says at the third run what TensorFlow says, through the binding, when an allocation fails. */
  function withoutRoom(says: string): Engine {
    let runs = 0
    const binding: Engine['binding'] = Object.create(engine.binding, {
      runSavedModel: {
        value: (...given: Parameters<Engine['binding']['runSavedModel']>) => {
          runs += 1
          if (runs === 3) throw new Error(`Session fail to run with error: ${says}`)
          return engine.binding.runSavedModel(...given)
        },
      },
    })
    return { ...engine, binding }
  }
})
