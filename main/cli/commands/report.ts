import { resolve } from 'node:path'
import { inputFailure } from '../../../shared/failure'
import { writeReport } from '../../export/write-report'
import { analyseFolder } from '../../study/analyse-folder'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal, tellFailure } from '../terminal'

export interface ReportOptions {
  readonly format: string
  readonly json?: boolean
}

export function reportCommand(terminal: Terminal, folder: string, { format, json }: ReportOptions): ExitCode {
  if (format !== 'html')
    return tellFailure(terminal, inputFailure(`--format ${format} is not built yet. Allowed: html.`))
  const analysed = analyseFolder(resolve(folder))
  if (!analysed.ok) return tellFailure(terminal, analysed.error)
  const written = writeReport(analysed.value)
  if (!written.ok) return tellFailure(terminal, written.error)
  const { trials, answer } = analysed.value.analysis
  if (json) {
    printJson(terminal, { schema: 'ablation-workbench/report/1', files: [{ format, path: written.value }], trials })
    return EXIT.done
  }
  terminal.say(answer)
  terminal.out(`The report: ${written.value}`)
  return EXIT.done
}
