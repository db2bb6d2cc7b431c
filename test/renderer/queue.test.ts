import { describe, expect, it } from 'vitest'
import { queueCounts, queueRows } from '../../renderer/live/queue'
import { timeLeft } from '../../renderer/live/time-left'
import { initialRunState, type RunState, type TrialState } from '../../shared/study/run-state'
import { crossedArms, planOf } from './plan-of'
import { epochAt, progressAt, trialOf } from './trial-of'

const plan = planOf(crossedArms('reduction', 'pooling'))

/** The run of that plan, its trials in these states. */
function runOf(...states: readonly Partial<TrialState>[]): RunState {
  const run = initialRunState(plan)
  return { ...run, phase: 'running', trials: run.trials.map((trial, index) => ({ ...trial, ...states[index] })) }
}

describe('queueRows', () => {
  it('puts failures on top, then what runs, what waits, and what is done, the latest first', () => {
    const run = runOf({ state: 'finished' }, { state: 'finished' }, { state: 'running' }, { state: 'diverged' })
    expect(queueRows(run, plan, 'all').map(({ id, state }) => [id, state])).toEqual([
      ['reduction=off,pooling=off/1', 'diverged'],
      ['reduction=off/1', 'running'],
      ['pooling=off/1', 'finished'],
      ['base/1', 'finished'],
    ])
  })

  it('counts an interrupted trial as waiting', () => {
    const run = runOf({ state: 'interrupted' })
    expect(queueCounts(run)).toEqual({ all: 4, running: 0, queued: 4, finished: 0, failed: 0 })
    expect(queueRows(run, plan, 'queued')).toHaveLength(4)
  })

  it('tells how far a running trial is and when it ends', () => {
    // 15 of 20 steps, 4 s an epoch of 10 steps: half an epoch is left.
    const [row] = queueRows(runOf(trialOf({ steps: 15 })), plan, 'running')
    expect(row).toMatchObject({ share: 0.75, epoch: 1.5, accuracy: 0.4, imagesPerSecond: 500, secondsLeft: 2 })
    expect(row?.loss).toBeCloseTo(1, 12)
  })

  it('lists the main classifier’s loss, so that arms can be compared', () => {
    const [row] = queueRows(runOf({ state: 'running', progress: [progressAt(10, { a: 1, b: 2 })] }), plan, 'running')
    expect(row?.loss).toBeCloseTo(0.6, 12)
  })

  it('leaves blank what was not measured', () => {
    const [row] = queueRows(runOf({ state: 'running' }), plan, 'running')
    expect(row).toMatchObject({
      share: 0,
      epoch: null,
      accuracy: null,
      loss: null,
      imagesPerSecond: null,
      secondsLeft: null,
    })
  })

  it('shows the last epoch of a finished trial', () => {
    const [row] = queueRows(
      runOf({ state: 'finished', epochs: [epochAt(1), epochAt(2)], seconds: 9 }),
      plan,
      'finished',
    )
    expect(row).toMatchObject({ share: 1, epoch: 2, accuracy: 0.8, seconds: 9 })
  })
})

describe('timeLeft', () => {
  it('is the prediction before anything has finished', () => {
    expect(timeLeft(runOf(), plan)).toBe(40)
  })

  it('is shared by the workers', () => {
    expect(timeLeft({ ...runOf(), workers: 2 }, plan)).toBe(20)
  })

  it('follows the pace of finished trials', () => {
    // Ten seconds predicted, five taken: the other three take half as long too.
    expect(timeLeft(runOf({ state: 'finished', seconds: 5 }), plan)).toBe(15)
  })

  it('counts of a running trial what is left', () => {
    expect(timeLeft(runOf(trialOf({ steps: 15 })), plan)).toBe(32.5)
  })

  it('is nothing when all has ended', () => {
    const ended = { state: 'finished', seconds: 10 } as const
    expect(timeLeft(runOf(ended, ended, ended, { state: 'diverged' }), plan)).toBe(0)
  })
})
