import { resolve } from 'node:path'
import { analyseAnyFolder } from '../../study/analyse-any-folder'
import { analysisText } from '../analysis-text'
import { EXIT, type ExitCode } from '../exit-code'
import { printJson, type Terminal, tellFailure } from '../terminal'

/** What the finished trials of a study say. */
export function analyzeCommand(terminal: Terminal, folder: string, { json }: { readonly json?: boolean }): ExitCode {
  const analysed = analyseAnyFolder(resolve(folder))
  if (!analysed.ok) return tellFailure(terminal, analysed.error)
  const { analysis } = analysed.value
  if (json) printJson(terminal, analysis)
  else terminal.out(analysisText(analysis))
  return EXIT.done
}
