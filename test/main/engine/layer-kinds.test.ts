import { afterAll, describe, expect, it } from 'vitest'
import { openTrainingSession } from '../../../main/engine/training-session'
import type { Architecture, Block } from '../../../shared/architecture/architecture'
import { parameters } from '../../../shared/architecture/parameters'
import { graphOf, recipe, split, testEngine, trial, unwrap } from './builders'
import { referenceLoss } from './reference'

const engine = testEngine()
afterAll(() => engine.close())

/** Every kind of block that has no counterpart among the built-in architectures. */
const BLOCKS: readonly Block[] = [
  { kind: 'convolution', name: 'stem', kernel: 3, filters: 4, activation: 'leaky-relu' },
  { kind: 'convolution', name: 'groups', kernel: 3, filters: 6, groups: 2, activation: 'elu' },
  { kind: 'convolution', name: 'dilated', kernel: 3, filters: 4, dilation: 2, activation: 'selu' },
  { kind: 'depthwise-convolution', name: 'depthwise', kernel: 3, multiplier: 2, dilation: 2, activation: 'tanh' },
  { kind: 'convolution', name: 'table', kernel: 3, filters: 3, connections: [[0, 1, 2], [3, 7], [4]] },
  {
    kind: 'module',
    name: 'residual',
    join: 'add',
    branches: [
      {
        name: 'main',
        blocks: [
          { kind: 'convolution', name: 'first', kernel: 3, filters: 5, activation: 'relu6' },
          { kind: 'convolution', name: 'second', kernel: 3, filters: 3, activation: 'none' },
        ],
      },
      { name: 'shortcut', blocks: [] },
    ],
  },
  { kind: 'activation', name: 'after', activation: 'sigmoid' },
  { kind: 'local-response-norm', name: 'lrn', radius: 1, bias: 2, alpha: 0.1, beta: 0.75 },
  { kind: 'flatten', name: 'flat' },
  { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
]

function network(normalisation: Architecture['normalisation']): Architecture {
  return {
    name: 'all-kinds',
    title: 'a block of every kind',
    source: 'the tests',
    input: [6, 6, 2],
    classes: 3,
    normalisation,
    blocks: BLOCKS,
    auxiliary: [],
  }
}

describe('a network of all kinds of layers', () => {
  it.each([1, 2, 3])('is evaluated on any number of images: %i', (count) => {
    const graph = graphOf(network('none'))
    const data = split(5, 20, [6, 6, 2], 3)
    const settings = trial({ recipe: recipe({ batch: 4, towers: 2 }) })
    const session = unwrap(openTrainingSession(engine, settings, graph, { evaluation: data }))
    try {
      const { tensors } = session.state(0)
      const weights = new Map(
        parameters(graph).map(({ name }) => [name, Float64Array.from(tensors.get(name)?.values ?? [])]),
      )
      const { main } = session.evaluate(Int32Array.from({ length: count }, (_, row) => row))
      const images = Float64Array.from(data.images.subarray(0, count * 72), (pixel) => pixel / 255)
      const labels = [...data.labels.subarray(0, count)]
      expect(main / count).toBeCloseTo(referenceLoss({ graph, images, labels, auxiliaryWeight: 0 }, weights), 5)
    } finally {
      session.close()
    }
  })

  it.each(['none', 'batch'] as const)(
    'learns, and what its table leaves out stays zero; normalisation: %s',
    (normalisation) => {
      const graph = graphOf(network(normalisation))
      const data = split(12, 21, [6, 6, 2], 3)
      const settings = trial({ recipe: recipe({ batch: 12, towers: 2 }) })
      const session = unwrap(openTrainingSession(engine, settings, graph, { training: data, evaluation: data }))
      try {
        const rows = Int32Array.from({ length: 12 }, (_, row) => row)
        const losses = Array.from({ length: 60 }, (_, step) => session.step(rows, 0.05, step).main)
        expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] ?? 0))
        const kernel = session.state(60).tensors.get('table/kernel')?.values ?? new Float32Array()
        expect(kernel).toHaveLength(3 * 3 * 8 * 3)
        // 9 places of the 6 connections; the others of 8 inputs and 3 outputs are left out.
        expect(kernel.filter((weight) => weight !== 0)).toHaveLength(9 * 6)
      } finally {
        session.close()
      }
    },
  )
})
