import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Split } from '../../../main/data/dataset'
import { loadDataset } from '../../../main/data/load-dataset'
import { openTrainingSession } from '../../../main/engine/training-session'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { SMALL_ARCHITECTURES } from '../../../shared/architecture/registry'
import { recipe, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
afterAll(() => engine.close())

const resources = join(import.meta.dirname, '..', '..', '..', 'resources')
const nowhere = join(resources, 'no-such-folder')
const BATCH = 32
const STEPS = 40
const RATE = 0.002
/** Logits behind a ReLU, without normalisation and with two dropouts: it stays at a guess for the first sixty steps. */
const SLOW: Readonly<Record<string, { readonly steps: number; readonly rate: number }>> = {
  'mini-nin': { steps: 160, rate: 0.0005 },
}

let images: Split
beforeAll(async () => {
  const places = { embedded: join(resources, 'data'), user: nowhere, system: nowhere }
  const { splits } = unwrap(await loadDataset(places, 'fashion-mnist-8k', { train: 320, validation: 10, test: 10 }))
  images = splits.train
})

/** Every built-in architecture for small images learns from real ones: its loss falls well below that of a guess. */
describe('on Fashion-MNIST, in a few steps', () => {
  it.each(SMALL_ARCHITECTURES)('$name learns', (architecture) => {
    const { steps, rate } = SLOW[architecture.name] ?? { steps: STEPS, rate: RATE }
    const size = { input: [28, 28, 1], classes: 10 } as const
    const graph = unwrap(buildLayerGraph(architecture, size))
    const optimizer = {
      kind: 'adam',
      learningRate: rate,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
    } as const
    const settings = trial({ architecture, ...size, recipe: recipe({ batch: BATCH, optimizer, towers: 2 }) })
    const session = unwrap(openTrainingSession(engine, settings, graph, { training: images, evaluation: images }))
    try {
      const losses = Array.from({ length: steps }, (_, step) => {
        const rows = Int32Array.from({ length: BATCH }, (_, row) => (step * BATCH + row) % images.count)
        return session.step(rows, rate, step).main / BATCH
      })
      const last = losses.slice(-8).reduce((sum, loss) => sum + loss, 0) / 8
      // A guess among ten classes has ln 10 = 2.30.
      expect(last).toBeLessThan(2)
      expect(last).toBeLessThan(0.85 * (losses[0] ?? 0))
    } finally {
      session.close()
    }
  })
})
