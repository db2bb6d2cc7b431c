import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataPlaces } from '../../../main/data/places'
import { publishResult } from '../../../main/store/results'
import { attemptFolder, openStudyFolder } from '../../../main/store/study-folder'
import { analyseFolder } from '../../../main/study/analyse-folder'
import { planForFolders } from '../../../main/study/plan-for-folders'
import type { PlanSettings } from '../../../main/study/plan-source'
import { readRun } from '../../../main/study/read-run'
import { composeReport } from '../../../shared/report/compose-report'
import { finishedResult } from '../../shared/study/results'
import { measuredMachine, studySource } from '../../shared/study/sample-study'

/** Two trials: on eight cores they have four towers each, on one or two cores one. */
const source = studySource({ replicates: '1' })

function settings(cores: number): PlanSettings {
  const resources = new URL('../../../resources', import.meta.url).pathname
  return {
    folder: undefined,
    places: dataPlaces({ resources, userData: '/nowhere', env: {} }),
    speed: { macsPerSecond: 1e10, activationsPerSecond: 1e9, startSeconds: 1, from: 'assumed' },
    machine: measuredMachine(cores),
  }
}

let home: string
let folder: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plan-for-'))
  folder = join(home, 'tiny')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const on = (cores: number, text = source, folders: readonly string[] = [folder]) => {
  const { planned, problems, held } = planForFolders(text, settings(cores), () => folders)
  if (!planned) throw new Error(JSON.stringify(problems))
  return { planned, held }
}

/** Starts the study on a machine with eight cores. */
function start(path = folder) {
  const { planned } = on(8)
  const opened = openStudyFolder(path, source, planned.plan)
  if (!opened.ok) throw new Error(opened.error.message)
  return planned
}

describe('a study whose first run was on eight cores', () => {
  it.each([1, 2, 64])('is the same study on %i cores: it keeps its towers, and so its trials', (cores) => {
    const first = start()
    expect(first.plan.towers).toBe(4)
    const { planned, held } = on(cores)
    expect(held?.path).toBe(folder)
    expect(planned.plan).toMatchObject({ towers: 4, hash: first.plan.hash })
    expect(planned.trials).toEqual(first.trials)
    expect(planned.trials.map(({ recipe }) => recipe.towers)).toEqual([4, 4])
    expect(openStudyFolder(folder, source, planned.plan)).toMatchObject({ ok: true, value: { plan: { towers: 4 } } })
  })

  it('runs there as that machine can: one trial a core, with its threads', () => {
    start()
    expect(on(2).planned.plan.predicted).toMatchObject({ workers: 2, threads: 1 })
    expect(on(64).planned.plan.predicted).toMatchObject({ workers: 2, threads: 32 })
  })

  it('would be another study on two cores, were it not for its folder', () => {
    const first = start()
    const { planned, held } = on(2, source, [join(home, 'elsewhere')])
    expect(held).toBeNull()
    expect(planned.plan.towers).toBe(1)
    expect(planned.plan.hash).not.toBe(first.plan.hash)
  })

  it('goes on, is analysed and reported by its folder alone', () => {
    const first = start()
    for (const trial of first.plan.trials) {
      mkdirSync(attemptFolder(folder, trial.id, 1), { recursive: true })
      publishResult(folder, finishedResult(trial, 0.5))
    }
    const { held } = on(2)
    if (!held) throw new Error('not found')
    expect(readRun(held)).toMatchObject({ ok: true, value: { phase: 'complete' } })
    const analysed = analyseFolder(folder)
    if (!analysed.ok) throw new Error(analysed.error.message)
    expect(analysed.value.analysis.trials).toEqual({ planned: 2, finished: 2, failed: 0 })
    const { study, results, analysis } = analysed.value
    const report = composeReport({ study, plan: held.plan, results, analysis })
    expect(JSON.stringify(report)).toContain('4: parts that each batch is computed in')
  })
})

describe('the folders that may hold a study', () => {
  it('are passed over where they hold another one, or none', () => {
    start(join(home, 'tiny-3'))
    mkdirSync(join(home, 'tiny'))
    const other = on(8, studySource({ replicates: '1', question: 'Another one?' })).planned
    openStudyFolder(join(home, 'tiny-2'), source, other.plan)
    const folders = ['tiny', 'tiny-2', 'tiny-3', 'tiny-4'].map((name) => join(home, name))
    expect(on(2, source, folders).held?.path).toBe(join(home, 'tiny-3'))
  })

  it('are passed over where their plan is damaged', () => {
    start()
    writeFileSync(join(folder, 'plan.json'), '{')
    expect(on(8).held).toBeNull()
  })

  it('hold a study of before towers were recorded: its plan has one', () => {
    const { planned } = on(2)
    const { towers: _towers, ...plan } = planned.plan
    openStudyFolder(folder, source, plan as typeof planned.plan)
    expect(on(8).held?.plan).toMatchObject({ towers: 1, hash: planned.plan.hash })
  })

  it('are not asked where the text has no plan', () => {
    const asked = () => {
      throw new Error('asked')
    }
    expect(planForFolders('study: [', settings(2), asked)).toMatchObject({ planned: null, held: null })
  })
})
