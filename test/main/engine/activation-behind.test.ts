import { afterAll, describe, expect, it } from 'vitest'
import { openTrainingSession } from '../../../main/engine/training-session'
import type { Activation } from '../../../shared/architecture/activation'
import type { Architecture } from '../../../shared/architecture/architecture'
import { parameters } from '../../../shared/architecture/parameters'
import { graphOf, recipe, split, testEngine, trial, unwrap } from './builders'
import { referenceLoss } from './reference'

const engine = testEngine()
afterAll(() => engine.close())

const ACTIVATIONS: readonly Activation[] = ['relu', 'leaky-relu', 'relu6', 'elu', 'selu', 'tanh', 'sigmoid']

/** A convolution with a bias, the sum with what it read, an activation: TensorFlow makes one operation of it where it can. */
function residual(activation: Activation): Architecture {
  return {
    name: 'residual',
    title: 'an activation behind a sum',
    source: 'the tests',
    input: [6, 6, 2],
    classes: 3,
    normalisation: 'none',
    blocks: [
      { kind: 'convolution', name: 'stem', kernel: 3, filters: 4, activation: 'none' },
      {
        kind: 'module',
        name: 'residual',
        join: 'add',
        branches: [
          { name: 'main', blocks: [{ kind: 'convolution', name: 'conv', kernel: 3, filters: 4, activation: 'none' }] },
          { name: 'shortcut', blocks: [] },
        ],
      },
      { kind: 'activation', name: 'after', activation },
      { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
    ],
    auxiliary: [],
  }
}

/** A convolution, its batch norm, an activation: at inference TensorFlow makes one operation of them too. */
function normalised(activation: Activation): Architecture {
  return {
    ...residual(activation),
    name: 'normalised',
    normalisation: 'batch',
    blocks: [
      { kind: 'convolution', name: 'conv', kernel: 3, filters: 4, activation },
      { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
    ],
  }
}

describe('an activation behind the sum of a convolution and another map', () => {
  it.each(ACTIVATIONS)('%s is computed as it is by itself, in training and in evaluation', (activation) => {
    const graph = graphOf(residual(activation))
    const data = split(4, 20, [6, 6, 2], 3)
    const settings = trial({ recipe: recipe({ batch: 4 }) })
    const session = unwrap(openTrainingSession(engine, settings, graph, { training: data, evaluation: data }))
    try {
      const { tensors } = session.state(0)
      const weights = new Map(
        parameters(graph).map(({ name }) => [name, Float64Array.from(tensors.get(name)?.values ?? [])]),
      )
      const images = Float64Array.from(data.images, (pixel) => pixel / 255)
      const expected = referenceLoss({ graph, images, labels: [...data.labels], auxiliaryWeight: 0 }, weights)
      const rows = Int32Array.from({ length: 4 }, (_, row) => row)
      expect(session.evaluate(rows).main / 4).toBeCloseTo(expected, 5)
      expect(session.step(rows, 0, 0).main / 4).toBeCloseTo(expected, 5)
    } finally {
      session.close()
    }
  })
})

describe('an activation behind a batch norm', () => {
  it.each(ACTIVATIONS)('%s can be evaluated', (activation) => {
    const graph = graphOf(normalised(activation))
    const data = split(4, 20, [6, 6, 2], 3)
    const session = unwrap(
      openTrainingSession(engine, trial({ recipe: recipe({ batch: 4 }) }), graph, { evaluation: data }),
    )
    try {
      const { tensors } = session.state(0)
      const bare = normalised(activation)
      // Before training a batch norm divides by √(1 + ε) alone: the same network without it, its kernel as much smaller.
      const plain = graphOf({ ...bare, normalisation: 'none' })
      const weights = new Map(
        parameters(plain).map(({ name, shape }) => {
          const size = shape.reduce((product, one) => product * one, 1)
          const values = Float64Array.from(tensors.get(name)?.values ?? new Float64Array(size))
          return [name, name === 'conv/kernel' ? values.map((value) => value / Math.sqrt(1.001)) : values]
        }),
      )
      const images = Float64Array.from(data.images, (pixel) => pixel / 255)
      const expected = referenceLoss({ graph: plain, images, labels: [...data.labels], auxiliaryWeight: 0 }, weights)
      expect(session.evaluate(Int32Array.of(0, 1, 2, 3)).main / 4).toBeCloseTo(expected, 5)
    } finally {
      session.close()
    }
  })
})
