import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeReport } from '../../../main/export/write-report'
import { type ImportRequest, importRuns } from '../../../main/import/import-runs'
import { studySource } from '../../../main/import/study-source'
import { writeImportedFolder } from '../../../main/store/imported-folder'
import { readStudyFolder } from '../../../main/store/study-folder'
import { analyseAnyFolder } from '../../../main/study/analyse-any-folder'
import type { AnalysedImport } from '../../../main/study/analyse-imported-folder'
import { StudyAnalysis } from '../../../shared/analysis/analysis'
import { composeImportedReport } from '../../../shared/report/compose-imported-report'

let scratch: string
let folder: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'imported-'))
  folder = join(scratch, 'study')
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

/** Makes the folder of an import. */
async function take(text: string, asked: Partial<ImportRequest> = {}): Promise<void> {
  const file = join(scratch, 'runs.csv')
  writeFileSync(file, text)
  const found = await importRuns({ name: 'pooling', paths: [file], ...asked })
  if (!found.ok) throw new Error(found.error.message)
  const { study, plan, results } = found.value
  const written = writeImportedFolder({ path: folder, source: studySource(study), plan, results })
  if (!written.ok) throw new Error(written.error.message)
}

function analysed(): AnalysedImport {
  const found = analyseAnyFolder(folder)
  if (!found.ok) throw new Error(found.error.message)
  if (found.value.kind !== 'imported') throw new Error('it was taken for a study that was run here')
  return found.value
}

function refusal(): string {
  const found = analyseAnyFolder(folder)
  return found.ok ? 'not refused' : found.error.message
}

const document = () => {
  const { folder: own, study, analysis } = analysed()
  return composeImportedReport({ study, plan: own.plan, results: own.results, analysis })
}

const change = (file: string, from: string, to: string): void => {
  const text = readFileSync(join(folder, file), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(folder, file), text.replace(from, to))
}

const HEAD = 'arm,seed,epoch,val_acc\n'
const SIX = `${HEAD}full,1,9,0.87\nfull,2,9,0.88\nfull,3,9,0.86\nbare,1,9,0.85\nbare,2,9,0.87\nbare,3,9,0.84\n`

describe('an imported study', () => {
  it('is analysed in pairs by seed, and costs are not made up', async () => {
    await take(SIX)
    const { analysis } = analysed()
    expect(StudyAnalysis.parse(analysis)).toEqual(analysis)
    // full − bare: 0.02, 0.01, 0.02; mean 1/60, sd 0.01/√3.
    expect(analysis.contrasts).toHaveLength(1)
    const [contrast] = analysis.contrasts
    expect(contrast).toMatchObject({ factor: 'arm', from: 'bare', to: 'full', n: 3, macsRatio: null, perMegaMac: null })
    expect(contrast?.estimate).toBeCloseTo(1 / 60, 12)
    expect(contrast?.sd).toBeCloseTo(0.01 / Math.sqrt(3), 12)
    expect(contrast?.statistic).toBeCloseTo(5, 9)
    expect(analysis.arms[0]).toMatchObject({
      label: 'full',
      macs: null,
      parameters: null,
      seconds: null,
      convergence: null,
      front: null,
      imageError: null,
    })
    expect(analysis).toMatchObject({
      registration: null,
      outcome: 'val_acc at each run’s last epoch',
      trials: { planned: 6, finished: 6, failed: 0 },
    })
    expect(analysis.answer).not.toMatch(/MAC/)
  })

  it('in per cent is told in the same points as in shares', async () => {
    await take(SIX.replaceAll(/0\.(\d\d)/g, '$1'))
    expect(analysed().analysis.contrasts[0]?.estimate).toBeCloseTo(1 / 60, 12)
    expect(analysed().analysis.answer).toContain('1.67 pp')
  })

  it('is judged by claims that are added by hand', async () => {
    await take(SIX)
    change(
      'study.yaml',
      'hypotheses: []',
      'hypotheses:\n  - { claim: full is better, compare: { factor: arm, from: bare, to: full }, expect: { differenceAbove: 0 } }',
    )
    change('study.yaml', 'question: How', 'question: Does it help? How')
    const { analysis } = analysed()
    expect(analysis.hypotheses).toMatchObject([{ claim: 'full is better', verdict: 'supported' }])
    expect(analysis.question).toContain('Does it help?')
    expect(document().question).toContain('Does it help?')
    expect(JSON.stringify(document())).toContain('Nothing was registered before the first trial')
  })

  it.each([
    [
      'metric: val_acc',
      'metric: val_ac',
      'study.yaml:',
      '"val_ac" is not a metric that was imported. Allowed: val_acc. Did you mean val_acc?',
    ],
    ['- full', '- fuller', 'study.yaml:', 'These are not the factors of the imported runs'],
    ['better: more', 'better: most', 'study.yaml:', 'Allowed: more, less.'],
    [
      'hypotheses: []',
      'hypotheses: [{ claim: c, compare: { factor: arm, from: bare, to: none }, expect: { differenceAbove: 0 } }]',
      'study.yaml:',
      '"none" is not a level that arm has in this study.',
    ],
    [
      'hypotheses: []',
      'hypotheses: [{ claim: c, compare: { factor: arm, from: bare, to: full }, outcome: macs, expect: { ratioBelow: 1 } }]',
      'study.yaml:',
      'costs are not known',
    ],
    [
      'hypotheses: []',
      'hypotheses: [{ claim: c, compare: { factor: arm, from: bare, to: full }, expect: {} }]',
      'study.yaml:',
      'One expectation is needed',
    ],
    ['test: paired-t', 'test: paired-t\n  primary: net', 'study.yaml:', '"net" is not a factor of this study.'],
    ['test: paired-t', 'test: paired-t\n  diverged: chance', 'study.yaml:', '"diverged" is not a key of analysis.'],
  ])('whose study says %s wrongly (%s) is refused with its place', async (from, to, place, says) => {
    await take(SIX)
    change('study.yaml', from, to)
    expect(refusal()).toContain(place)
    expect(refusal()).toContain(says)
  })

  it('is refused where a result was changed or taken away', async () => {
    await take(SIX)
    const [first, second] = analysed().folder.plan.trials
    change(`trials/${first?.id}/result.json`, '0.87', '0.97')
    expect(refusal()).toMatch(/result\.json is not what was imported: it was changed/)
    rmSync(join(folder, 'trials', first?.id ?? ''), { recursive: true })
    expect(refusal()).toMatch(/result\.json is not what was imported/)
    expect(second).toBeDefined()
  })

  it('cannot be taken for one that can be run', async () => {
    await take(SIX)
    expect(readStudyFolder(folder)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('holds imported runs') },
    })
  })

  it('is not written over anything', async () => {
    await take(SIX)
    await expect(take(SIX)).rejects.toThrow('holds something: an import makes a folder of its own')
  })

  it('is judged at one step where that is asked for', async () => {
    await take(`${HEAD}a,1,1,0.1\na,1,2,0.2\nb,1,1,0.3\nb,1,2,0.4\na,2,1,0.5\nb,2,1,0.6\n`)
    change('study.yaml', 'at: last-step', 'at: 2')
    const { analysis } = analysed()
    expect(analysis.outcome).toBe('val_acc at epoch 2')
    expect(analysis.arms.map(({ n, mean }) => [n, mean])).toEqual([
      [1, 0.2],
      [1, 0.4],
    ])
  })
})

