import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseFormats, REPORT_FORMATS } from '../../../main/export/report-format'
import { writeReport } from '../../../main/export/write-report'
import { environmentFailure } from '../../../shared/failure'
import type { ReportInput } from '../../../shared/report/report-input'
import { err, ok } from '../../../shared/result'
import { hostileInput } from '../../shared/report/hostile'
import { reportInput } from '../../shared/report/report-fixture'

let path: string
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'workbench-report-'))
})
afterEach(() => rmSync(path, { recursive: true, force: true }))

const folderOf = ({ plan, ...rest }: ReportInput) => ({ folder: { path, source: '', plan }, ...rest })
const printed = async (html: string) => ok(Buffer.from(`%PDF-1.4 ${html.length}`))
const options = { formats: REPORT_FORMATS, paper: 'a4', printPdf: printed } as const

/** Every file of the report, by its path. */
function files(): Readonly<Record<string, string>> {
  const names = readdirSync(join(path, 'report'), { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name)
        return [file.slice(path.length + 1), readFileSync(file, 'utf8')] as const
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

describe('parseFormats', () => {
  it.each([
    ['html', ['html']],
    ['json, pdf,html,pdf', ['html', 'pdf', 'json']],
    ['ALL', ['html', 'pdf', 'md', 'tex', 'csv', 'json']],
    ['all,csv', ['html', 'pdf', 'md', 'tex', 'csv', 'json']],
  ])('takes %j for %j', (text, expected) => expect(parseFormats(text)).toEqual(ok(expected)))

  it.each([
    [
      'htm',
      '--format htm: “htm” is no format of a report. Allowed: html, pdf, md, tex, csv, json, several of them with commas between, or all. Did you mean html?',
    ],
    [
      'html,',
      '--format html,: a name is missing. Allowed: html, pdf, md, tex, csv, json, several of them with commas between, or all.',
    ],
  ])('refuses %j', (text, message) => expect(parseFormats(text)).toEqual(err({ kind: 'input', message })))
})

describe('a report in every format', () => {
  it('is the same, byte for byte, for the same study', async () => {
    const input = reportInput()
    const written = await writeReport(folderOf(input), options)
    const first = files()
    expect(Object.keys(first)).toEqual([
      'report/arms.csv',
      'report/contrasts.csv',
      'report/differences.csv',
      'report/epochs.csv',
      'report/figures/accuracy-figure.svg',
      'report/figures/cost-figure.svg',
      'report/figures/effects-table-plot.svg',
      'report/figures/interaction-figure.svg',
      'report/figures/interactions-table-plot.svg',
      'report/figures/loss-figure.svg',
      'report/figures/quantile-figure.svg',
      'report/figures/simple-effects-table-plot.svg',
      'report/report.html',
      'report/report.json',
      'report/report.md',
      'report/report.pdf',
      'report/report.tex',
      'report/trials.csv',
    ])
    expect(written.ok && written.value.map(({ format }) => format)).toEqual([
      'html',
      'pdf',
      'md',
      'tex',
      ...Array(5).fill('csv'),
      'json',
    ])
    await writeReport(folderOf({ ...input, results: [...input.results].reverse() }), options)
    expect(files()).toEqual(first)
  })

  it('lets no name become markup, a command or a formula in any of them', async () => {
    await writeReport(folderOf(hostileInput()), options)
    const all = files()
    for (const [name, text] of Object.entries(all)) {
      // JSON and CSV are data: names stand in them as they are, within quotes.
      if (/\.(json|csv)$/.test(name)) continue
      const seen = name.endsWith('.tex') ? text.replace(/(?<!\\)%.*$/gm, '') : text
      expect(seen, name).not.toMatch(/<script/i)
      expect(seen, name).not.toContain('\u202e')
    }
    expect(all['report/report.tex']).not.toMatch(/^[^%\n]*(?<!\\)\$\(rm/m)
    expect(all['report/report.tex']).not.toMatch(/^[^%\n]*\\alpha(?!\})/m)
    expect(JSON.parse(all['report/report.json'] ?? '').title).toContain('<script>alert(1)</script>')
  })

  it('leaves no drawing of an earlier report behind, and nothing that it did not make is touched', async () => {
    const figures = join(path, 'report', 'figures')
    mkdirSync(figures, { recursive: true })
    writeFileSync(join(figures, 'accuracy-figure-2.svg'), '<svg/>')
    writeFileSync(join(figures, 'my-own.png'), 'mine')
    await writeReport(folderOf(reportInput()), { ...options, formats: ['md'] })
    expect(readdirSync(figures)).toContain('my-own.png')
    expect(readdirSync(figures)).not.toContain('accuracy-figure-2.svg')
  })
})

it('writes only what is asked for', async () => {
  await writeReport(folderOf(reportInput()), { ...options, formats: ['html', 'csv'] })
  expect(Object.keys(files()).filter((name) => !/\.(csv|html)$/.test(name))).toEqual([])
})

it('has written everything else where nothing can print', async () => {
  const failure = environmentFailure('no Electron')
  const written = await writeReport(folderOf(reportInput()), { ...options, printPdf: async () => err(failure) })
  expect(written).toEqual(err(failure))
  expect(Object.keys(files())).toContain('report/report.json')
  expect(Object.keys(files())).not.toContain('report/report.pdf')
})

it('refuses a study without a result', async () => {
  const written = await writeReport(folderOf({ ...reportInput(), results: [] }), options)
  expect(written).toMatchObject({ ok: false, error: { kind: 'input' } })
})
