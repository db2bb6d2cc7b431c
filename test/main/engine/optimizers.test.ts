import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../../main/engine/evaluate'
import { trainTrial } from '../../../main/engine/train-trial'
import { openTrainingSession } from '../../../main/engine/training-session'
import { decodeState, encodeState, type TrainingState } from '../../../main/engine/training-state'
import type { Architecture } from '../../../shared/architecture/architecture'
import { learningRateAt, OPTIMIZERS, type Optimizer, type Recipe, SCHEDULES } from '../../../shared/training/recipe'
import { dataset, graphOf, recipe, smallArchitecture, testEngine, trial, unwrap } from './builders'

interface Tensor {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** Made by PyTorch: see make_optimizer_fixture.py. */
interface Fixture {
  readonly architecture: Architecture
  readonly auxiliaryWeight: number
  readonly epochs: number
  readonly images: readonly number[]
  readonly labels: readonly number[]
  /** Numbers of each step's images. */
  readonly rows: readonly (readonly number[])[]
  readonly before: Readonly<Record<string, Tensor>>
  readonly runs: readonly {
    readonly recipe: Pick<Recipe, 'optimizer' | 'schedule' | 'clipNorm' | 'labelSmoothing' | 'averageDecay'>
    readonly steps: readonly {
      readonly learningRate: number
      readonly main: number
      readonly auxiliary: number
      readonly gradientNorms: Readonly<Record<string, number>>
    }[]
    readonly after: Readonly<Record<string, Tensor>>
    readonly evaluation: { readonly loss: number; readonly accuracy: number; readonly top5: number }
  }[]
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../golden/optimizer-fixture.json', import.meta.url), 'utf8'),
)
const graph = graphOf(fixture.architecture)
const count = fixture.labels.length
const batch = fixture.rows[0]?.length ?? 0
const data = { images: Uint8Array.from(fixture.images), labels: Uint8Array.from(fixture.labels), count }

const engine = testEngine()
afterAll(() => engine.close())

const goOn = async () => false

/** A session with PyTorch's weights; slots are at zero, averages at the weights. */
function openAt(settings: Recipe) {
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>()
  const before = unwrap(
    openTrainingSession(engine, trial({ recipe: settings }), graph, { training: data, evaluation: data }),
  )
  const fresh = before.state(0)
  before.close()
  for (const [name, tensor] of fresh.tensors) {
    const parameter = fixture.before[name.replace(/\/average$/, '')]
    tensors.set(name, { shape: tensor.shape, values: parameter ? Float32Array.from(parameter.values) : tensor.values })
  }
  const resumeFrom: TrainingState = { trial: 'trial-1', step: 0, tensors }
  return unwrap(
    openTrainingSession(
      engine,
      trial({ recipe: settings }),
      graph,
      { training: data, evaluation: data },
      { resumeFrom },
    ),
  )
}

const runs = fixture.runs.map((run) => {
  const { optimizer, schedule, ...more } = run.recipe
  return { ...run, name: [optimizer.kind, schedule.kind, ...Object.keys(more)].join(', ') }
})

describe('ten steps of a tiny network agree with PyTorch', () => {
  it('for every optimizer and schedule', () => {
    const kinds = (kind: 'optimizer' | 'schedule') => [...new Set(runs.map((run) => run.recipe[kind].kind))].sort()
    expect(kinds('optimizer')).toEqual(Object.keys(OPTIMIZERS).sort())
    expect(kinds('schedule')).toEqual(Object.keys(SCHEDULES).sort())
  })

  describe.each([1, 2])('on %i towers', (towers) => {
    it.each(runs)('with $name', async ({ recipe: own, steps, after, evaluation }) => {
      const { auxiliaryWeight, epochs } = fixture
      const settings = recipe({ ...own, auxiliaryWeight, epochs, batch, towers })
      const session = openAt(settings)
      try {
        for (const [step, expected] of steps.entries()) {
          const learningRate = learningRateAt(settings, step, steps.length)
          expect(learningRate).toBeCloseTo(expected.learningRate, 12)
          const rows = Int32Array.from(fixture.rows[step] ?? [])
          const { main, auxiliary } = session.step(rows, learningRate, step)
          expect(main / batch, `loss of step ${step}`).toBeCloseTo(expected.main, 5)
          expect((auxiliary[0] ?? Number.NaN) / batch).toBeCloseTo(expected.auxiliary, 5)
          const norms = session.gradientNorms()
          expect(Object.keys(norms).sort()).toEqual(Object.keys(expected.gradientNorms).sort())
          for (const [module, norm] of Object.entries(expected.gradientNorms)) {
            expect(norms[module], `gradient of ${module} at step ${step}`).toBeCloseTo(norm, 4)
          }
        }
        const { tensors } = session.state(steps.length)
        for (const [name, { values }] of Object.entries(after)) {
          const found = tensors.get(name)?.values ?? []
          expect(found.length, name).toBe(values.length)
          for (const [at, value] of values.entries()) expect(found[at], `${name}[${at}]`).toBeCloseTo(value, 5)
        }
        const measured = await evaluate(session, count, 5, goOn)
        if (measured === 'stopped') throw new Error('it was not to stop')
        expect(measured.loss).toBeCloseTo(evaluation.loss, 5)
        expect(measured.accuracy).toBeCloseTo(evaluation.accuracy, 12)
        expect(measured.top5).toBeCloseTo(evaluation.top5, 12)
      } finally {
        session.close()
      }
    })
  })
})

describe('every optimizer', () => {
  const optimizers = Object.entries(OPTIMIZERS).map(
    ([kind, constants]) => ({ kind, learningRate: 0.01, weightDecay: 0.01, ...constants }) as Optimizer,
  )
  const withMomentum = { ...OPTIMIZERS.rmsprop, kind: 'rmsprop', learningRate: 0.01, weightDecay: 0, momentum: 0.9 }
  const small = graphOf(smallArchitecture)
  const images = dataset()
  const extras = { averageDecay: 0.9, clipNorm: 1, labelSmoothing: 0.1 }

  async function train(settings: Recipe, resumeFrom?: TrainingState) {
    const files: Uint8Array[] = []
    const outcome = unwrap(
      await trainTrial(engine, trial({ recipe: settings }), small, images, {
        signal: new AbortController().signal,
        onMeasurement: () => {},
        checkpoint: (state) => void files.push(encodeState(state)),
        ...(resumeFrom && { resumeFrom }),
      }),
    )
    if (outcome.kind !== 'finished') throw new Error(`it ${outcome.kind}`)
    return { ...outcome, files }
  }

  it.each([...optimizers, withMomentum as Optimizer])(
    'goes on from a checkpoint to the same bits: $kind $momentum',
    async (optimizer) => {
      const settings = recipe({ epochs: 2, optimizer, ...extras })
      const whole = await train(settings)
      const resumed = await train(settings, unwrap(decodeState(whole.files[0] ?? new Uint8Array(), 'checkpoint')))
      expect(Buffer.from(encodeState(resumed.state)).equals(encodeState(whole.state))).toBe(true)
      expect(resumed.last.validation).toEqual(whole.last.validation)
    },
  )

  it.each([
    { kind: 'sgd', slots: ['average'] },
    { kind: 'momentum', slots: ['average', 'momentum'] },
    { kind: 'nesterov', slots: ['average', 'momentum'] },
    { kind: 'rmsprop', slots: ['average', 'square'] },
    { kind: 'adam', slots: ['average', 'first-moment', 'second-moment'] },
    { kind: 'adamw', slots: ['average', 'first-moment', 'second-moment'] },
  ])('keeps its slots and the averages with each parameter: $kind', async ({ kind, slots }) => {
    const optimizer = optimizers.find((candidate) => candidate.kind === kind)
    if (!optimizer) throw new Error(`no ${kind}`)
    const { state } = await train(recipe({ epochs: 1, optimizer, ...extras }))
    const beside = [...state.tensors].filter(([name]) => name.startsWith('stem/kernel/'))
    expect(beside.map(([name]) => name.slice('stem/kernel/'.length)).sort()).toEqual(slots)
    for (const [name, { values }] of beside) expect(Math.max(...values.map(Math.abs)), name).toBeGreaterThan(0)
  })
})
