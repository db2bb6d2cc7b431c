import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { writeAtomically } from '../store/atomic-write'
import { reportFolder } from '../store/study-folder'
import type { AnalysedFolder } from '../study/analyse-folder'
import { renderReportHtml } from './report-html'

/** Writes a study's report into its folder. @returns the file. */
export function writeReport({ folder, study, results, analysis }: AnalysedFolder): Result<string, Failure> {
  if (results.length === 0)
    return err(
      inputFailure(`${folder.path} has no finished trial yet: there is nothing to report. Run the study first.`),
    )
  const path = reportFolder(folder.path)
  mkdirSync(path, { recursive: true })
  const file = join(path, 'report.html')
  writeAtomically(file, renderReportHtml({ study, plan: folder.plan, results, analysis }))
  return ok(file)
}
