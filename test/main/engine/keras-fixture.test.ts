import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { openTrainingSession } from '../../../main/engine/training-session'
import type { TrainingState } from '../../../main/engine/training-state'
import type { Architecture } from '../../../shared/architecture/architecture'
import { graphOf, recipe, testEngine, trial, unwrap } from './builders'

interface FixtureTensors {
  readonly [name: string]: { readonly shape: readonly number[]; readonly values: readonly number[] }
}

/** Made by Keras: test/golden/make_engine_fixture.py. */
interface Fixture {
  readonly architecture: Architecture
  readonly images: readonly number[]
  readonly labels: readonly number[]
  readonly auxiliaryWeight: number
  readonly momentum: number
  readonly weightDecay: number
  readonly before: FixtureTensors
  readonly steps: readonly {
    readonly learningRate: number
    readonly main: number
    readonly auxiliary: number
    readonly correct: number
    readonly after: FixtureTensors
  }[]
  readonly evaluation: { readonly loss: number; readonly accuracy: number }
}

const fixture: Fixture = JSON.parse(readFileSync(new URL('../../golden/engine-fixture.json', import.meta.url), 'utf8'))
const batch = fixture.labels.length

const engine = testEngine()
afterAll(() => engine.close())

/** Keras's tensors, and slots at zero. */
function stateBefore(): TrainingState {
  const tensors = new Map(
    Object.entries(fixture.before).map(([name, { shape, values }]) => [
      name,
      { shape, values: Float32Array.from(values) },
    ]),
  )
  for (const [name, { shape, values }] of [...tensors]) {
    if (/\/(kernel|bias|scale|shift)$/.test(name)) {
      tensors.set(`${name}/momentum`, { shape, values: new Float32Array(values.length) })
    }
  }
  return { trial: 'trial-1', step: 0, tensors }
}

describe.each([1, 2, 3])('two steps of a tiny Inception network on %i towers agree with Keras', (towers) => {
  const { momentum, weightDecay, auxiliaryWeight } = fixture
  const graph = graphOf(fixture.architecture)
  const settings = trial({
    recipe: recipe({
      batch,
      towers,
      auxiliaryWeight,
      optimizer: { kind: 'momentum', learningRate: 0.2, momentum, weightDecay },
    }),
  })
  const data = { images: Uint8Array.from(fixture.images), labels: Uint8Array.from(fixture.labels), count: batch }
  const rows = Int32Array.from({ length: batch }, (_, row) => row)

  it('in losses, weights, running statistics and evaluation', () => {
    const session = unwrap(
      openTrainingSession(engine, settings, graph, { training: data, evaluation: data }, { resumeFrom: stateBefore() }),
    )
    try {
      for (const [index, expected] of fixture.steps.entries()) {
        const { main, correct, auxiliary } = session.step(rows, expected.learningRate, index)
        expect(main / batch).toBeCloseTo(expected.main, 5)
        expect((auxiliary[0] ?? Number.NaN) / batch).toBeCloseTo(expected.auxiliary, 5)
        expect(correct).toBe(expected.correct)
        const { tensors } = session.state(index + 1)
        for (const [name, { values }] of Object.entries(expected.after)) {
          const found = tensors.get(name)?.values ?? []
          expect(found.length, name).toBe(values.length)
          for (const [at, value] of values.entries()) expect(found[at], `${name}[${at}]`).toBeCloseTo(value, 5)
        }
      }
      const { main, correct } = session.evaluate(rows)
      expect(main / batch).toBeCloseTo(fixture.evaluation.loss, 5)
      expect(correct / batch).toBe(fixture.evaluation.accuracy)
    } finally {
      session.close()
    }
  })
})
