import { type Failure, inputFailure } from '../../shared/failure'
import { nearest } from '../../shared/nearest'
import { err, ok, type Result } from '../../shared/result'

/** What a report can be written as. */
export const REPORT_FORMATS = ['html', 'pdf', 'md', 'tex', 'csv', 'json'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** `html,pdf`, or `all`: each once, in the order of `REPORT_FORMATS`. */
export function parseFormats(text: string): Result<readonly ReportFormat[], Failure> {
  const asked = text.split(',').map((word) => word.trim().toLowerCase())
  const unknown = asked.find((word) => word !== 'all' && !REPORT_FORMATS.some((format) => format === word))
  if (unknown !== undefined) {
    const near = nearest(unknown, [...REPORT_FORMATS, 'all'])
    return err(
      inputFailure(
        `--format ${text}: ${unknown === '' ? 'a name is missing' : `“${unknown}” is no format of a report`}. ` +
          `Allowed: ${REPORT_FORMATS.join(', ')}, several of them with commas between, or all.` +
          (near === undefined ? '' : ` Did you mean ${near}?`),
      ),
    )
  }
  return ok(REPORT_FORMATS.filter((format) => asked.includes('all') || asked.includes(format)))
}
