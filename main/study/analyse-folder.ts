import { join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { analyseStudy } from '../../shared/study/analyse-study'
import type { StudyAnalysis } from '../../shared/study/analysis'
import { parseStudy } from '../../shared/study/parse-study'
import { studyHash } from '../../shared/study/plan-study'
import { formatProblem } from '../../shared/study/problem'
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
  const parsed = parseStudy(source)
  const file = join(path, 'study.yaml')
  if (parsed.study === null)
    return err(inputFailure(`${formatProblem(file, parsed.problems[0])} It was changed after the run began.`))
  const { study, written } = parsed
  const trials = plan.trials.map(({ id }) => id)
  if (studyHash(written, trials) !== plan.hash) {
    return err(
      inputFailure(
        `${file} is no longer the study that was run: its question, hypotheses, outcome or recipe were changed, or the ` +
          'plan beside it was. Results are reported only under the study as it was frozen; take the file back.',
      ),
    )
  }
  const results = readResults(path, trials)
  if (!results.ok) return results
  const analysis = analyseStudy(study, plan, results.value)
  return ok({ folder: folder.value, study, results: results.value, analysis })
}
