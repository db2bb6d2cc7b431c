import type { StudyAnalysis } from '../analysis/analysis'
import type { ImageAnalysis } from '../analysis/image-analysis'
import { IMPORTED_PLAN_SCHEMA, type ImportedPlan } from '../study/imported-plan'
import type { ImportedResult } from '../study/imported-result'
import type { ImportedStudy } from '../study/imported-study'
import type { StudyPlan } from '../study/plan'
import type { ResultRecord } from '../study/result-record'
import type { StudyFile } from '../study/schema'

/** All that a report says, it says from these. No clock: the same input gives the same report. */
export interface ReportInput {
  readonly study: StudyFile
  readonly plan: StudyPlan
  readonly results: readonly ResultRecord[]
  readonly analysis: StudyAnalysis
  /** What trials made of single images; absent where none kept that. */
  readonly images?: ImageAnalysis | undefined
}

/** The same of runs that were made elsewhere. */
export interface ImportedReportInput {
  readonly study: ImportedStudy
  readonly plan: ImportedPlan
  readonly results: readonly ImportedResult[]
  readonly analysis: StudyAnalysis
}

export type AnyReportInput = ReportInput | ImportedReportInput

export function isImportedInput(input: AnyReportInput): input is ImportedReportInput {
  return input.plan.schema === IMPORTED_PLAN_SCHEMA
}
