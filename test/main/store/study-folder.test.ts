import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeAtomically } from '../../../main/store/atomic-write'
import { hasResult, lastAttempt, publishResult, readResults } from '../../../main/store/results'
import { lockStudy } from '../../../main/store/runner-lock'
import { openStudyFolder, readStudyFolder } from '../../../main/store/study-folder'
import { finishedResult, plannedSample } from '../../shared/study/results'

const { plan } = plannedSample()
const [trial] = plan.trials
if (!trial) throw new Error('no trial')

let place: string
let folder: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'store-'))
  folder = join(place, 'study')
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const failure = (result: { ok: boolean }): string =>
  'error' in result ? (result.error as { message: string }).message : 'none'

describe('a study’s folder', () => {
  it('is made with the frozen source and the plan, and opened again', () => {
    expect(openStudyFolder(folder, 'study: s\n', plan)).toEqual({
      ok: true,
      value: { path: folder, source: 'study: s\n', plan },
    })
    expect(openStudyFolder(folder, 'study: s # again\n', plan)).toMatchObject({
      ok: true,
      value: { source: 'study: s\n' },
    })
    expect(readdirSync(folder).sort()).toEqual(['plan.json', 'study.yaml', 'trials'])
  })

  it('is refused to other trials, and stays as it was', () => {
    openStudyFolder(folder, 'study: s\n', plan)
    const before = readFileSync(join(folder, 'plan.json'), 'utf8')
    expect(failure(openStudyFolder(folder, 'study: t\n', { ...plan, hash: 'other' }))).toMatch(
      /as it was first run, and this file says something else/,
    )
    expect(readFileSync(join(folder, 'plan.json'), 'utf8')).toBe(before)
  })

  it('is not made of a folder that holds other things', () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'thesis.tex'), '')
    expect(failure(openStudyFolder(folder, '', plan))).toMatch(/is not a study’s folder/)
    expect(readdirSync(folder)).toEqual(['thesis.tex'])
  })

  it.each([
    ['nothing', undefined, /has no plan.json/],
    ['no JSON', '{', /cannot be read as a study/],
    ['another JSON', '{}', /is not a plan of this version/],
  ])('with %s in place of its plan is told', (_what, content, message) => {
    mkdirSync(folder)
    if (content !== undefined) writeFileSync(join(folder, 'plan.json'), content)
    expect(failure(readStudyFolder(folder))).toMatch(message)
  })
})

describe('a result', () => {
  beforeEach(() => {
    openStudyFolder(folder, '', plan)
    for (const attempt of [1, 2]) mkdirSync(join(folder, 'trials', trial.id, `attempt-${attempt}`), { recursive: true })
  })

  it('is published once: the first of two attempts stands', () => {
    expect(hasResult(folder, trial.id)).toBe(false)
    expect(publishResult(folder, finishedResult(trial, 0.75))).toBe(true)
    expect(publishResult(folder, { ...finishedResult(trial, 0.5), attempt: 2 })).toBe(false)
    expect(readResults(folder, [trial.id])).toEqual({ ok: true, value: [finishedResult(trial, 0.75)] })
    expect(readdirSync(join(folder, 'trials', trial.id, 'attempt-1'))).toEqual([])
  })

  it.each([
    ['torn', '{"schema":'],
    ['of another trial', JSON.stringify(finishedResult({ ...trial, id: 'x' }, 0.5))],
  ])('that is %s is named', (_what, content) => {
    writeFileSync(join(folder, 'trials', trial.id, 'result.json'), content)
    expect(failure(readResults(folder, [trial.id]))).toContain(
      `${trial.id}/result.json is not the result of trial ${trial.id}`,
    )
  })

  it('belongs to the last of the attempts counted', () => {
    expect(lastAttempt(folder, trial.id)).toBe(2)
    expect(lastAttempt(folder, 'never-run')).toBe(0)
  })
})

describe('the lock of a runner', () => {
  beforeEach(() => void openStudyFolder(folder, '', plan))

  it('keeps a second one out, and lets it in afterwards', () => {
    const first = lockStudy(folder)
    expect(failure(lockStudy(folder))).toContain(`is being run by process ${process.pid}`)
    if (first.ok) first.value.release()
    expect(lockStudy(folder).ok).toBe(true)
  })

  it.each([
    ['whose owner is gone', '999999999 '],
    ['that is empty', ''],
  ])('%s is taken over', async (_what, content) => {
    const { hostname } = await import('node:os')
    writeFileSync(join(folder, 'runner.lock'), content === '' ? '' : `${content}${hostname()}\n`)
    expect(lockStudy(folder).ok).toBe(true)
  })

  it('of another host is kept', () => {
    writeFileSync(join(folder, 'runner.lock'), '1 another-host\n')
    expect(failure(lockStudy(folder))).toContain('on another-host')
  })
})

describe('a file written atomically', () => {
  it('stays as it was when the new content cannot be written, and leaves no draft', () => {
    const file = join(place, 'file')
    writeAtomically(file, 'old')
    mkdirSync(join(place, 'taken'))
    expect(() => writeAtomically(join(place, 'taken'), 'new')).toThrow()
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(readdirSync(place).sort()).toEqual(['file', 'taken'])
    expect(existsSync(`${file}.draft`)).toBe(false)
  })
})
