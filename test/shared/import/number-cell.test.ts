import { expect, it } from 'vitest'
import { readNumber } from '../../../shared/import/number-cell'

it.each([
  { cell: '0.87', number: 0.87 },
  { cell: ' 12 ', number: 12 },
  { cell: '-1.5e-3', number: -0.0015 },
  { cell: '−2', number: -2 },
  { cell: '.5', number: 0.5 },
  { cell: 'NaN', number: Number.NaN },
  { cell: '-inf', number: Number.NEGATIVE_INFINITY },
  { cell: 'Infinity', number: Number.POSITIVE_INFINITY },
  { cell: '', number: null },
  { cell: 'N/A', number: null },
  { cell: '-', number: null },
  { cell: 'abc', number: undefined },
  { cell: '87 %', number: undefined },
  { cell: '1,234', number: undefined },
  { cell: '0x10', number: undefined },
  { cell: '=1+1', number: undefined },
])('reads $cell as $number', ({ cell, number }) => {
  expect(readNumber(cell)).toBe(number)
})

it('reads decimal commas where columns are parted by semicolons', () => {
  expect(readNumber('0,87', true)).toBe(0.87)
  expect(readNumber('1.234,5', true)).toBeUndefined()
})
