import { resolve } from 'node:path'
import { inputFailure } from '../../../shared/failure'
import { PAPERS } from '../../../shared/report/paper'
import { parseFormats } from '../../export/report-format'
import { writeReport } from '../../export/write-report'
import { analyseAnyFolder } from '../../study/analyse-any-folder'
import { EXIT, type ExitCode } from '../exit-code'
import { printWithElectron } from '../print-with-electron'
import { printJson, type Terminal, tellFailure } from '../terminal'

export interface ReportOptions {
  readonly format: string
  readonly paper: string
  readonly json?: boolean
}

/** @param root the folder that holds node_modules and out */
export async function reportCommand(
  terminal: Terminal,
  root: string,
  folder: string,
  { format, paper: size, json }: ReportOptions,
): Promise<ExitCode> {
  const formats = parseFormats(format)
  if (!formats.ok) return tellFailure(terminal, formats.error)
  const paper = PAPERS.find((own) => own === size)
  if (paper === undefined)
    return tellFailure(terminal, inputFailure(`--paper ${size} is not known. Allowed: ${PAPERS.join(', ')}.`))
  const analysed = analyseAnyFolder(resolve(folder))
  if (!analysed.ok) return tellFailure(terminal, analysed.error)
  const printPdf = printWithElectron(root)
  const written = await writeReport(analysed.value, { formats: formats.value, paper, printPdf })
  if (!written.ok) return tellFailure(terminal, written.error)
  const { trials, answer } = analysed.value.analysis
  if (json) {
    printJson(terminal, { schema: 'ablation-workbench/report/1', files: written.value, trials })
    return EXIT.done
  }
  terminal.say(answer)
  for (const { path } of written.value) terminal.out(`The report: ${path}`)
  return EXIT.done
}
