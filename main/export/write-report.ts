import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { composeAnyReport } from '../../shared/report/compose-any-report'
import { importedCsv } from '../../shared/report/csv/imported-csv'
import { reportCsv } from '../../shared/report/csv/report-csv'
import { svgText } from '../../shared/report/drawing/svg-text'
import { renderLatex } from '../../shared/report/latex/render-latex'
import { renderMarkdown } from '../../shared/report/markdown/render-markdown'
import type { Paper } from '../../shared/report/paper'
import type { ReportDocument } from '../../shared/report/report-document'
import { drawnBlocks } from '../../shared/report/report-figures'
import { type AnyReportInput, isImportedInput } from '../../shared/report/report-input'
import { renderReportJson } from '../../shared/report/report-json'
import { err, ok, type Result } from '../../shared/result'
import { writeAtomically } from '../store/atomic-write'
import { reportFolder } from '../store/study-folder'
import { makeFolder, unwritten } from '../store/unwritten'
import type { AnyAnalysedFolder } from '../study/analyse-any-folder'
import { judgedImages } from '../study/judged-images'
import type { PrintPdf } from './print-pdf'
import type { ReportFormat } from './report-format'
import { renderReportHtml } from './report-html'
import { steadyPdf } from './steady-pdf'

export interface ReportOptions {
  readonly formats: readonly ReportFormat[]
  /** Of PDF and LaTeX. */
  readonly paper: Paper
  readonly printPdf: PrintPdf
}

/** A file that was written; figures go with the format that shows them. */
export interface WrittenFile {
  readonly format: ReportFormat
  readonly path: string
}

/** Drawings lie in a folder beside the files that show them. */
const FIGURES = 'figures'

/**
 * Writes a study's report into its folder, as each format asked for. What cannot be printed is told after all else is written.
 * @returns the files, in the order of the formats.
 */
export async function writeReport(
  analysed: AnyAnalysedFolder,
  { formats, paper, printPdf }: ReportOptions,
): Promise<Result<readonly WrittenFile[], Failure>> {
  const { folder } = analysed
  const read = inputOf(analysed)
  if (!read.ok) return read
  const input = read.value
  if (input.results.length === 0)
    return err(
      inputFailure(`${folder.path} has no finished trial yet: there is nothing to report. Run the study first.`),
    )
  const document = composeAnyReport(input)
  const target = reportFolder(folder.path)
  const written: WrittenFile[] = []
  const write = (format: ReportFormat, name: string, content: string | Uint8Array) => {
    const path = join(target, name)
    writeAtomically(path, content)
    written.push({ format, path })
  }
  const asked = (format: ReportFormat) => formats.includes(format)
  try {
    makeFolder(target)
    const html = asked('html') || asked('pdf') ? renderReportHtml(input) : ''
    if (asked('html')) write('html', 'report.html', html)
    if (asked('md') || asked('json')) writeFigures(document, join(target, FIGURES))
    if (asked('md')) write('md', 'report.md', renderMarkdown(document, FIGURES))
    if (asked('tex')) write('tex', 'report.tex', renderLatex(document, paper))
    if (asked('csv'))
      for (const { name, text } of isImportedInput(input) ? importedCsv(input) : reportCsv(input))
        write('csv', name, text)
    if (asked('json')) write('json', 'report.json', renderReportJson(document, input, FIGURES))
    if (asked('pdf')) {
      const pdf = await printPdf(html, paper)
      if (!pdf.ok) return pdf
      write('pdf', 'report.pdf', steadyPdf(pdf.value, lastFinished(input)))
    }
    return ok(formats.flatMap((format) => written.filter((file) => file.format === format)))
  } catch (error) {
    return err(unwritten(error, 'make the report again'))
  }
}

/** The drawings of this report and of no earlier one. */
function writeFigures(document: ReportDocument, folder: string): void {
  makeFolder(folder)
  const drawn = [...drawnBlocks(document).values()]
  const names = drawn.flatMap(({ files }) => files)
  for (const name of readdirSync(folder))
    if (name.endsWith('.svg') && !names.includes(name)) rmSync(join(folder, name), { force: true })
  for (const { caption, alternative, parts, files } of drawn)
    for (const [index, part] of parts.entries())
      writeAtomically(join(folder, files[index] ?? ''), svgText(part, { title: caption, description: alternative }))
}

function inputOf(analysed: AnyAnalysedFolder): Result<AnyReportInput, Failure> {
  if (analysed.kind === 'imported') {
    const { folder, study, analysis } = analysed
    return ok({ study, plan: folder.plan, results: folder.results, analysis })
  }
  const { folder, study, results, analysis } = analysed
  const images = judgedImages(analysed)
  return images.ok ? ok({ study, plan: folder.plan, results, analysis, images: images.value }) : images
}

/** A PDF has to have a date; of imported runs none is known. */
const NO_DATE = '1970-01-01T00:00:00Z'

/** When the last trial ended: a report is as old as what it reports. */
function lastFinished(input: AnyReportInput): string {
  if (isImportedInput(input)) return NO_DATE
  return (
    input.results
      .map(({ finished }) => finished)
      .sort()
      .at(-1) ?? ''
  )
}
