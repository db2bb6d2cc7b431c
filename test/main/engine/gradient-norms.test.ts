import { afterAll, describe, expect, it } from 'vitest'
import { trainTrial } from '../../../main/engine/train-trial'
import { encodeState } from '../../../main/engine/training-state'
import { type Measurement, Progress } from '../../../shared/training/measurement'
import { dataset, graphOf, recipe, smallArchitecture, testEngine, trial, unwrap } from './builders'

const engine = testEngine()
afterAll(() => engine.close())

/** 84 images in batches of 4: 21 steps an epoch, told in stretches of 3. */
async function train(gradientNormEvery?: number) {
  const measurements: Measurement[] = []
  const settings = recipe({
    epochs: 2,
    batch: 4,
    ...(gradientNormEvery !== undefined && { gradientNormEvery }),
  })
  const outcome = unwrap(
    await trainTrial(engine, trial({ recipe: settings }), graphOf(smallArchitecture), dataset(), {
      signal: new AbortController().signal,
      onMeasurement: (measurement) => measurements.push(measurement),
    }),
  )
  return { outcome, measurements }
}

/** Steps at which norms were told. */
const told = (measurements: readonly Measurement[]): readonly number[] =>
  measurements.flatMap((measurement) => ('gradientNorms' in measurement ? [measurement.step] : []))

describe('gradient norms', () => {
  it('are told of every module at the end of each stretch', async () => {
    const { measurements } = await train()
    const progress = measurements.filter(({ kind }) => kind === 'progress')
    expect(told(measurements)).toEqual(progress.map(({ step }) => step))
    for (const measurement of progress) {
      const { gradientNorms = {} } = Progress.parse(measurement)
      expect(Object.keys(gradientNorms).sort()).toEqual(['auxiliary1', 'linear', 'module1', 'stem'])
      for (const norm of Object.values(gradientNorms)) expect(norm).toBeGreaterThan(0)
    }
  })

  it.each([
    { every: 6, steps: [6, 12, 18, 24, 30, 36, 42] },
    { every: 10, steps: [12, 21, 30, 42] },
    { every: 0, steps: [] },
  ])('are told of the stretches in which every $every steps fall', async ({ every, steps }) => {
    expect(told((await train(every)).measurements)).toEqual(steps)
  })

  it('change no bit of the training', async () => {
    const states = []
    for (const every of [undefined, 0, 1]) {
      const { outcome } = await train(every)
      if (outcome.kind !== 'finished') throw new Error(`it ${outcome.kind}`)
      states.push(Buffer.from(encodeState(outcome.state)))
    }
    const [first, ...others] = states
    for (const other of others) expect(first?.equals(other)).toBe(true)
  })
})
