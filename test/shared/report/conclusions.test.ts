import { describe, expect, it } from 'vitest'
import { analyseStudy } from '../../../shared/analysis/analyse-study'
import { REGISTRATION_SCHEMA, type Registration } from '../../../shared/analysis/registration'
import { composeReport } from '../../../shared/report/compose-report'
import type { ReportBlock, ReportDocument } from '../../../shared/report/report-document'
import type { ReportTable, TableCell } from '../../../shared/report/report-table'
import type { PlannedStudy } from '../../../shared/study/plan-study'
import type { ResultRecord } from '../../../shared/study/result-record'
import { diverged, planned, resultsOf, sampleParts } from './report-fixture'

const study = planned()

function report(
  own: PlannedStudy = study,
  results: readonly ResultRecord[] = resultsOf(own),
  registered: PlannedStudy | null = own,
): ReportDocument {
  const { written, plan } = registered ?? own
  const registration: Registration | undefined =
    registered === null
      ? undefined
      : {
          schema: REGISTRATION_SCHEMA,
          time: '2026-01-01T00:00:00.000Z',
          hash: plan.hash,
          written,
        }
  const analysis = analyseStudy({ study: own.study, plan: own.plan, results, registration })
  return composeReport({ study: own.study, plan: own.plan, results, analysis })
}

function blocks(document: ReportDocument, id: string): readonly ReportBlock[] {
  const found = document.sections.find((section) => section.id === id)
  if (!found) throw new Error(`no section ${id}: ${document.sections.map((section) => section.id).join(', ')}`)
  return found.blocks
}

function table(document: ReportDocument, id: string): ReportTable {
  const found = document.sections
    .flatMap((section) => section.blocks)
    .find((block) => block.kind === 'table' && block.id === id)
  if (found?.kind !== 'table') throw new Error(`no table ${id}`)
  return found
}

const cellText = (cell: TableCell | undefined): string =>
  cell?.kind === 'text'
    ? cell.text.map((part) => (typeof part === 'string' ? part : part.text)).join('') +
      (cell.after ? ` ${cell.after}` : '')
    : cell?.kind === 'number' || cell?.kind === 'code'
      ? cell.text
      : ''
const column = ({ columns, groups }: ReportTable, key: string): readonly string[] => {
  const at = columns.findIndex((own) => own.key === key)
  return groups.flatMap(({ rows }) => rows.map(({ cells }) => cellText(cells[at])))
}
const words = (own: readonly ReportBlock[]) =>
  own.flatMap((block) =>
    block.kind === 'paragraph'
      ? [block.text.map((part) => (typeof part === 'string' ? part : part.text)).join('')]
      : [],
  )
const threats = (document: ReportDocument) =>
  new Map(
    blocks(document, 'threats').flatMap((block) =>
      block.kind === 'list'
        ? block.items.map(
            ({ lead, text }) =>
              [lead, text.map((part) => (typeof part === 'string' ? part : part.text)).join('')] as const,
          )
        : [],
    ),
  )

describe('interactions', () => {
  it('are told of every two factors, and the changes within each level of another below', () => {
    expect(column(table(report(), 'interactions-table'), 'contrast')).toEqual([
      'reduction × pooling off → on, off → on',
      'reduction × auxiliary off → on, off → on',
      'pooling × auxiliary off → on, off → on',
    ])
    const simple = column(table(report(), 'simple-effects-table'), 'contrast')
    expect(simple).toHaveLength(12)
    expect(simple[0]).toBe('reduction off → on within pooling on')
  })

  it('are drawn for every two factors, with the means and intervals of every cell', () => {
    const figure = blocks(report(), 'interactions').find((block) => block.kind === 'figure')
    const data = figure?.kind === 'figure' ? figure.panels.map((panel) => panel.data[0]) : []
    expect(data.map((series) => series?.columns.slice(0, 2))).toEqual([
      ['reduction', 'pooling'],
      ['reduction', 'auxiliary'],
      ['pooling', 'auxiliary'],
    ])
    expect(data.map((series) => series?.rows.length)).toEqual([4, 4, 4])
    expect(data[0]?.rows.every((row) => row.every((value) => value !== null))).toBe(true)
  })

  it('are said not to be seen where the design has none', () => {
    const own = planned({ ...sampleParts, design: 'leave-one-out' })
    expect(words(blocks(report(own), 'interactions'))).toEqual([
      'This design (leave-one-out) has no four arms that differ in two factors alone: whether what one part brings depends on another cannot be seen.',
    ])
  })

  it('are left out where one factor is varied', () => {
    const own = planned({ ...sampleParts, factors: '{ reduction: [on, off] }' })
    expect(report(own).sections.some(({ id }) => id === 'interactions')).toBe(false)
  })
})

