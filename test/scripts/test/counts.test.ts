import { describe, expect, it } from 'vitest'
import { closingLine, readCounts, sumCounts } from '../../../scripts/test/counts.mjs'

const REPORT = JSON.stringify({ numPassedTests: 12, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 })

describe('readCounts', () => {
  it('reads them out of the report', () => {
    expect(readCounts(REPORT, false)).toEqual({ passed: 12, failed: 2, skipped: 2 })
  })

  it('counts a run that fails without a failed test as one', () => {
    expect(readCounts('{}', false)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('closingLine', () => {
  it.each([
    [[], '0 passed, 0 failed'],
    [[{ passed: 3, failed: 0, skipped: 0 }], '3 passed, 0 failed'],
    [
      [
        { passed: 3, failed: 0, skipped: 1 },
        { passed: 40, failed: 2, skipped: 0 },
      ],
      '43 passed, 2 failed, 1 skipped',
    ],
  ])('sums up %j', (counts, expected) => {
    expect(closingLine(sumCounts(counts))).toBe(expected)
  })
})
