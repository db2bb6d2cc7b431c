import { describe, expect, it } from 'vitest'
import { formatClock, formatDuration, formatPredicted } from '../../../shared/format/time'

describe('formatDuration', () => {
  it.each([
    [3.41, '3.4 s'],
    [9.96, '10 s'],
    [42, '42 s'],
    [59.7, '1 min'],
    [560, '9 min 20 s'],
    [4320, '1 h 12 min'],
    [3599.8, '1 h'],
  ])('writes %d seconds as %s', (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected)
  })
})

describe('formatPredicted', () => {
  it.each([
    [0.2, '1 s'],
    [7.3, '7 s'],
    [43, '45 s'],
    [157, '2 min 40 s'],
    [4000, '1 h 10 min'],
  ])('writes %d seconds with the digits that a prediction has: %s', (seconds, expected) => {
    expect(formatPredicted(seconds)).toBe(expected)
  })
})

describe('formatClock', () => {
  it.each([
    [42, '0:42'],
    [560, '9:20'],
    [4321, '1:12:01'],
  ])('marks %d seconds as %s', (seconds, expected) => {
    expect(formatClock(seconds)).toBe(expected)
  })
})
