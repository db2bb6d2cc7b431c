import { expect, it } from 'vitest'
import { ACCURACY_DIGITS, LOSS_DIGITS, meanWithReach } from '../../../shared/report/mean-with-reach'

it.each([
  { value: 88.123, interval: [87.05, 89.2] as const, digits: ACCURACY_DIGITS, expected: '88.1 ± 1.1' },
  { value: 88.123, interval: [87.9, 88.3] as const, digits: ACCURACY_DIGITS, expected: '88.12 ± 0.20' },
  { value: 88.123, interval: [60, 116] as const, digits: ACCURACY_DIGITS, expected: '88.1 ± 28.0' },
  { value: 88.123, interval: null, digits: ACCURACY_DIGITS, expected: '88.1' },
  { value: 0.43219, interval: [0.4, 0.46] as const, digits: LOSS_DIGITS, expected: '0.432 ± 0.030' },
  { value: 0.43219, interval: null, digits: LOSS_DIGITS, expected: '0.43' },
])('prints $value with half of $interval as $expected', ({ value, interval, digits, expected }) => {
  expect(meanWithReach(value, interval, digits)).toBe(expected)
})
