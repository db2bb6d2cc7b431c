import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Executor } from '../../../main/executors/executor'
import { publishResult } from '../../../main/store/results'
import { attemptFolder, openStudyFolder } from '../../../main/store/study-folder'
import { startRun } from '../../../main/study/run-study'
import type { Attempted } from '../../../main/worker/client'
import type { Assignment } from '../../../main/worker/protocol'
import { ok } from '../../../shared/result'
import { RunEvent } from '../../../shared/study/run-event'
import { curvePoint, divergedResult, finishedResult, plannedSample } from '../../shared/study/results'

const { plan, trials } = plannedSample((source) => source.replace('replicates: 3', 'replicates: 1'))

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'run-')), 'study')
  openStudyFolder(folder, '', plan)
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

/** Ends every attempt as it is told, and publishes as a worker does. */
function fakeExecutor(end: (assignment: Assignment) => Attempted | Promise<Attempted>, capacity = 2) {
  const calls: string[] = []
  let under = 0
  let most = 0
  const executor: Executor = {
    capacity,
    ready: async () => ok({ tensorflow: 'none', device: 'none', onGpu: false }),
    run: async (assignment, onMeasurement) => {
      under += 1
      most = Math.max(most, under)
      calls.push(`${assignment.trial.arm}#${assignment.attempt}`)
      mkdirSync(attemptFolder(folder, assignment.trial.id, assignment.attempt), { recursive: true })
      const planned = plan.trials.find(({ id }) => id === assignment.trial.id)
      if (!planned) throw new Error('unknown trial')
      onMeasurement({ kind: 'epoch', ...curvePoint(1, 0.5) })
      const outcome = await end(assignment)
      if (outcome.kind === 'finished')
        publishResult(folder, { ...finishedResult(planned, 0.5), attempt: assignment.attempt })
      if (outcome.kind === 'diverged')
        publishResult(folder, { ...divergedResult(planned), attempt: assignment.attempt })
      under -= 1
      return outcome
    },
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
    stop: () => calls.push('stop'),
    close: async () => undefined,
  }
  return { executor, calls, most: () => most }
}

const done: Attempted = { kind: 'finished', validation: { loss: 0.5, accuracy: 0.5 }, seconds: 1 }

function run(executor: Executor) {
  const events: RunEvent[] = []
  const study = startRun({
    folder,
    study: plan.study,
    trials,
    places: { embedded: '', user: '', system: '' },
    executor,
    onEvent: (event) => events.push(RunEvent.parse(event)),
    now: () => new Date('2026-01-01T00:00:00Z'),
  })
  return { study, events }
}

const journal = () =>
  readFileSync(join(folder, 'journal.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => RunEvent.parse(JSON.parse(line)).event)

describe('a run', () => {
  it('makes one attempt at every trial, at most as many at a time as the executor takes', async () => {
    const fake = fakeExecutor(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return done
    })
    const { study, events } = run(fake.executor)
    expect(await study.finished).toMatchObject({ state: 'complete', finished: 8, failed: 0 })
    expect(fake.calls).toHaveLength(8)
    expect(fake.most()).toBe(2)
    expect(events.filter(({ event }) => event === 'epoch')).toHaveLength(8)
  })

  it('journals what the runner did, and leaves the epochs to the attempts', async () => {
    const { study } = run(fakeExecutor(() => done).executor)
    await study.finished
    expect(new Set(journal())).toEqual(new Set(['study.started', 'trial.started', 'trial.finished', 'study.finished']))
  })

  it('goes on where another one ended: trials with a result are not run again', async () => {
    const [first] = plan.trials
    if (!first) throw new Error('no trial')
    mkdirSync(attemptFolder(folder, first.id, 1), { recursive: true })
    publishResult(folder, finishedResult(first, 0.5))
    const fake = fakeExecutor(() => done)
    const { study, events } = run(fake.executor)
    expect(await study.finished).toMatchObject({ state: 'complete', finished: 8 })
    expect(events[0]).toMatchObject({ event: 'study.started', trials: 8, done: 1 })
    expect(fake.calls).toHaveLength(7)
  })

  it('tells of a diverged trial, does not repeat it, and ends with failed trials', async () => {
    const fake = fakeExecutor(({ trial }) =>
      trial.arm === 'base' ? { kind: 'diverged', reason: 'nan', seconds: 1 } : done,
    )
    const { study, events } = run(fake.executor)
    expect(await study.finished).toMatchObject({ state: 'failed-trials', finished: 7, failed: 1 })
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'trial.failed', arm: 'base', cause: 'diverged', reason: 'nan' }),
    )
    const again = fakeExecutor(() => done)
    await run(again.executor).study.finished
    expect(again.calls).toEqual([])
  })

  it('tries a trial again whose process died, in a new attempt', async () => {
    const fake = fakeExecutor(({ trial, attempt }) =>
      trial.arm === 'base' && attempt === 1 ? { kind: 'crashed', reason: 'signal' } : done,
    )
    const { study } = run(fake.executor)
    expect(await study.finished).toMatchObject({ state: 'complete', finished: 8, failed: 0 })
    expect(fake.calls.filter((call) => call.startsWith('base'))).toEqual(['base#1', 'base#2'])
  })

  it('tells of a refused trial what refused it, and does not repeat it', async () => {
    const fake = fakeExecutor(({ trial }) =>
      trial.arm === 'base' ? { kind: 'refused', failure: 'environment', reason: 'the disk is full' } : done,
    )
    const { study, events } = run(fake.executor)
    expect(await study.finished).toMatchObject({ state: 'failed-trials', finished: 7, failed: 1 })
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'trial.failed',
        cause: 'refused',
        failure: 'environment',
        reason: 'the disk is full',
      }),
    )
    expect(fake.calls.filter((call) => call.startsWith('base'))).toEqual(['base#1'])
  })

  it('gives a trial up whose process dies each time, and runs the others', async () => {
    const fake = fakeExecutor(({ trial }) => (trial.arm === 'base' ? { kind: 'crashed', reason: 'signal' } : done))
    const { study } = run(fake.executor)
    expect(await study.finished).toMatchObject({ state: 'failed-trials', finished: 7, failed: 1 })
    expect(fake.calls.filter((call) => call.startsWith('base'))).toEqual(['base#1', 'base#2'])
  })

  it('stops: what is under way ends, what waits is not begun, and the state says so', async () => {
    let stopAll: () => void = () => undefined
    const stopped = new Promise<void>((resolve) => {
      stopAll = resolve
    })
    const fake = fakeExecutor(async () => {
      await stopped
      return { kind: 'stopped' }
    })
    const { study, events } = run(fake.executor)
    study.stop()
    stopAll()
    expect(await study.finished).toMatchObject({ state: 'stopped', finished: 0, failed: 0 })
    expect(fake.calls.filter((call) => call.includes('#'))).toHaveLength(2)
    expect(events.filter(({ event }) => event === 'trial.failed')).toHaveLength(2)
    expect(fake.calls).toContain('stop')
  })

  it('passes pause and resume on, and journals them', async () => {
    let go: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    const fake = fakeExecutor(async () => {
      await gate
      return done
    })
    const { study } = run(fake.executor)
    study.pause()
    study.resume()
    go()
    await study.finished
    expect(fake.calls.filter((call) => !call.includes('#'))).toEqual(['pause', 'resume'])
    expect(journal()).toContain('study.paused')
  })
})
