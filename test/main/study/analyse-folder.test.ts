import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { publishResult } from '../../../main/store/results'
import { attemptFolder, openStudyFolder } from '../../../main/store/study-folder'
import { analyseFolder } from '../../../main/study/analyse-folder'
import { readRun } from '../../../main/study/read-run'
import { finishedResult, plannedSample } from '../../shared/study/results'

const source = readFileSync(new URL('../../../resources/studies/inception-parts.yaml', import.meta.url), 'utf8')
const { plan } = plannedSample()

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'analyse-')), 'study')
  openStudyFolder(folder, source, plan)
  for (const trial of plan.trials.slice(0, 16)) {
    mkdirSync(attemptFolder(folder, trial.id, 1), { recursive: true })
    publishResult(folder, finishedResult(trial, 0.5))
  }
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const change = (from: string, to: string): void => {
  expect(source).toContain(from)
  writeFileSync(join(folder, 'study.yaml'), source.replace(from, to))
}

describe('a study’s folder', () => {
  it('is analysed from its published results', () => {
    const analysed = analyseFolder(folder)
    if (!analysed.ok) throw new Error(analysed.error.message)
    expect(analysed.value.analysis.trials).toEqual({ planned: 24, finished: 16, failed: 0 })
    expect(analysed.value.results).toHaveLength(16)
  })

  it('is read back as a run that can go on', () => {
    const run = readRun({ path: folder, source, plan })
    if (!run.ok) throw new Error(run.error.message)
    expect(run.value).toMatchObject({ phase: 'stopped', folder })
    expect(run.value.trials.filter(({ state }) => state === 'finished')).toHaveLength(16)
    expect(run.value.trials.filter(({ state }) => state === 'queued')).toHaveLength(8)
  })

  it.each([
    ['a margin', 'equivalentWithin: 0.02', 'equivalentWithin: 0.005'],
    ['a claim', '1x1 reductions save computation', '1x1 reductions waste computation'],
    ['the question', 'Which parts', 'Which two parts'],
    ['the epochs', 'epochs: 6', 'epochs: 60'],
    ['the learning rate', 'learningRate: 0.1', 'learningRate: 0.01'],
  ])('is refused when %s was rewritten after the run', (_what, from, to) => {
    change(from, to)
    expect(analyseFolder(folder)).toMatchObject({
      ok: false,
      error: { kind: 'input', message: expect.stringContaining('is no longer the study that was run') },
    })
  })

  it('is analysed all the same when only its comments were changed', () => {
    change('replicates: 3', 'replicates: 3 # as few as can be')
    expect(analyseFolder(folder).ok).toBe(true)
  })

  it('tells what is wrong with a frozen file that is no study any more', () => {
    change('replicates: 3', 'replicates: many')
    expect(analyseFolder(folder)).toMatchObject({
      ok: false,
      error: {
        message: expect.stringMatching(
          /study\.yaml:11:13: replicates is "many": .* It was changed after the run began\.$/,
        ),
      },
    })
  })
})
