import { afterAll, describe, expect, it } from 'vitest'
import { openTrainingSession } from '../../../main/engine/training-session'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import type { Shape } from '../../../shared/architecture/shape'
import { dataset, recipe, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
afterAll(() => engine.close())

const onGpu = engine.device.kind === 'gpu'
if (!onGpu)
  console.info('The GPU checks are skipped: this TensorFlow finds no GPU here (npm run ablate -- doctor says why)')

const INPUT: Shape = [28, 28, 1]
const BATCH = 8

function lossesOf(steps: number): readonly number[] {
  const graph = unwrap(buildLayerGraph({ ...miniGooglenet, auxiliary: [] }, { input: INPUT, classes: 10 }))
  const settings = trial({
    architecture: miniGooglenet,
    input: INPUT,
    classes: 10,
    recipe: recipe({ batch: BATCH, towers: 1 }),
  })
  const { splits } = dataset({ train: BATCH, validation: 2 }, INPUT, 10)
  const session = unwrap(
    openTrainingSession(engine, settings, graph, { training: splits.train, evaluation: splits.validation }),
  )
  try {
    const rows = Int32Array.from({ length: BATCH }, (_, index) => index)
    return Array.from({ length: steps }, (_, step) => session.step(rows, 0.05, step).main / BATCH)
  } finally {
    session.close()
  }
}

describe.skipIf(!onGpu)('on a GPU', () => {
  it('learns a batch by heart', () => {
    const losses = lossesOf(30)
    expect(losses.every(Number.isFinite)).toBe(true)
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
  })

  it('starts from the same loss each time', () => {
    expect(lossesOf(1)[0]).toBeCloseTo(lossesOf(1)[0] ?? Number.NaN, 4)
  })
})
