import type { StudyAnalysis } from '../analysis/analysis'
import type { ImageAnalysis } from '../analysis/image-analysis'
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
