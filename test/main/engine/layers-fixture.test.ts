import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { openTrainingSession } from '../../../main/engine/training-session'
import type { TrainingState } from '../../../main/engine/training-state'
import type { Architecture } from '../../../shared/architecture/architecture'
import { parameters } from '../../../shared/architecture/parameters'
import { graphOf, recipe, testEngine, trial, unwrap } from './builders'

/** Made by PyTorch's autograd: test/golden/make_layers_fixture.py. */
interface Fixture {
  readonly architecture: Architecture
  readonly images: readonly number[]
  readonly labels: readonly number[]
  readonly auxiliaryWeight: number
  readonly main: number
  readonly auxiliary: number
  readonly weights: Readonly<Record<string, readonly number[]>>
  readonly gradients: Readonly<Record<string, readonly number[]>>
}

const fixture: Fixture = JSON.parse(readFileSync(new URL('../../golden/layers-fixture.json', import.meta.url), 'utf8'))
const { architecture, auxiliaryWeight, weights } = fixture
const batch = fixture.labels.length
const graph = graphOf(architecture)

const engine = testEngine()
afterAll(() => engine.close())

/** With v ← 0·v + g, the slot after one step is the gradient itself. */
const bare = { kind: 'momentum', learningRate: 0, momentum: 0, weightDecay: 0 } as const

/** PyTorch's weights, slots at zero, running statistics as they are at first. */
function stateBefore(): TrainingState {
  const tensors: [string, { shape: readonly number[]; values: Float32Array }][] = []
  for (const { name, role, shape } of parameters(graph)) {
    const values = Float32Array.from(weights[name] ?? [])
    tensors.push([name, { shape, values }], [`${name}/momentum`, { shape, values: new Float32Array(values.length) }])
    if (role !== 'scale') continue
    const layer = name.slice(0, -'/scale'.length)
    tensors.push([`${layer}/mean`, { shape, values: new Float32Array(values.length) }])
    tensors.push([`${layer}/variance`, { shape, values: new Float32Array(values.length).fill(1) }])
  }
  return { trial: 'trial-1', step: 0, tensors: new Map(tensors) }
}

it('has the parameters that PyTorch has', () => {
  expect(parameters(graph).map(({ name }) => name)).toEqual(Object.keys(weights))
})

describe.each([1, 2])('a network of every kind of layer on %i towers agrees with PyTorch', (towers) => {
  it('in loss and gradients', () => {
    const settings = trial({ recipe: recipe({ batch, towers, auxiliaryWeight, optimizer: bare }) })
    const data = { images: Uint8Array.from(fixture.images), labels: Uint8Array.from(fixture.labels), count: batch }
    const session = unwrap(
      openTrainingSession(engine, settings, graph, { training: data, evaluation: data }, { resumeFrom: stateBefore() }),
    )
    try {
      const { main, auxiliary } = session.step(
        Int32Array.from({ length: batch }, (_, row) => row),
        0,
        0,
      )
      expect(main / batch).toBeCloseTo(fixture.main, 5)
      expect((auxiliary[0] ?? Number.NaN) / batch).toBeCloseTo(fixture.auxiliary, 5)
      const { tensors } = session.state(1)
      for (const [name, expected] of Object.entries(fixture.gradients)) {
        const found = tensors.get(`${name}/momentum`)?.values ?? []
        const largest = Math.max(...expected.map(Math.abs), 0.02)
        const furthest = Math.max(...expected.map((value, at) => Math.abs(value - (found[at] ?? Number.NaN))))
        expect(furthest / largest, name).toBeLessThan(1e-4)
      }
    } finally {
      session.close()
    }
  })
})
