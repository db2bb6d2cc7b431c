import { expect, it } from 'vitest'
import { digitsSupported } from '../../../shared/format/numbers'

it.each([
  { halfWidth: 12, digits: 0 },
  { halfWidth: 1.24, digits: 1 },
  { halfWidth: 0.45, digits: 2 },
  { halfWidth: 0.004, digits: 2 },
  { halfWidth: 0, digits: 2 },
  { halfWidth: 0.0021, digits: 4, most: 4 },
  { halfWidth: 0, digits: 4, most: 4 },
])('prints $digits digits after the point with an interval of ±$halfWidth', ({ halfWidth, digits, most }) => {
  expect(digitsSupported(halfWidth, most)).toBe(digits)
})
