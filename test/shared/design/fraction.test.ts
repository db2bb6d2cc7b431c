import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VariedFactor } from '../../../shared/design/arms'
import {
  aliasTable,
  effectName,
  fractionOf,
  type Generator,
  generatorText,
  readGenerator,
  roman,
} from '../../../shared/design/fraction'
import { bestGenerators } from '../../../shared/design/generators'

const names = (count: number) => Array.from({ length: count }, (_, at) => 'ABCDEFGHJKLMNOPQ'.charAt(at))
const factors = (count: number): readonly VariedFactor[] =>
  names(count).map((name) => ({ name, levels: ['+', '-'] as const }))
const generators = (...texts: readonly string[]): readonly Generator[] =>
  texts.map((text) => {
    const read = readGenerator(text, names(16))
    if (!read.ok) throw new Error(read.error)
    return read.value
  })
const fraction = (count: number, ...texts: readonly string[]) => {
  const made = fractionOf(factors(count), generators(...texts))
  if (!made.ok) throw new Error(made.error)
  return made.value
}
const refusal = (count: number, ...texts: readonly string[]) => {
  const made = fractionOf(factors(count), generators(...texts))
  return made.ok ? 'made' : made.error
}
const wordsOf = (words: readonly (readonly string[])[]) => words.map((word) => [...word].sort().join('')).sort()

// Box, Hunter & Hunter, Statistics for Experimenters, and Montgomery, Design and Analysis of Experiments, tables of fractions.
describe('a two-level fraction', () => {
  it.each([
    { design: '2^(3-1)', count: 3, texts: ['C = A*B'], words: ['ABC'], resolution: 3 },
    { design: '2^(4-1)', count: 4, texts: ['D = A*B*C'], words: ['ABCD'], resolution: 4 },
    { design: '2^(5-2)', count: 5, texts: ['D = A*B', 'E = A*C'], words: ['ABD', 'ACE', 'BCDE'], resolution: 3 },
    {
      design: '2^(6-2)',
      count: 6,
      texts: ['E = A*B*C', 'F = B*C*D'],
      words: ['ABCE', 'ADEF', 'BCDF'],
      resolution: 4,
    },
    {
      design: '2^(7-4)',
      count: 7,
      texts: ['D = A*B', 'E = A*C', 'F = B*C', 'G = A*B*C'],
      words: [
        'ABCG',
        'ABD',
        'ABEF',
        'ACDF',
        'ACE',
        'ADEG',
        'AFG',
        'BCDE',
        'BCF',
        'BDFG',
        'BEG',
        'CDG',
        'CEFG',
        'DEF',
        'ABCDEFG',
      ].sort(),
      resolution: 3,
    },
  ])('$design has the defining relation of the textbooks', ({ count, texts, words, resolution }) => {
    const made = fraction(count, ...texts)
    expect(wordsOf(made.words)).toEqual([...words].sort())
    expect(made.resolution).toBe(resolution)
    expect(made.runs).toHaveLength(2 ** (count - texts.length))
  })

  it('has the base first, and its runs as the textbooks have them', () => {
    // Montgomery, table of the 2^(3-1) with I = ABC: +++, +--, -+-, --+.
    expect(fraction(3, 'C = A*B').runs.map((run) => Object.values(run).join(''))).toEqual(['+++', '+--', '-+-', '--+'])
  })

  it('is balanced, each factor and each two of them, whatever its generators', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 1, max: 4 }), (count, fewer) => {
        const runs = 2 ** (count - fewer)
        const chosen = runs > count ? bestGenerators(names(count), runs) : undefined
        fc.pre(chosen !== undefined)
        const made = fractionOf(factors(count), chosen ?? [])
        if (!made.ok) throw new Error(made.error)
        for (const a of names(count))
          for (const b of names(count)) {
            const both = made.value.runs.filter((run) => run[a] === '+' && run[b] === '+').length
            expect(both).toBe(a === b ? runs / 2 : runs / 4)
          }
      }),
      { numRuns: 40 },
    )
  })

  it.each([
    ['C = A', /is no generator: it is written as one factor = the product of two others or more/],
    ['C = A*A', /names a factor twice/],
    ['C = A*Z9', /“Z9” in “C = A\*Z9” is not a factor of this study/],
    ['A*B', /is no generator/],
    ['C = A*B = D', /is no generator/],
  ])('is refused where a generator is wrong: %s', (text, message) => {
    const read = readGenerator(text, ['A', 'B', 'C'])
    expect(read.ok ? 'read' : read.error).toMatch(message)
  })

  it('is refused where its generators contradict each other, or leave two factors one', () => {
    expect(refusal(4, 'D = A*B', 'D = B*C')).toMatch(/Two generators give the same factor/)
    expect(refusal(5, 'D = A*B', 'E = A*D')).toMatch(/names a factor that is generated itself: A \* D/)
    expect(refusal(5, 'D = A*B', 'E = A*B')).toMatch(/would change together in every run/)
  })
})

