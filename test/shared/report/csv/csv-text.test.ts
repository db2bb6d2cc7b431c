import { expect, it } from 'vitest'
import { csvText, flatRow } from '../../../../shared/report/csv/csv-text'

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['a "b"', '"a ""b"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['＝1', "'＝1"],
  ['−reduction', '−reduction'],
  ['=a,"b"', '"\'=a,""b"""'],
  [-0.1, '-0.1'],
  [0.30000000000000004, '0.30000000000000004'],
  [1e-300, '1e-300'],
  [Number.NaN, ''],
  [null, ''],
  [undefined, ''],
  [true, 'true'],
])('writes the cell %j as %j', (value, expected) => expect(csvText([{ a: value }])).toBe(`a\r\n${expected}\r\n`))

it('has all columns of all rows, those that are asked for first', () => {
  expect(csvText([{ a: 1 }, { b: 2 }], ['c'])).toBe('c,a,b\r\n,1,\r\n,,2\r\n')
  expect(csvText([], ['a', 'b'])).toBe('a,b\r\n')
})

it('guards the heads of columns as it does cells', () => {
  expect(csvText([{ '=1': 1 }])).toBe("'=1\r\n1\r\n")
})

it('names what is nested by all its keys, and the ends of an interval', () => {
  const record = {
    learningRate: 0.1,
    train: { loss: 1, heads: { auxiliary1: 2 } },
    interval: [1, 2],
    list: [1, 2, 3],
    none: null,
    pHolm: 0.5,
  }
  expect(flatRow(record)).toEqual({
    learning_rate: 0.1,
    train_loss: 1,
    train_heads_auxiliary1: 2,
    interval_low: 1,
    interval_high: 2,
    none: null,
    p_holm: 0.5,
  })
})
