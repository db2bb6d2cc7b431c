import { afterAll, describe, expect, it } from 'vitest'
import { trainTrial } from '../../main/engine/train-trial'
import { REGISTRY } from '../../shared/architecture/registry'
import type { Measurement } from '../../shared/training/measurement'
import { dataset, graphOf, recipe, testEngine, trial, unwrap } from '../main/engine/builders'

const engine = testEngine()
afterAll(() => engine.close())

/** Heavier than what `npm test` has time for: up to 138 million weights, and 299 pixels. */
describe('every architecture trains at the size it was made for', () => {
  it.each(REGISTRY.map(({ architecture }) => architecture))('$name', async (architecture) => {
    const data = dataset({ train: 4, validation: 2 }, architecture.input, architecture.classes)
    const measured: Measurement[] = []
    const outcome = unwrap(
      await trainTrial(
        engine,
        trial({
          architecture,
          base: architecture,
          input: architecture.input,
          classes: architecture.classes,
          recipe: recipe({ epochs: 1, batch: 2, optimizer: { kind: 'sgd', learningRate: 1e-4, weightDecay: 0 } }),
          data: { name: data.description.name, sizes: data.description.sizes, sha256: data.description.sha256 },
        }),
        graphOf(architecture),
        data,
        { signal: new AbortController().signal, onMeasurement: (measurement) => measured.push(measurement) },
      ),
    )
    expect(outcome.kind).toBe('finished')
    const losses = measured.flatMap((one) => (one.kind === 'progress' ? [one.train.loss] : []))
    // Two steps, on other images and with other weights each: finite, and not twice the same.
    expect(losses).toHaveLength(2)
    expect(losses.every(Number.isFinite)).toBe(true)
    expect(losses[0]).not.toBe(losses[1])
  })
})
