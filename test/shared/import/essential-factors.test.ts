import { expect, it } from 'vitest'
import { essentialFactors } from '../../../shared/import/essential-factors'

it.each([
  { what: 'two factors in full', columns: { a: '0011', b: '0101' }, kept: ['a', 'b'] },
  { what: 'two factors and a name', columns: { arm: 'wxyz', a: '0011', b: '0101' }, kept: ['a', 'b'] },
  {
    what: 'two factors and two names',
    columns: { arm: 'wxyz', label: 'WXYZ', a: '0011', b: '0101' },
    kept: ['a', 'b'],
  },
  { what: 'leave-one-out', columns: { a: '011', b: '001', c: '012' }, kept: ['a', 'b'] },
  { what: 'an arm that tells more apart', columns: { arm: 'wxyz', a: '0011' }, kept: ['arm'] },
  { what: 'an arm within sets of data', columns: { arm: 'wwxx', set: '0101' }, kept: ['arm', 'set'] },
  { what: 'one factor and its name', columns: { arm: 'wx', a: '01' }, kept: ['a'] },
  { what: 'one factor', columns: { arm: 'wxy' }, kept: ['arm'] },
  { what: 'none', columns: {}, kept: [] },
])('of $what are $kept', ({ columns, kept }) => {
  const given = Object.entries(columns).map(([name, levels]) => ({ name, levels: [...(levels ?? '')] }))
  expect(essentialFactors(given).map(({ name }) => name)).toEqual(kept)
})