describe('the model', () => {
  it('has a row for each term and the error, and the p value of every test beside the paired one', () => {
    expect(column(table(report(), 'model-table'), 'term')).toEqual([
      'replicate',
      'reduction',
      'pooling',
      'auxiliary',
      'reduction × pooling',
      'reduction × auxiliary',
      'pooling × auxiliary',
      'error',
    ])
    const beside = table(report(), 'model-effects-table')
    // Exact tests of three replicates of one sign: 2/2³.
    expect(column(beside, 'flip')[1]).toBe('.250')
    expect(column(beside, 'paired')).toEqual(column(beside, 'model'))
  })

  it('draws every residual against a normal quantile, and says where tests disagree', () => {
    const figure = blocks(report(), 'model').find((block) => block.kind === 'figure')
    expect(figure?.kind === 'figure' ? figure.panels[0]?.data[0]?.rows : []).toHaveLength(24)
    expect(words(blocks(report(), 'model'))[0]).toMatch(/^Of .* the tests come to different ends at \.05/)
  })

  it('tells that data are unbalanced', () => {
    const results = resultsOf(study).map((result, index) => (index === 4 ? diverged(result, 3) : result))
    expect(JSON.stringify(table(report(study, results), 'model-table').notes)).toContain('the data are unbalanced')
  })
})

describe('registration', () => {
  it('is told with its time, and that nothing was changed', () => {
    expect(words(blocks(report(), 'registration'))[0]).toMatch(
      /^Question, arms, .* were registered at 2026-01-01T00:00:00\.000Z, before the first trial, as plan \w+\. Nothing was changed since\.$/,
    )
  })

  it('lists what was changed, and the threats name it', () => {
    const before = planned({ ...sampleParts, replicates: '5' })
    const document = report(study, resultsOf(study), before)
    const deviations = table(document, 'deviations-table')
    expect([column(deviations, 'what'), column(deviations, 'registered'), column(deviations, 'now')]).toEqual([
      ['replicates'],
      ['5'],
      ['3'],
    ])
    expect(threats(document).get('Changed after registration')).toMatch(/^replicates: /)
  })

  it('says that nothing was registered', () => {
    const document = report(study, resultsOf(study), null)
    expect(words(blocks(document, 'registration'))[0]).toMatch(/^Nothing was registered before the first trial/)
    expect(threats(document).has('Not registered')).toBe(true)
    expect(column(table(document, 'checklist-table'), 'said')[1]).toBe('not said: these files do not show it')
  })
})

describe('another outcome', () => {
  const loss = planned({ ...sampleParts, hypotheses: '[]', outcome: '{ metric: loss }' })

  it('is told in its own words and units', () => {
    const document = report(loss)
    const effects = table(document, 'effects-table')
    expect(document.sections[0]?.title).toBe('Effects on loss')
    expect(effects.columns.find(({ key }) => key === 'effect')).not.toHaveProperty('unit')
    expect(document.colophon[0]).toContain(
      'Every outcome is validation.loss of the last epoch in trials/ID/result.json',
    )
    expect(document.answer).not.toMatch(/accuracy|pp/)
  })

  it('has a column of its own among the trials', () => {
    const trials = table(report(loss), 'trials-table')
    expect(column(trials, 'value')).toEqual(column(trials, 'loss'))
  })
})

describe('cost', () => {
  it('tells arms that are beaten within the error from those that are beaten', () => {
    // 3 replicates of made-up results: which arm is which follows from their means and intervals.
    const results = resultsOf(study)
    const analysis = analyseStudy({ study: study.study, plan: study.plan, results })
    const [sentence] = words(blocks(report(), 'cost'))
    for (const { label, front } of analysis.arms) {
      if (front?.place === 'on') expect(sentence?.split('. ')[0]).toContain(label)
      else {
        const by = analysis.arms.find(({ id }) => id === front?.by)?.label
        expect(sentence).toContain(`${label} (by ${by})`)
      }
    }
  })
})

describe('trials that diverged and count as chance', () => {
  const own = planned({ ...sampleParts, analysis: '{ diverged: chance }' })
  const results = resultsOf(own).map((result, index) => (index === 4 ? diverged(result, 3) : result))

  it('are said to be counted wherever they are told', () => {
    const document = report(own, results)
    const basis = document.basis[0]?.map((part) => (typeof part === 'string' ? part : part.text)).join('')
    expect(basis).toContain('1 diverged (−reduction, replicate 1) and is counted as chance, as the study declared')
    const arms = table(document, 'arms-table')
    expect(document.colophon[0]).toContain('That of a diverged trial is what chance gives')
    expect(arms.columns.find(({ key }) => key === 'n')?.heading).toBe('Counted')
    expect(JSON.stringify(arms.notes)).not.toContain('counted in no mean')
  })
})

describe('the noise of the images', () => {
  it('stands beside that of the seeds, for each arm', () => {
    const arms = table(report(), 'arms-table')
    // √(0.87 · 0.13 / 2,000) = 0.75 pp
    for (const error of column(arms, 'image-error')) expect(Number(error)).toBeCloseTo(0.75, 1)
  })

  it('is not told of a loss', () => {
    const loss = planned({ ...sampleParts, hypotheses: '[]', outcome: '{ metric: loss }' })
    expect(table(report(loss), 'arms-table').columns.some(({ key }) => key === 'image-error')).toBe(false)
  })
})

describe('a fraction', () => {
  it('is told with what it cannot tell apart', () => {
    const own = planned({ ...sampleParts, design: 'fractional' })
    const document = report(own)
    expect(threats(document).get('Aliased effects')).toContain('reduction = pooling:auxiliary')
    expect(column(table(document, 'differences-table'), 'to')[0]?.split(', ')).toHaveLength(2)
  })
})
