import { composeImportedReport } from './compose-imported-report'
import { composeReport } from './compose-report'
import type { ReportDocument } from './report-document'
import { type AnyReportInput, isImportedInput } from './report-input'

/** The report of a study, whether it was run here or imported. */
export function composeAnyReport(input: AnyReportInput): ReportDocument {
  return isImportedInput(input) ? composeImportedReport(input) : composeReport(input)
}
