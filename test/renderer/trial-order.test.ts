import { expect, it } from 'vitest'
import { trialOrder } from '../../renderer/study/trial-order'
import { crossedArms, planOf } from './plan-of'

const plan = planOf(crossedArms('reduction'), { replicates: 2 })

it('lays trials side by side, as wide as their predicted time', () => {
  const slow = { ...plan, trials: plan.trials.map((trial, index) => ({ ...trial, seconds: index === 0 ? 70 : 10 })) }
  expect(trialOrder(slow).trials.map(({ at, width }) => [at, width])).toEqual([
    [0, 0.7],
    [0.7, expect.closeTo(0.1, 12)],
    [expect.closeTo(0.8, 12), expect.closeTo(0.1, 12)],
    [expect.closeTo(0.9, 12), expect.closeTo(0.1, 12)],
  ])
})

it('tells when each replicate will have run', () => {
  expect(trialOrder(plan).replicates.map(({ replicate, endsAt }) => [replicate, endsAt])).toEqual([
    [1, 20],
    [2, 40],
  ])
})

it('shares the strip evenly where nothing is predicted', () => {
  const unknown = { ...plan, trials: plan.trials.map((trial) => ({ ...trial, seconds: 0 })) }
  expect(trialOrder(unknown).trials.map(({ width }) => width)).toEqual([0.25, 0.25, 0.25, 0.25])
})
