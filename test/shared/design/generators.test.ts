import { describe, expect, it } from 'vitest'
import { fractionOf } from '../../../shared/design/fraction'
import { bestGenerators, searchedProducts, standardProducts } from '../../../shared/design/generators'

const names = (count: number) => [...'ABCDEFGHJKLMNOPQ'].slice(0, count)

/** Of a fraction, how many words of each length: the numbers from three on. */
function wordLengths(count: number, products: readonly number[]): readonly number[] {
  const generators = products.map((product, at) => ({
    factor: names(count)[count - products.length + at] ?? '',
    product: names(count).filter((_, bit) => (product >> bit) & 1),
  }))
  const made = fractionOf(
    names(count).map((name) => ({ name, levels: ['+', '-'] as const })),
    generators,
  )
  if (!made.ok) throw new Error(made.error)
  const lengths = made.value.words.map(({ length }) => length)
  return Array.from({ length: count - 2 }, (_, at) => lengths.filter((length) => length === at + 3).length)
}

const designs = Array.from({ length: 12 }, (_, at) => at + 5).flatMap((count) =>
  Array.from({ length: count }, (_, free) => ({ count, free })).filter(
    ({ free }) => 2 ** free > count && free < count - 1 && free <= 10,
  ),
)
const standard = designs.filter(({ count, free }) => standardProducts(count, free) !== undefined)

describe('the best generators', () => {
  // Two ways to the same: a table that was copied wrongly would be beaten, a search that falls short would be shown up.
  // Two ways to the same: a table that was copied wrongly would be beaten, a search that falls short would be shown up.
  it.each(standard)(
    'are the textbooks’, and a search finds none better: $count factors, 2^$free runs',
    ({ count, free }) => {
      const [table, searched] = [standardProducts(count, free) ?? [], searchedProducts(count, free) ?? []]
      expect(wordLengths(count, searched)).toEqual(wordLengths(count, table))
    },
  )

  it('are in the table for every fraction of least aberration that textbooks have', () => {
    expect(standard).toHaveLength(21)
  })

  // No resolution is higher than ⌊2^(p−1) k ÷ (2^p − 1)⌋, as each factor is in half of all products of words.
  it.each([
    { count: 10, free: 8, resolution: 6 },
    { count: 11, free: 8, resolution: 6 },
    { count: 11, free: 9, resolution: 7 },
    { count: 12, free: 10, resolution: 8 },
  ])(
    'that no table has are of the highest resolution there is: $count factors, 2^$free runs',
    ({ count, free, resolution }) => {
      expect(wordLengths(count, searchedProducts(count, free) ?? []).findIndex((words) => words > 0) + 3).toBe(
        resolution,
      )
    },
  )

  it.each([
    { count: 3, runs: 4, expected: ['C = A*B'] },
    { count: 4, runs: 8, expected: ['D = A*B*C'] },
    { count: 5, runs: 8, expected: ['D = A*B', 'E = A*C'] },
    { count: 6, runs: 16, expected: ['E = A*B*C', 'F = B*C*D'] },
    { count: 7, runs: 8, expected: ['D = A*B', 'E = A*C', 'F = B*C', 'G = A*B*C'] },
    { count: 8, runs: 64, expected: ['G = A*B*C*D', 'H = A*B*E*F'] },
    { count: 12, runs: 2048, expected: ['M = A*B*C*D*E*F*G*H*J*K*L'] },
  ])('of $count factors in $runs runs are those of the textbooks', ({ count, runs, expected }) => {
    const found = bestGenerators(names(count), runs)?.map(({ factor, product }) => `${factor} = ${product.join('*')}`)
    expect(found).toEqual(expected)
  })

  // Chen, Sun & Wu, A catalogue of two-level and three-level fractional factorial designs with small runs, 1993, and Wu & Hamada,
  // Experiments, table 5A: words of length three and four of designs with 16 and 32 runs beyond the textbooks' eleven factors.
  it.each([
    { count: 12, free: 4, three: 16, four: 39 },
    { count: 13, free: 4, three: 22, four: 55 },
    { count: 14, free: 4, three: 28, four: 77 },
    { count: 15, free: 4, three: 35, four: 105 },
    { count: 12, free: 5, three: 0, four: 38 },
    { count: 16, free: 5, three: 0, four: 140 },
  ])('of $count factors in 2^$free runs have as few short words as the catalogue', ({ count, free, three, four }) => {
    expect(wordLengths(count, searchedProducts(count, free) ?? []).slice(0, 2)).toEqual([three, four])
  })

  it('are none where there are not more runs than factors', () => {
    expect(bestGenerators(names(7), 4)).toBeUndefined()
    expect(bestGenerators(names(16), 16)).toBeUndefined()
  })
})
