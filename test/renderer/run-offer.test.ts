import { describe, expect, it } from 'vitest'
import { runOffer } from '../../renderer/state/run-offer'
import type { StudyDocument } from '../../renderer/state/study-document'
import { initialRunState, type RunState } from '../../shared/study/run-state'
import { crossedArms, planOf } from './plan-of'

const plan = planOf(crossedArms('reduction'), { replicates: 2 })
const READY = { engineReady: true, anotherRuns: false }

function documentOf(overrides: Partial<StudyDocument> = {}): StudyDocument {
  return {
    file: '/studies/parts.yaml',
    source: '',
    savedSource: '',
    plan,
    planned: true,
    planIsStale: false,
    problems: [],
    run: null,
    runPlan: null,
    ...overrides,
  }
}

function ran(phase: RunState['phase'], ...states: RunState['trials'][number]['state'][]): Partial<StudyDocument> {
  const run = initialRunState(plan)
  return {
    run: { ...run, phase, trials: run.trials.map((trial, index) => ({ ...trial, state: states[index] ?? 'queued' })) },
    runPlan: plan,
  }
}

const problem = { range: { line: 1, column: 1, endLine: 1, endColumn: 2 }, found: 'x', allowed: [] }

describe('runOffer', () => {
  it.each([
    ['a new study', documentOf(), { kind: 'run', trials: 4, refusal: null }],
    ['one that runs', documentOf(ran('running', 'finished', 'running')), { kind: 'live', done: 1, trials: 4 }],
    ['a paused one', documentOf(ran('paused', 'finished')), { kind: 'live', done: 1, trials: 4 }],
    [
      'a stopped one',
      documentOf(ran('stopped', 'finished', 'interrupted')),
      { kind: 'resume', trials: 3, refusal: null },
    ],
    ['one stopped before anything finished', documentOf(ran('stopped')), { kind: 'run', trials: 4, refusal: null }],
    [
      'a finished one',
      documentOf(ran('complete', 'finished', 'finished', 'finished', 'finished')),
      { kind: 'done', done: 4, trials: 4 },
    ],
    [
      'one with a diverged trial, which stays so',
      documentOf(ran('failed-trials', 'finished', 'finished', 'finished', 'diverged')),
      { kind: 'done', done: 3, trials: 4 },
    ],
    [
      'one whose file has changed since',
      documentOf({
        ...ran('complete', 'finished', 'finished', 'finished', 'finished'),
        plan: { ...plan, hash: 'def' },
      }),
      { kind: 'run', trials: 4, refusal: null },
    ],
  ])('offers for %s what can be done', (_name, document, expected) => {
    expect(runOffer(document, READY)).toEqual(expected)
  })

  it.each([
    ['problems', documentOf({ problems: [problem], planIsStale: true }), READY],
    ['noPlan', documentOf({ plan: null }), READY],
    ['checkingEngine', documentOf(), { ...READY, engineReady: null }],
    ['noEngine', documentOf(), { ...READY, engineReady: false }],
    ['running', documentOf(), { ...READY, anotherRuns: true }],
  ])('refuses for %s', (refusal, document, circumstances) => {
    expect(runOffer(document, circumstances)).toMatchObject({ kind: 'run', refusal })
  })
})
