import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VariedFactor } from '../../../shared/design/arms'
import {
  aliasesOf,
  bestGenerators,
  fractionOf,
  type Generator,
  readGenerator,
  roman,
} from '../../../shared/design/fraction'

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

  it.each([
    { design: '2^(4-1)', count: 4, runs: 8, words: ['ABCD'] },
    { design: '2^(5-1)', count: 5, runs: 16, words: ['ABCDE'] },
    // Resolution IV, as no other 2^(6-2) is: two words of four letters would meet in one of four again.
    { design: '2^(6-2)', count: 6, runs: 16, resolution: 4, patterns: [4, 4, 4] },
    // Minimum aberration of 2^(7-2): IV with one word of four letters, where the best known has ABCDF, ABDEG, CEFG.
    { design: '2^(7-2)', count: 7, runs: 32, resolution: 4, patterns: [4, 5, 5] },
    { design: '2^(7-3)', count: 7, runs: 16, resolution: 4, patterns: [4, 4, 4, 4, 4, 4, 4] },
    { design: '2^(7-4)', count: 7, runs: 8, resolution: 3 },
  ])(
    'of $runs runs of $count factors is the one of least aberration: $design',
    ({ count, runs, words, resolution, patterns }) => {
      const chosen = bestGenerators(names(count), runs)
      const made = fractionOf(factors(count), chosen ?? [])
      if (!made.ok) throw new Error(made.error)
      if (words) expect(wordsOf(made.value.words)).toEqual(words)
      if (resolution) expect(made.value.resolution).toBe(resolution)
      if (patterns) expect(made.value.words.map(({ length }) => length).sort()).toEqual(patterns)
    },
  )

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

  it('needs more runs than it has factors', () => {
    expect(bestGenerators(names(7), 4)).toBeUndefined()
  })
})

describe('the aliases of a fraction', () => {
  it('are those of the textbooks: 2^(4-1) of resolution IV has its two-factor interactions in pairs', () => {
    expect(aliasesOf(names(4), fraction(4, 'D = A*B*C').words, 2)).toEqual(['A:B = C:D', 'A:C = B:D', 'B:C = A:D'])
  })

  it('are of main effects with interactions of two in resolution III', () => {
    expect(aliasesOf(names(3), fraction(3, 'C = A*B').words, 2)).toEqual(['A = B:C', 'B = A:C', 'C = A:B'])
  })

  it('are none up to order two in resolution V', () => {
    expect(aliasesOf(names(5), fraction(5, 'E = A*B*C*D').words, 2)).toEqual([])
  })

  it('are told by a roman number', () => {
    expect([3, 4, 5, 6, 9, 11].map(roman)).toEqual(['III', 'IV', 'V', 'VI', 'IX', 'XI'])
  })
})