describe('bad input', () => {
  const rows = (lines: readonly string[]): string => HEAD + lines.join('\n')
  it.each([
    {
      what: 'one seed',
      text: rows(['a,1,1,0.5', 'b,1,1,0.6']),
      answer: 'Too few trials have finished to answer',
      threat: 'One replicate',
    },
    {
      what: 'no difference at all',
      text: rows(['a,1,1,0.5', 'a,2,1,0.5', 'b,1,1,0.5', 'b,2,1,0.5']),
      answer: 'no difference in each of 2 replicates, so no test can be made',
      threat: 'No spread',
    },
    {
      what: 'unequal numbers of seeds',
      text: rows(['a,1,1,0.5', 'a,2,1,0.6', 'a,3,1,0.7', 'b,1,1,0.5', 'b,2,1,0.65']),
      answer: 'this study cannot say',
      threat: 'Unequal replicates',
    },
    {
      what: 'a run that diverged',
      text: rows(['a,1,1,0.5', 'a,2,1,0.6', 'a,3,1,0.6', 'b,1,1,0.5', 'b,2,1,0.7', 'b,3,1,nan']),
      answer: 'this study cannot say',
      threat: 'Diverged runs',
    },
    {
      what: 'runs of unequal length',
      text: rows(['a,1,9,0.5', 'a,2,9,0.6', 'b,1,9,0.5', 'b,2,3,0.7']),
      answer: 'this study cannot say',
      threat: 'Runs of unequal length',
    },
    {
      what: 'nothing finite',
      text: rows(['a,1,1,nan', 'b,1,1,inf']),
      answer: 'Too few trials have finished',
      threat: 'Diverged runs',
    },
    {
      what: 'no seed in common',
      text: rows(['a,1,1,0.5', 'a,2,1,0.6', 'b,3,1,0.5', 'b,4,1,0.7']),
      answer: 'this study cannot say',
      threat: 'Paired by chance',
    },
  ])('of $what is told, without certainty that is not there', async ({ text, answer, threat }) => {
    await take(text)
    expect(analysed().analysis.answer).toContain(answer)
    const threats = document().sections.find(({ id }) => id === 'threats')?.blocks[0]
    expect(threats?.kind === 'list' ? threats.items.map(({ lead }) => lead) : []).toContain(threat)
  })

  it('of missing arms keeps what contrasts can be made of the others', async () => {
    await take('a,b,seed,acc\non,on,1,0.5\noff,on,1,0.4\non,off,1,0.3\non,on,2,0.55\noff,on,2,0.47\non,off,2,0.36\n')
    const { analysis } = analysed()
    expect(analysis.arms.map(({ id }) => id)).toEqual(['base', 'a=off', 'b=off'])
    expect(analysis.contrasts.map(({ factor, n }) => `${factor} ${n}`)).toEqual(['a 2', 'b 2'])
    expect(analysis.interactions).toEqual([])
  })

  it('of hostile names is text in every format', async () => {
    const names = ['<script>alert(1)</script>', '=1+1', '$(rm) % _ \\', '池化 🙂', '\u202egnp', "'; DROP"]
    const lines = names.flatMap((name, index) =>
      [1, 2, 3].map((seed) => `"${name}",${seed},${seed},${0.5 + ((index * 7 + seed * seed) % 10) / 100}`),
    )
    await take(rows(lines))
    const own = analysed()
    const written = await writeReport(own, {
      formats: ['html', 'md', 'tex', 'csv', 'json'],
      paper: 'a4',
      printPdf: async () => ({ ok: true, value: new Uint8Array() }),
    })
    if (!written.ok) throw new Error(written.error.message)
    const read = (name: string): string => readFileSync(join(folder, 'report', name), 'utf8')
    const html = read('report.html')
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).toContain('池化 🙂')
    expect(html).not.toContain('\u202e')
    expect(read('report.md')).not.toMatch(/<script/)
    expect(read('report.tex')).toContain('\\$(rm) \\% \\_')
    expect(read('trials.csv')).toContain("'=1+1")
    expect(JSON.parse(read('report.json'))).toMatchObject({
      imported: { format: 'csv' },
      analysis: { measure: { noun: 'val_acc' } },
    })
    expect(html).toContain('not known: the files do not say')
  })

  it('of a thousand arms is analysed and reported', async () => {
    await take(
      `arm,seed,acc\n${Array.from({ length: 1000 }, (_, index) => [1, 2, 3].map((seed) => `arm${index},${seed},${((index * 37 + seed * 11) % 97) / 100}`).join('\n')).join('\n')}`,
    )
    const { folder: own, study, analysis } = analysed()
    expect(analysis.contrasts).toHaveLength(999)
    const { sections } = composeImportedReport({ study, plan: own.plan, results: own.results, analysis })
    expect(sections.map(({ id }) => id)).toContain('effects')
  }, 120_000)
})

