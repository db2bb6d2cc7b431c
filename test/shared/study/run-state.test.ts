import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../shared/study/run-event'
import { applyRunEvent, initialRunState, RunState } from '../../../shared/study/run-state'
import { curvePoint, plannedSample } from './results'

const { plan } = plannedSample()
const time = '2026-01-01T00:00:00.000Z'
const [first] = plan.trials
if (!first) throw new Error('no trial')
const of = { trial: first.id, arm: first.arm, replicate: first.replicate }

const started: RunEvent = {
  event: 'study.started',
  time,
  study: plan.study,
  folder: '/f',
  trials: 24,
  done: 0,
  workers: 2,
}
const progress: RunEvent = {
  event: 'progress',
  time,
  ...of,
  epoch: 1,
  step: 8,
  steps: 468,
  train: { loss: 2, accuracy: 0.2, heads: { auxiliary1: 2.1 } },
  learningRate: 0.1,
  imagesPerSecond: 1000,
}

const stateAfter = (...events: readonly RunEvent[]): RunState => events.reduce(applyRunEvent, initialRunState(plan))
const trialAfter = (...events: readonly RunEvent[]) => stateAfter(...events).trials[0]

describe('the state of a run', () => {
  it('begins with every trial queued', () => {
    const state = initialRunState(plan)
    expect(RunState.parse(state)).toEqual(state)
    expect(new Set(state.trials.map((trial) => trial.state))).toEqual(new Set(['queued']))
  })

  it('collects a trial’s progress and epochs', () => {
    const trial = trialAfter(
      started,
      { event: 'trial.started', time, ...of, attempt: 1 },
      progress,
      { event: 'epoch', time, ...of, ...curvePoint(1, 0.5) },
      { event: 'trial.finished', time, ...of, validation: { loss: 0.5, accuracy: 0.5 }, seconds: 9 },
    )
    expect(trial).toMatchObject({
      state: 'finished',
      attempt: 1,
      seconds: 9,
      progress: [{ step: 8 }],
      epochs: [{ epoch: 1 }],
    })
  })

  it('forgets the curve of an attempt when another one begins', () => {
    const trial = trialAfter(started, { event: 'trial.started', time, ...of, attempt: 1 }, progress, {
      event: 'trial.started',
      time,
      ...of,
      attempt: 2,
    })
    expect(trial).toMatchObject({ attempt: 2, progress: [], epochs: [] })
  })

  it.each([
    ['diverged', 'diverged'],
    ['interrupted', 'interrupted'],
    ['crashed', 'failed'],
    ['refused', 'failed'],
  ] as const)('of a trial that was %s is %s', (cause, state) => {
    expect(trialAfter(started, { event: 'trial.failed', time, ...of, cause, reason: 'why' })).toMatchObject({
      state,
      reason: 'why',
    })
  })

  it('follows pause, resume and the end', () => {
    expect(stateAfter(started, { event: 'study.paused', time }).phase).toBe('paused')
    expect(stateAfter(started, { event: 'study.paused', time }, { event: 'study.resumed', time }).phase).toBe('running')
    const end = { event: 'study.finished', time, state: 'stopped', finished: 0, failed: 0, seconds: 1 } as const
    expect(stateAfter(started, end).phase).toBe('stopped')
  })

  it('queues again what a stop interrupted', () => {
    expect(
      trialAfter({ event: 'trial.failed', time, ...of, cause: 'interrupted', reason: 'stopped' }, started)?.state,
    ).toBe('queued')
  })

  it('is not changed by a trial that is not in the plan', () => {
    const state = stateAfter(started)
    expect(applyRunEvent(state, { ...progress, trial: 'unknown' })).toEqual(state)
  })
})
