import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRegistration, register } from '../../../main/store/registration'
import { publishResult } from '../../../main/store/results'
import { attemptFolder, openStudyFolder, readStudyFolder } from '../../../main/store/study-folder'
import { analyseFolder } from '../../../main/study/analyse-folder'
import { freezeStudy, registerAtStart } from '../../../main/study/freeze-study'
import { REGISTRATION_SCHEMA } from '../../../shared/analysis/registration'
import { finishedResult, plannedSample } from '../../shared/study/results'

const source = readFileSync(new URL('../../../resources/studies/inception-parts.yaml', import.meta.url), 'utf8')
const planned = plannedSample()
const more = (text: string) => text.replace('replicates: 3', 'replicates: 4')
const now = () => new Date('2026-01-02T03:04:05.000Z')

let place: string
let folder: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'freeze-'))
  folder = join(place, 'study')
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const freeze = (text = source, own = planned) => freezeStudy({ folder, source: text, planned: own, now })

function finishFirst(): void {
  const [trial] = planned.plan.trials
  if (!trial) throw new Error('no trial')
  mkdirSync(attemptFolder(folder, trial.id, 1), { recursive: true })
  publishResult(folder, finishedResult(trial, 0.8))
}

describe('a frozen study', () => {
  it('has a folder with what it says, its plan’s hash and the time', () => {
    expect(freeze()).toMatchObject({ ok: true, value: { isNew: true } })
    expect(readRegistration(folder)).toMatchObject({
      ok: true,
      value: { schema: REGISTRATION_SCHEMA, time: '2026-01-02T03:04:05.000Z', hash: planned.plan.hash },
    })
    expect(readdirSync(folder).sort()).toEqual(['plan.json', 'registration.json', 'study.yaml', 'trials'])
  })

  it('stays as it was first frozen', () => {
    freeze()
    const later = freezeStudy({ folder, source, planned, now: () => new Date('2030-01-01T00:00:00.000Z') })
    expect(later).toMatchObject({
      ok: true,
      value: { isNew: false, registration: { time: '2026-01-02T03:04:05.000Z' } },
    })
  })

  it('is not registered after its first trial', () => {
    openStudyFolder(folder, source, planned.plan)
    finishFirst()
    expect(freeze()).toMatchObject({ ok: false, error: { message: expect.stringContaining('has trials already') } })
    expect(existsSync(join(folder, 'registration.json'))).toBe(false)
  })

  it('tells a damaged registration', () => {
    freeze()
    writeFileSync(join(folder, 'registration.json'), '{')
    expect(readRegistration(folder)).toMatchObject({
      ok: false,
      error: { kind: 'input', message: expect.stringMatching(/registration\.json is not a registration/) },
    })
    expect(analyseFolder(folder)).toMatchObject({ ok: false })
  })
})

describe('a study that nobody froze', () => {
  it('is registered as its first run finds it, once', () => {
    openStudyFolder(folder, source, planned.plan)
    expect(registerAtStart(folder, planned, now)).toEqual({ ok: true, value: null })
    expect(registerAtStart(folder, planned, () => new Date(0))).toEqual({ ok: true, value: null })
    expect(readRegistration(folder)).toMatchObject({ ok: true, value: { time: '2026-01-02T03:04:05.000Z' } })
  })

  it('is not registered where trials of an earlier version are there', () => {
    openStudyFolder(folder, source, planned.plan)
    finishFirst()
    registerAtStart(folder, planned, now)
    expect(readRegistration(folder)).toEqual({ ok: true, value: undefined })
  })

  it('keeps a registration that another process wrote in between', () => {
    freeze()
    const other = { schema: REGISTRATION_SCHEMA, time: '2027-01-01T00:00:00.000Z', hash: 'other', written: {} } as const
    expect(register(folder, other)).toBe(false)
    expect(readdirSync(folder).filter((name) => name.includes('draft'))).toEqual([])
  })
})

describe('a study that was changed since', () => {
  const amended = plannedSample(more)
  const open = (amend: boolean) => openStudyFolder(folder, more(source), amended.plan, { amend })

  it('is refused, with the way on', () => {
    freeze()
    expect(open(false)).toMatchObject({ ok: false, error: { message: expect.stringContaining('--amend') } })
    expect(readStudyFolder(folder)).toMatchObject({ ok: true, value: { plan: { hash: planned.plan.hash } } })
  })

  it('goes on in the same folder where that is asked for, and what was changed is listed', () => {
    freeze()
    finishFirst()
    expect(open(true)).toMatchObject({ ok: true, value: { plan: { hash: amended.plan.hash } } })
    const analysed = analyseFolder(folder)
    if (!analysed.ok) throw new Error(analysed.error.message)
    const { trials, registration } = analysed.value.analysis
    expect(trials).toMatchObject({ planned: 32, finished: 1 })
    expect(registration).toEqual({
      time: '2026-01-02T03:04:05.000Z',
      hash: planned.plan.hash,
      deviations: [{ what: 'replicates', registered: '3', now: '4' }],
    })
  })

  it('drops no trial that has run', () => {
    freeze()
    finishFirst()
    const other = plannedSample((text) => text.replace('batch: 64', 'batch: 32'))
    const changed = source.replace('batch: 64', 'batch: 32')
    expect(openStudyFolder(folder, changed, other.plan, { amend: true })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('what has run may not be dropped') },
    })
    expect(readFileSync(join(folder, 'study.yaml'), 'utf8')).toBe(source)
  })
})