it('gives the same report of the same files', async () => {
  await take(SIX)
  const first = JSON.stringify(document())
  rmSync(folder, { recursive: true })
  await take(SIX)
  expect(JSON.stringify(document())).toBe(first)
})

it('is the same study when what it exports is imported again', async () => {
  await take(
    'reduction,pooling,seed,step,acc\non,on,1,1,0.5\non,off,1,1,0.4\noff,on,1,1,0.3\noff,off,1,1,nan\non,on,2,1,0.6\n',
  )
  const first = analysed()
  const written = await writeReport(first, {
    formats: ['csv'],
    paper: 'a4',
    printPdf: async () => ({ ok: true, value: new Uint8Array() }),
  })
  if (!written.ok) throw new Error(written.error.message)
  const again = readFileSync(join(folder, 'report', 'measurements.csv'), 'utf8')
  rmSync(folder, { recursive: true })
  await take(again)
  const second = analysed()
  expect(second.folder.plan.factors).toEqual([
    { name: 'factor_reduction', levels: ['on', 'off'] },
    { name: 'factor_pooling', levels: ['on', 'off'] },
  ])
  expect(second.folder.plan.imported.understood).toContain(
    'not looked at: “arm”: it only names what the other columns tell apart',
  )
  expect(second.analysis.arms.map(({ values }) => values.map(({ value }) => value))).toEqual(
    first.analysis.arms.map(({ values }) => values.map(({ value }) => value)),
  )
})

it('has an example of a claim in its study that can be taken as it is', async () => {
  await take('depth,seed,val_loss\n20,1,1.5\n20,2,1.6\n20,3,1.4\n"5""6",1,1.2\n"5""6",2,1.25\n"5""6",3,1.2\n', {
    factors: ['depth'],
  })
  const text = readFileSync(join(folder, 'study.yaml'), 'utf8')
  const claim = /#( {3}hypotheses:\n(?:# {5,}.*\n)+)/.exec(text)?.[1]?.replaceAll(/^#? {3}/gm, '') ?? ''
  writeFileSync(join(folder, 'study.yaml'), text.replace('hypotheses: []\n', claim))
  expect(analysed().analysis.hypotheses).toMatchObject([
    { claim: 'depth 5"6 raises val_loss over 20', verdict: 'refuted' },
  ])
})
