import { join } from 'node:path'
import { analyseImported } from '../../shared/analysis/analyse-imported'
import type { StudyAnalysis } from '../../shared/analysis/analysis'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { type ImportedStudy, parseImportedStudy } from '../../shared/study/imported-study'
import { formatProblem } from '../../shared/study/problem'
import { type ImportedFolder, readImportedFolder } from '../store/imported-folder'

/** The folder of imported runs with all that follows from its files. */
export interface AnalysedImport {
  readonly kind: 'imported'
  readonly folder: ImportedFolder
  readonly study: ImportedStudy
  readonly analysis: StudyAnalysis
}

/** Unlike a study that was run, an imported one may be changed at any time: nothing of it was ever registered. */
export function analyseImportedFolder(path: string): Result<AnalysedImport, Failure> {
  const folder = readImportedFolder(path)
  if (!folder.ok) return folder
  const { source, plan, results } = folder.value
  const { study, problems } = parseImportedStudy(source, plan)
  if (!study) {
    const file = join(path, 'study.yaml')
    return err(inputFailure(problems.map((problem) => formatProblem(file, problem)).join('\n')))
  }
  return ok({ kind: 'imported', folder: folder.value, study, analysis: analyseImported({ study, plan, results }) })
}
