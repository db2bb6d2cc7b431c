import { expect, it } from 'vitest'
import { parsePath } from '../../../../shared/report/drawing/parse-path'
import { pathText } from '../../../../shared/report/drawing/svg-text'

it.each([
  ['M1 2L3 4', 'M1 2L3 4'],
  ['M1,2 3,4 5,6', 'M1 2L3 4L5 6'],
  ['M1 2H5V7', 'M1 2L5 2L5 7'],
  ['M1 2h4v5', 'M1 2L5 2L5 7'],
  ['M10 10l8 8m0 -8l-8 8', 'M10 10L18 18M18 10L10 18'],
  ['M0 13l6 -4v8z', 'M0 13L6 9L6 17Z'],
  ['M0 0h2v2zl1 1', 'M0 0L2 0L2 2ZL1 1'],
  ['M-.5-1e1L1.5.5', 'M-0.5 -10L1.5 0.5'],
  ['M0 0C1 2 3 4 5 6', 'M0 0C1 2 3 4 5 6'],
  ['M1 1c1 2 3 4 5 6', 'M1 1C2 3 4 5 6 7'],
  // A quadratic as a cubic: a third of the way from each end to the control is left.
  ['M0 0Q3 3 6 0', 'M0 0C2 2 4 2 6 0'],
  ['', ''],
])('reads %j as %j', (d, expected) => expect(pathText(parsePath(d))).toBe(expected))

it.each([['M0 0A1 1 0 0 0 2 2'], ['M0 0S1 1 2 2'], ['M0'], ['M0 0L1 x']])('refuses %j', (d) =>
  expect(() => parsePath(d)).toThrow(d),
)
