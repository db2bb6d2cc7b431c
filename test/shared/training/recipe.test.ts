import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learningRateAt, type Recipe, type Schedule } from '../../../shared/training/recipe'

/** Ten epochs of four steps, from 0.2. */
function recipe(schedule: Schedule, epochs = 10): Recipe {
  return {
    epochs,
    batch: 8,
    optimizer: { kind: 'sgd', learningRate: 0.2, weightDecay: 0 },
    schedule,
    auxiliaryWeight: 0.3,
    towers: 1,
  }
}

const STEPS = 40

describe('the learning rate', () => {
  it.each<{ schedule: Schedule; rates: Readonly<Record<number, number>> }>([
    { schedule: { kind: 'constant' }, rates: { 0: 0.2, 17: 0.2, 39: 0.2 } },
    // 0.2·(1 + cos(π·step/40))/2; cos(π/4) = √½ = 0.70710678
    { schedule: { kind: 'cosine' }, rates: { 0: 0.2, 10: 0.170710678, 20: 0.1, 30: 0.029289322 } },
    // Epochs 0 to 2, 3 to 5, 6 to 8, 9: twelve steps each.
    {
      schedule: { kind: 'step', factor: 0.1, epochs: 3 },
      rates: { 0: 0.2, 11: 0.2, 12: 0.02, 23: 0.02, 24: 0.002, 36: 0.0002, 39: 0.0002 },
    },
    // Once by 0.96 in 8 epochs = 32 steps: 0.2·0.96^(8/32) = 0.2·0.98984640 at step 8
    {
      schedule: { kind: 'exponential', rate: 0.96, epochs: 8 },
      rates: { 0: 0.2, 8: 0.19796928, 16: 0.195959179, 32: 0.192 },
    },
    // A line of 40 steps from 0.2 to 0.04: 0.16·(1 − step/40) + 0.04
    { schedule: { kind: 'polynomial', power: 1, end: 0.04 }, rates: { 0: 0.2, 10: 0.16, 20: 0.12, 30: 0.08 } },
    // 0.2·(1 − step/40)²: 0.2·0.5625, 0.2·0.25
    { schedule: { kind: 'polynomial', power: 2, end: 0 }, rates: { 0: 0.2, 10: 0.1125, 20: 0.05, 39: 0.000125 } },
    // Two epochs = eight steps: 1/8, 2/8 … 8/8 of 0.2
    { schedule: { kind: 'constant', warmUp: 2 }, rates: { 0: 0.025, 3: 0.1, 6: 0.175, 7: 0.2, 8: 0.2, 39: 0.2 } },
    // Half an epoch = two steps: 1/2, 2/2 of the schedule's, which runs from the first step
    { schedule: { kind: 'polynomial', power: 1, end: 0, warmUp: 0.5 }, rates: { 0: 0.1, 1: 0.195, 2: 0.19, 20: 0.1 } },
    // Steps 0 to 7 warm up, and the rate falls at step 4: 5/8 of 0.02
    {
      schedule: { kind: 'step', factor: 0.1, epochs: 1, warmUp: 2 },
      rates: { 3: 0.1, 4: 0.0125, 7: 0.02, 8: 0.002 },
    },
  ])('follows $schedule', ({ schedule, rates }) => {
    for (const [step, rate] of Object.entries(rates)) {
      expect(learningRateAt(recipe(schedule), Number(step), STEPS), `step ${step}`).toBeCloseTo(rate, 9)
    }
  })

  it('falls by GoogLeNet’s 4 % every 8 epochs to the letter with a step of factor 0.96', () => {
    const googlenet = recipe({ kind: 'step', factor: 0.96, epochs: 8 }, 24)
    const ofEpochs = [0, 7, 8, 15, 16, 23].map((epoch) => learningRateAt(googlenet, 10 * epoch, 240))
    for (const [index, rate] of [0.2, 0.2, 0.192, 0.192, 0.18432, 0.18432].entries()) {
      expect(ofEpochs[index]).toBeCloseTo(rate, 12)
    }
  })

  it('is positive and at most the optimizer’s at every step of every schedule', () => {
    const warmUp = fc.option(fc.double({ min: 0.1, max: 5, noNaN: true }), { nil: undefined })
    const schedule = fc
      .tuple(
        fc.oneof(
          fc.constant({ kind: 'constant' as const }),
          fc.constant({ kind: 'cosine' as const }),
          fc.record({ kind: fc.constant('step' as const), factor: fc.constantFrom(0.1, 0.9), epochs: fc.nat(8) }),
          fc.record({ kind: fc.constant('exponential' as const), rate: fc.constantFrom(0.5, 0.96), epochs: fc.nat(8) }),
          fc.record({
            kind: fc.constant('polynomial' as const),
            power: fc.constantFrom(0.5, 1, 3),
            end: fc.constant(0),
          }),
        ),
        warmUp,
      )
      .map(([own, warm]): Schedule => {
        const epochs = 'epochs' in own ? { epochs: own.epochs + 1 } : {}
        return { ...own, ...epochs, ...(warm !== undefined && { warmUp: warm }) }
      })
    fc.assert(
      fc.property(schedule, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }), (own, epochs, perEpoch) => {
        const steps = epochs * perEpoch
        for (let step = 0; step < steps; step += 1) {
          const rate = learningRateAt(recipe(own, epochs), step, steps)
          expect(rate).toBeGreaterThan(0)
          expect(rate).toBeLessThanOrEqual(0.2 * (1 + 1e-12))
        }
      }),
    )
  })
})