// Montgomery, Design and Analysis of Experiments, appendix of two-level fractions, up to interactions of three; the 2^(7-4) as in
// Box, Hunter & Hunter, up to three.
describe('the aliases of a fraction', () => {
  it.each([
    { design: '2^(3-1) III', count: 3, texts: ['C = A*B'], table: ['A = B:C', 'B = A:C', 'C = A:B'] },
    {
      design: '2^(4-1) IV',
      count: 4,
      texts: ['D = A*B*C'],
      table: ['A = B:C:D', 'B = A:C:D', 'C = A:B:D', 'D = A:B:C', 'A:B = C:D', 'A:C = B:D', 'A:D = B:C'],
    },
    {
      design: '2^(5-2) III',
      count: 5,
      texts: ['D = A*B', 'E = A*C'],
      table: [
        'A = B:D = C:E',
        'B = A:D = C:D:E',
        'C = A:E = B:D:E',
        'D = A:B = B:C:E',
        'E = A:C = B:C:D',
        'B:C = D:E = A:C:D = A:B:E',
        'B:E = C:D = A:D:E = A:B:C',
      ],
    },
    {
      design: '2^(6-2) IV',
      count: 6,
      texts: ['E = A*B*C', 'F = B*C*D'],
      table: [
        'A = B:C:E = D:E:F',
        'B = A:C:E = C:D:F',
        'C = A:B:E = B:D:F',
        'D = B:C:F = A:E:F',
        'E = A:B:C = A:D:F',
        'F = B:C:D = A:D:E',
        'A:B = C:E',
        'A:C = B:E',
        'A:D = E:F',
        'A:E = B:C = D:F',
        'A:F = D:E',
        'B:D = C:F',
        'B:F = C:D',
      ],
    },
    {
      design: '2^(7-4) III',
      count: 7,
      texts: ['D = A*B', 'E = A*C', 'F = B*C', 'G = A*B*C'],
      table: [
        'A = B:D = C:E = F:G = B:C:G = B:E:F = C:D:F = D:E:G',
        'B = A:D = C:F = E:G = A:C:G = A:E:F = C:D:E = D:F:G',
        'C = A:E = B:F = D:G = A:B:G = A:D:F = B:D:E = E:F:G',
        'D = A:B = E:F = C:G = A:C:F = A:E:G = B:C:E = B:F:G',
        'E = A:C = D:F = B:G = A:B:F = A:D:G = B:C:D = C:F:G',
        'F = B:C = D:E = A:G = A:B:E = A:C:D = B:D:G = C:E:G',
        'G = C:D = B:E = A:F = A:B:C = A:D:E = B:D:F = C:E:F',
      ],
    },
    {
      design: '2^(5-1) V',
      count: 5,
      texts: ['E = A*B*C*D'],
      table: [
        'A:B = C:D:E',
        'A:C = B:D:E',
        'A:D = B:C:E',
        'A:E = B:C:D',
        'B:C = A:D:E',
        'B:D = A:C:E',
        'B:E = A:C:D',
        'C:D = A:B:E',
        'C:E = A:B:D',
        'D:E = A:B:C',
      ],
    },
    { design: '2^(6-1) VI', count: 6, texts: ['F = A*B*C*D*E'], table: [] },
  ])('are the textbooks’: $design', ({ count, texts, table }) => {
    const groups = (lines: readonly string[]) => lines.map((line) => line.split(' = ').sort().join(' = ')).sort()
    const found = aliasTable(names(count), fraction(count, ...texts).words)
    expect(groups(found)).toEqual(groups(table))
    // The shortest effect of each group comes first.
    expect(found.map((line) => line.split(' = ')[0]).sort()).toEqual(table.map((line) => line.split(' = ')[0]).sort())
  })

  it('are those by whose columns no run differs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 1, max: 4 }), (count, fewer) => {
        const chosen = bestGenerators(names(count), 2 ** (count - fewer))
        fc.pre(2 ** (count - fewer) > count && chosen !== undefined)
        const made = fractionOf(factors(count), chosen ?? [])
        if (!made.ok) throw new Error(made.error)
        const column = (effect: string) =>
          made.value.runs
            .map((run) => effect.split(':').reduce((sign, name) => (run[name] === '-' ? -sign : sign), 1))
            .join()
        for (const line of aliasTable(names(count), made.value.words))
          expect(new Set(line.split(' = ').map(column)).size).toBe(1)
      }),
    )
  })
})

describe('a fraction in words', () => {
  it('has its resolution as a roman number', () => {
    expect([3, 4, 5, 6, 9, 11, 14, 16].map(roman)).toEqual(['III', 'IV', 'V', 'VI', 'IX', 'XI', 'XIV', 'XVI'])
  })

  it('has its generators as a study writes them, and its words in the factors’ order', () => {
    const [generator] = generators('D = C*A * B')
    expect(generator && generatorText(generator)).toBe('D = C * A * B')
    expect(effectName(names(4), ['D', 'A', 'C'])).toBe('A:C:D')
  })
})
