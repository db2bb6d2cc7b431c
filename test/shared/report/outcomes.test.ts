import { describe, expect, it } from 'vitest'
import { analysisText } from '../../../main/cli/analysis-text'
import { composeReport } from '../../../shared/report/compose-report'
import type { ReportTable } from '../../../shared/report/report-table'
import type { PlannedStudy } from '../../../shared/study/plan-study'
import type { ResultRecord } from '../../../shared/study/result-record'
import { planned, reportInput, resultsOf, sampleParts } from './report-fixture'

const withOutcome = (outcome: string) => planned({ ...sampleParts, hypotheses: '[]', outcome })

function table(study: PlannedStudy, results: readonly ResultRecord[], id: string): ReportTable {
  const found = composeReport(reportInput(study, results))
    .sections.flatMap(({ blocks }) => blocks)
    .find((block) => block.kind === 'table' && block.id === id)
  if (found?.kind !== 'table') throw new Error(`no table ${id}`)
  return found
}

/** Of each row the text of a column; undefined where there is no such column. */
function column({ columns, groups }: ReportTable, key: string): readonly (string | undefined)[] | undefined {
  const at = columns.findIndex((own) => own.key === key)
  if (at < 0) return undefined
  return groups.flatMap(({ rows }) =>
    rows.map(({ cells }) => {
      const cell = cells[at]
      return cell && 'text' in cell && typeof cell.text === 'string' ? cell.text : undefined
    }),
  )
}

/** What the report says of a doubt, undefined where it has none of that name. */
function threat(study: PlannedStudy, results: readonly ResultRecord[], named: string): string | undefined {
  const items = composeReport(reportInput(study, results)).sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'list' ? block.items : [])),
  )
  return items
    .find(({ lead }) => lead === named)
    ?.text.map((part) => (typeof part === 'string' ? part : part.text))
    .join('')
}

describe('a report of an outcome at a chosen epoch', () => {
  const study = withOutcome('{ at: best-validation }')
  const results = resultsOf(study).map((result, index) => ({ ...result, best: { epoch: (index % 6) + 1 } }))

  it('says of each trial which epoch, and what was measured then', () => {
    const trials = table(study, results, 'trials-table')
    expect(column(trials, 'chosen')?.toSorted()).toEqual(results.map(({ best }) => String(best.epoch)).toSorted())
    const [first] = results
    const own = first?.curve.find(({ epoch }) => epoch === first.best.epoch)
    expect(column(trials, 'value')).toContain(((own?.validation.accuracy ?? 0) * 100).toFixed(2))
  })

  it('has no such column where none is chosen', () => {
    const last = withOutcome('{}')
    expect(column(table(last, resultsOf(last), 'trials-table'), 'chosen')).toBeUndefined()
  })
})

describe('a report of trials that did not measure the outcome', () => {
  const study = withOutcome('{ split: test }')
  const measured = resultsOf(study).map((result) => ({ ...result, test: { loss: 0.5, accuracy: 0.8 } }))
  const results = measured.map(({ test, ...earlier }, index) => (index < 2 ? earlier : { ...earlier, test }))

  it('counts and names them, and says what to do', () => {
    expect(reportInput(study, results).analysis.trials).toEqual({
      planned: 24,
      finished: 24,
      failed: 0,
      unmeasured: 2,
    })
    expect(threat(study, results, 'Outcome not measured')).toMatch(
      /^2 finished trials did not measure the test accuracy at the last epoch, as of an earlier version, and count for nothing: .*, replicate 1; .*, replicate 1\. Whoever deletes the result\.json of such a trial has it run again\. Replicates left for each contrast that lost one: /,
    )
    expect(analysisText(reportInput(study, results).analysis)).toContain(
      '24 of 24 trials finished, 2 without the outcome. Outcome: test accuracy at the last epoch, paired by replicate.',
    )
  })

  it('says nothing of it where all did', () => {
    expect(reportInput(study, measured).analysis.trials).not.toHaveProperty('unmeasured')
    expect(threat(study, measured, 'Outcome not measured')).toBeUndefined()
  })
})

describe('the environment', () => {
  const study = withOutcome('{}')
  const on = (device: string) =>
    resultsOf(study).map((result) => ({ ...result, environment: { ...result.environment, device } }))

  it.each([
    ['CPU, 1 thread', 'the same bits', undefined],
    ['NVIDIA H100', 'nearly the same numbers', 'Trials ran on a GPU, whose sums come in no fixed order'],
  ])('says of %s whether a trial gives the same bits again', (device, expected, doubt) => {
    const { groups } = table(study, on(device), 'environment-table')
    const row = groups
      .flatMap(({ rows }) => rows)
      .find(({ cells }) => JSON.stringify(cells).includes('The same trial again'))
    expect(JSON.stringify(row?.cells[1])).toContain(expected)
    expect(threat(study, on(device), 'Not repeatable to the bit')?.split(':')[0]).toBe(doubt)
  })
})
