import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { armCurves } from '../../renderer/live/arm-curves'
import { band } from '../../renderer/live/band'
import { curveOf, downsample, MOST_POINTS, meanCurve, type TrialCurve } from '../../renderer/live/curves'
import { initialRunState } from '../../shared/study/run-state'
import { crossedArms, planOf } from './plan-of'
import { epochAt, progressAt, trialOf } from './trial-of'

const PLAN = { epochs: 2, auxiliaryWeight: 0.3, arms: [] }

const curve = (...values: number[]): TrialCurve => ({
  trial: 't',
  replicate: 1,
  state: 'finished',
  points: values.map((y, index) => ({ x: index + 1, y })),
})

describe('curveOf', () => {
  it('gives validation accuracy in per cent at whole epochs', () => {
    expect(curveOf(trialOf({ steps: 20 }), 'validation-accuracy', PLAN).points).toEqual([
      { x: 1, y: 40 },
      { x: 2, y: 80 },
    ])
  })

  it('gives training loss at fractions of epochs', () => {
    // Step 5 of 20 in 2 epochs is half an epoch.
    const { points } = curveOf(trialOf({ steps: 5 }), 'training-loss', PLAN)
    expect(points).toHaveLength(5)
    expect(points[4]).toEqual({ x: 0.5, y: 2 })
  })

  it('falls back on epochs for a trial read from disk', () => {
    const trial = trialOf({ epochs: [epochAt(1), epochAt(2)] })
    expect(curveOf(trial, 'training-accuracy', PLAN).points).toEqual([
      { x: 1, y: 40 },
      { x: 2, y: 80 },
    ])
  })

  it('gives as training loss the main classifier’s alone', () => {
    // 2.5 − 10/10 is the whole sum; 0.3 · (1 + 2) of it are the auxiliary classifiers'.
    const [point] = curveOf(trialOf({ progress: [progressAt(10, { a: 1, b: 2 })] }), 'training-loss', PLAN).points
    expect(point?.y).toBeCloseTo(0.6, 12)
  })

  it('averages the auxiliary classifiers, and has no losses of them where there are none', () => {
    expect(curveOf(trialOf({ progress: [progressAt(10, { a: 1, b: 2 })] }), 'auxiliary-loss', PLAN).points).toEqual([
      { x: 1, y: 1.5 },
    ])
    expect(curveOf(trialOf({ steps: 10 }), 'auxiliary-loss', PLAN).points).toEqual([])
  })
})

describe('downsample', () => {
  it('leaves short curves as they are', () => {
    const { points } = curve(3, 1, 2)
    expect(downsample(points)).toBe(points)
  })

  it('keeps ends, order, least and greatest value of long ones within the limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 400, maxLength: 900 }),
        (values) => {
          const points = values.map((y, x) => ({ x, y }))
          const kept = downsample(points)
          expect(kept.length).toBeLessThanOrEqual(MOST_POINTS)
          expect(kept[0]).toEqual(points[0])
          expect(kept.at(-1)).toEqual(points.at(-1))
          const ys = kept.map(({ y }) => y)
          expect(Math.min(...ys)).toBe(Math.min(...values))
          expect(Math.max(...ys)).toBe(Math.max(...values))
          expect(kept.every((point, index) => index === 0 || point.x > (kept[index - 1]?.x ?? 0))).toBe(true)
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('meanCurve', () => {
  it('averages where all curves have arrived', () => {
    expect(meanCurve([curve(10, 20, 30), curve(20, 40)])).toEqual([
      { x: 1, y: 15 },
      { x: 2, y: 30 },
    ])
  })

  it('of one curve is that curve, of none is nothing', () => {
    expect(meanCurve([curve(1, 2)])).toEqual(curve(1, 2).points)
    expect(meanCurve([])).toEqual([])
  })
})

describe('band', () => {
  it('is empty below three curves', () => {
    expect(band([curve(1), curve(2)])).toEqual([])
  })

  it('is the 95 % t interval of three values', () => {
    // 1, 2, 3: mean 2, sd 1, t(0.975, 2) = 4.302653: half width 4.302653 / √3 = 2.484138.
    const [point] = band([curve(1), curve(2), curve(3)])
    expect(point?.range[0]).toBeCloseTo(-0.484138, 5)
    expect(point?.range[1]).toBeCloseTo(4.484138, 5)
  })
})

describe('armCurves', () => {
  const plan = planOf(crossedArms('reduction'))
  const run = initialRunState(plan)

  it('keeps the curves of arms of which nothing has changed', () => {
    const before = armCurves(run, plan, 'training-loss')
    const [first] = run.trials
    const changed = { ...run, trials: run.trials.map((trial) => (trial === first ? trialOf({ steps: 3 }) : trial)) }
    const after = armCurves(changed, plan, 'training-loss', before)
    expect(after.get('base')?.trials[0]?.points).toHaveLength(3)
    expect(after.get('reduction=off')).toBe(before.get('reduction=off'))
  })

  it('draws all anew for another metric', () => {
    const before = armCurves(run, plan, 'training-loss')
    expect(armCurves(run, plan, 'training-accuracy', before).get('base')).not.toBe(before.get('base'))
  })

  it('takes the mean over finished trials alone', () => {
    const finished = trialOf({ id: 'base/1', state: 'finished', steps: 20 })
    const running = trialOf({ id: 'base/2', replicate: 2, steps: 10, epochs: [epochAt(1, 0.9)] })
    const base = armCurves({ ...run, trials: [finished, running] }, plan, 'validation-accuracy').get('base')
    expect(base).toMatchObject({
      finished: 1,
      mean: [
        { x: 1, y: 40 },
        { x: 2, y: 80 },
      ],
    })
    expect(base?.trials).toHaveLength(2)
  })

  it('compares an arm with the base over the replicates that both have finished', () => {
    const two = planOf(crossedArms('reduction'), { replicates: 2 })
    const done = (arm: string, replicate: number, accuracy: number) =>
      trialOf({ id: `${arm}/${replicate}`, arm, replicate, state: 'finished', epochs: [epochAt(1, accuracy)] })
    const trials = [done('base', 1, 0.5), done('base', 2, 0.7), done('reduction=off', 2, 0.6)]
    const before = armCurves({ ...run, trials }, two, 'validation-accuracy')
    expect(before.get('reduction=off')?.reference.mean).toEqual([{ x: 1, y: 70 }])
    expect(before.get('base')?.reference.mean).toEqual([])
    const all = armCurves(
      { ...run, trials: [...trials, done('reduction=off', 1, 0.6)] },
      two,
      'validation-accuracy',
      before,
    )
    expect(all.get('reduction=off')?.reference.mean).toEqual([{ x: 1, y: 60 }])
  })

  it('compares an arm that has only begun with the base’s trial of the same replicate', () => {
    const base = trialOf({ id: 'base/1', state: 'finished', epochs: [epochAt(1, 0.5)] })
    const begun = trialOf({ id: 'reduction=off/1', arm: 'reduction=off', epochs: [epochAt(1, 0.4)] })
    const curves = armCurves({ ...run, trials: [base, begun] }, plan, 'validation-accuracy')
    expect(curves.get('reduction=off')?.reference.mean).toEqual([{ x: 1, y: 50 }])
  })
})
