/**
 * How many tests a group had.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @type {Counts} */
export const NONE = { passed: 0, failed: 0, skipped: 0 }

/**
 * Reads the counts out of Vitest's JSON report.
 * @param {string} json
 * @param {boolean} successful  Whether Vitest ended well: a file that does not load fails without a failed test.
 * @returns {Counts}
 */
export function readCounts(json, successful) {
  const report = JSON.parse(json)
  const failed = Number(report.numFailedTests ?? 0)
  return {
    passed: Number(report.numPassedTests ?? 0),
    failed: successful ? failed : Math.max(1, failed),
    skipped: Number(report.numPendingTests ?? 0) + Number(report.numTodoTests ?? 0),
  }
}

/**
 * @param {readonly Counts[]} counts
 * @returns {Counts}
 */
export function sumCounts(counts) {
  return counts.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    NONE,
  )
}

/**
 * The closing line of `npm test`.
 * @param {Counts} counts
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
