import { join } from 'node:path'
import { analyseStudy } from '../../shared/analysis/analyse-study'
import type { StudyAnalysis } from '../../shared/analysis/analysis'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { writtenWhole } from '../../shared/study/architecture-named'
import { parseStudy } from '../../shared/study/parse-study'
import { studyHash } from '../../shared/study/plan-study'
import { formatProblem, type Problem } from '../../shared/study/problem'
import type { ResultRecord } from '../../shared/study/result-record'
import type { StudyFile } from '../../shared/study/schema'
import { readRegistration } from '../store/registration'
import { readResults } from '../store/results'
import { readStudyFolder, type StudyFolder } from '../store/study-folder'
import { architectureFiles } from './architecture-files'

/** A study's folder with all that follows from its files. */
export interface AnalysedFolder {
  readonly kind?: 'run'
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
  const changed = (problem: Problem | undefined): Failure =>
    inputFailure(`${problem ? formatProblem(file, problem) : file} It was changed after the run began.`)
  if (parsed.study === null) return err(changed(parsed.problems[0]))
  const { study } = parsed
  const written = writtenWhole(parsed, architectureFiles(path))
  if (!written.ok) return err(changed(written.error[0]))
  const trials = plan.trials.map(({ id }) => id)
  if (studyHash(written.value, trials) !== plan.hash) {
    return err(
      inputFailure(
        `${file} is no longer the study that was run: its question, hypotheses, outcome, recipe or architecture were changed, or the ` +
          'plan beside it was. Results are reported only under the study as it was frozen; take the file back.',
      ),
    )
  }
  const results = readResults(path, trials)
  if (!results.ok) return results
  const registration = readRegistration(path)
  if (!registration.ok) return registration
  const analysis = analyseStudy({ study, plan, results: results.value, registration: registration.value })
  return ok({ folder: folder.value, study, results: results.value, analysis })
}
