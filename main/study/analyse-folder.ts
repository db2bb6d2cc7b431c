import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { analyseStudy } from '../../shared/study/analyse-study'
import type { StudyAnalysis } from '../../shared/study/analysis'
import { parseStudy } from '../../shared/study/parse-study'
import type { ResultRecord } from '../../shared/study/result-record'
import type { StudyFile } from '../../shared/study/schema'
import { readResults } from '../store/results'
import { readStudyFolder, type StudyFolder } from '../store/study-folder'

/** A study's folder with all that follows from its files. */
export interface AnalysedFolder {
  readonly folder: StudyFolder
  readonly study: StudyFile
  readonly results: readonly ResultRecord[]
  readonly analysis: StudyAnalysis
}

export function analyseFolder(path: string): Result<AnalysedFolder, Failure> {
  const folder = readStudyFolder(path)
  if (!folder.ok) return folder
  const { source, plan } = folder.value
  const { study } = parseStudy(source)
  if (study === null) return err(inputFailure(`${path}/study.yaml was changed after the run: it is no study any more.`))
  const results = readResults(
    path,
    plan.trials.map(({ id }) => id),
  )
  if (!results.ok) return results
  const analysis = analyseStudy(study, plan, results.value)
  return ok({ folder: folder.value, study, results: results.value, analysis })
}
