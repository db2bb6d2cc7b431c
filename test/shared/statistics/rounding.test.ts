import { expect, it } from 'vitest'
import { roundingOf, weightedSum } from '../../../shared/statistics/rounding'

it.each([
  // (0.9 + 0.8 + 0.7 − 0.8 − 0.7 − 0.9) / 3, which in double precision is 3e-17.
  { values: [0.9, 0.8, 0.7, -0.8, -0.7, -0.9], weight: 1 / 3, expected: 0 },
  { values: [0.1, 0.2, -0.3], weight: 1, expected: 0 },
  // One image in a million is a difference.
  { values: [0.871301, -0.8713], weight: 0.25, expected: 0.00000025 },
  { values: [], weight: 1, expected: 0 },
])('the sum of $values, each times $weight, is $expected', ({ values, weight, expected }) => {
  const sum = weightedSum(values.map((value) => ({ weight: Math.sign(value) * weight, value: Math.abs(value) })))
  if (expected === 0) expect(sum).toBe(0)
  else expect(sum).toBeCloseTo(expected, 15)
})

it('numbers of one calculation count as equal within 1e-10 of the largest', () => {
  expect(roundingOf([0.5, -2, 1])).toBe(2e-10)
  expect(roundingOf([])).toBe(0)
})
