import { expect, it } from 'vitest'
import { composeReport } from '../../../shared/report/compose-report'
import { renderReportJson } from '../../../shared/report/report-json'
import { HOSTILE, hostileInput } from './hostile'
import { reportInput } from './report-fixture'

const read = (input = reportInput()) => JSON.parse(renderReportJson(composeReport(input), input, 'figures'))

it('is the document as data: its numbers in full, its figures as points and files', () => {
  const input = reportInput()
  const report = read(input)
  expect(report.schema).toBe('ablation-workbench/report-document/1')
  expect(report.plan).toBe(input.plan.hash)
  const blocks = report.sections.flatMap((section: { blocks: unknown[] }) => section.blocks)
  const find = (id: string) => blocks.find((block: { id?: string }) => block.id === id)
  expect(find('effects-table').files).toEqual(['figures/effects-table-plot.svg'])
  expect(find('effects-table').groups[0].rows[0].cells[2].value).toBe(input.analysis.contrasts[0]?.estimate)
  const figure = find('accuracy-figure')
  expect(figure.files).toEqual(['figures/accuracy-figure.svg'])
  expect(figure.panels[0].data[0]).toMatchObject({ name: 'mean', columns: ['epoch', 'value'] })
  expect(figure.panels[0].data[0].rows.at(-1)).toEqual([6, input.analysis.arms[0]?.mean])
  expect(figure.panels[0]).not.toHaveProperty('drawing')
  expect(report.analysis).toEqual(JSON.parse(JSON.stringify(input.analysis)))
})

it('keeps names as they are', () => expect(read(hostileInput()).title).toBe(HOSTILE))
