import { describe, expect, it } from 'vitest'
import {
  documentName,
  edited,
  happened,
  isUnsaved,
  openDocument,
  planned,
  started,
} from '../../renderer/state/study-document'
import { initialRunState } from '../../shared/study/run-state'
import { crossedArms, planOf } from './plan-of'

const plan = planOf(crossedArms('reduction'))
const opened = openDocument({ file: '/studies/parts.yaml', source: 'study: parts', run: null, plan: null })
const problem = { range: { line: 1, column: 1, endLine: 1, endColumn: 2 }, found: 'x', allowed: [] }

describe('a study document', () => {
  it('is unsaved from the first change until the text is what the file holds', () => {
    expect(isUnsaved(opened)).toBe(false)
    expect(isUnsaved(edited(opened, 'study: other'))).toBe(true)
    expect(isUnsaved(edited(edited(opened, 'study: other'), 'study: parts'))).toBe(false)
  })

  it('keeps the last plan while its text has problems, and says so', () => {
    const good = planned(opened, 'study: parts', { plan, problems: [] })
    expect(good).toMatchObject({ plan, planIsStale: false, planned: true })
    const broken = planned(edited(good, 'study:'), 'study:', { plan: null, problems: [problem] })
    expect(broken).toMatchObject({ plan, planIsStale: true, problems: [problem] })
  })

  it('ignores a plan of a text that has changed meanwhile', () => {
    const typing = edited(opened, 'study: later')
    expect(planned(typing, 'study: parts', { plan, problems: [] })).toBe(typing)
  })

  it('takes the saved text and the run from the start', () => {
    const begun = started(edited(opened, 'study: run'), 'study: run', { plan, run: initialRunState(plan) })
    expect(isUnsaved(begun)).toBe(false)
    expect(begun.runPlan).toBe(plan)
    const [first] = plan.trials
    const event = {
      event: 'trial.started',
      time: '2026-01-01T00:00:00Z',
      trial: first?.id ?? '',
      arm: 'base',
      replicate: 1,
      attempt: 1,
    } as const
    expect(happened(begun, [event]).run?.trials[0]?.state).toBe('running')
    expect(happened(opened, [event])).toBe(opened)
  })

  it('shows the plan that was begun, which the measured machine may have changed, unless the text went on', () => {
    const begun = { plan: { ...plan, towers: 4, hash: 'def' }, run: initialRunState(plan) }
    const shown = planned(opened, 'study: parts', { plan, problems: [] })
    expect(started(shown, 'study: parts', begun)).toMatchObject({ plan: { towers: 4 }, runPlan: { towers: 4 } })
    const typing = edited(shown, 'study: later')
    expect(started(typing, 'study: parts', begun)).toMatchObject({ plan: { towers: 1 }, runPlan: { towers: 4 } })
  })

  it.each([
    ['/home/me/studies/inception-parts.yaml', 'inception-parts'],
    ['C:\\studies\\stem.yml', 'stem'],
  ])('names %s %s', (file, name) => {
    expect(documentName({ file })).toBe(name)
  })
})
