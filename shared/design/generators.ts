import type { Generator } from './fraction'

/** The textbooks' letters: I is the identity. */
const LETTERS = 'ABCDEFGHJKLMNOPQ'

/**
 * The products that the last factors are, by factors and generators: the standard fractions, each of least aberration. Half
 * fractions, the product of all others, are not in it.
 * @see Montgomery, Design and Analysis of Experiments, table 8.14; Box, Hunter & Hunter, Statistics for Experimenters, table
 * 6.22; NIST/SEMATECH e-Handbook of Statistical Methods, 5.3.3.4.7
 */
const STANDARD: Readonly<Record<string, string>> = {
  '5-2': 'AB AC',
  '6-2': 'ABC BCD',
  '6-3': 'AB AC BC',
  '7-2': 'ABCD ABDE',
  '7-3': 'ABC BCD ACD',
  '7-4': 'AB AC BC ABC',
  '8-2': 'ABCD ABEF',
  '8-3': 'ABC ABD BCDE',
  '8-4': 'BCD ACD ABC ABD',
  '9-2': 'ACDFG BCEFG',
  '9-3': 'ABCD ACEF CDEF',
  '9-4': 'BCDE ACDE ABDE ABCE',
  '9-5': 'ABC BCD ACD ABD ABCD',
  '10-3': 'ABCG BCDE ACDF',
  '10-4': 'BCDF ACDF ABDE ABCE',
  '10-5': 'ABCD ABCE ABDE ACDE BCDE',
  '10-6': 'ABC BCD ACD ABD ABCD AB',
  '11-4': 'ABCG BCDE ACDF ABCDEFG',
  '11-5': 'CDE ABCD ABF BDEF ADEF',
  '11-6': 'ABC BCD CDE ACD ADE BDE',
  '11-7': 'ABC BCD ACD ABD ABCD AB AC',
}

/** Fractions that are kept at each step of the search, and that are looked at to find so many different ones. */
const KEPT = 48
const LOOKED_AT = 1500

/**
 * Generators for so many runs, of the highest resolution and, among those, with the fewest short words (minimum aberration):
 * the textbooks' where they have some, else those that a search finds. The first factors are varied freely; the last ones are
 * generated.
 * @param runs a power of two, below 2^k
 * @returns undefined where no fraction of so few runs tells main effects apart
 */
export function bestGenerators(names: readonly string[], runs: number): readonly Generator[] | undefined {
  const free = Math.round(Math.log2(runs))
  const generated = names.slice(free)
  const products = standardProducts(names.length, free) ?? searchedProducts(names.length, free)
  return products?.map((product, index) => ({
    factor: generated[index] ?? '',
    product: names.filter((_, at) => (product >> at) & 1),
  }))
}

/** Products as sets of factors, a bit each: the textbooks'. */
export function standardProducts(factors: number, free: number): readonly number[] | undefined {
  return STANDARD[`${factors}-${factors - free}`]
    ?.split(' ')
    .map((letters) => [...letters].reduce((mask, letter) => mask | (1 << LETTERS.indexOf(letter)), 0))
}

/** A fraction on the way: its products, and the words that they and their products make, a bit for each factor. */
interface Grown {
  readonly products: readonly number[]
  readonly words: readonly number[]
  /** How many words there are of each length. */
  readonly lengths: readonly number[]
}

/**
 * Products by a search: factor by factor, from each of the best fractions so far with every product added. Of those that cannot be
 * told apart by how many words of each length each factor is in, one is kept.
 * @returns undefined where there are not products enough
 */
export function searchedProducts(factors: number, free: number): readonly number[] | undefined {
  const products = Array.from({ length: 2 ** free }, (_, mask) => mask).filter((mask) => ones(mask) >= 2)
  if (products.length < factors - free) return undefined
  let best: readonly Grown[] = [{ products: [], words: [], lengths: Array.from({ length: factors + 1 }, () => 0) }]
  for (let factor = free; factor < factors; factor += 1)
    best = different(
      best.flatMap((own) =>
        products.filter((product) => !own.products.includes(product)).map((product) => extended(own, product, factor)),
      ),
      factors,
    )
  return best[0]?.products
}

function extended({ products, words, lengths }: Grown, product: number, factor: number): Grown {
  const own = product | (1 << factor)
  const added = [own, ...words.map((word) => word ^ own)]
  const counts = [...lengths]
  for (const word of added) counts[ones(word)] = (counts[ones(word)] ?? 0) + 1
  return { products: [...products, product], words: [...words, ...added], lengths: counts }
}

/** The best of them that differ in more than the names of factors, as far as can be told. */
function different(found: readonly Grown[], factors: number): readonly Grown[] {
  const kept = new Map<string, Grown>()
  for (const own of found.toSorted((a, b) => byAberration(a.lengths, b.lengths)).slice(0, LOOKED_AT)) {
    const key = signature(own, factors)
    if (!kept.has(key)) kept.set(key, own)
    if (kept.size === KEPT) break
  }
  return [...kept.values()]
}

/** Fewer words of the shortest length in which they differ come first. */
function byAberration(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((count, index) => count !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

/** Of each factor, in how many words of each length it is; the same for fractions that differ in names alone. */
function signature({ words }: Grown, factors: number): string {
  const counts = Array.from({ length: factors }, () => new Uint16Array(factors + 1))
  for (const word of words) {
    const length = ones(word)
    for (const [factor, own] of counts.entries()) if ((word >> factor) & 1) own[length] = (own[length] ?? 0) + 1
  }
  return counts
    .map((own) => own.join())
    .sort()
    .join(';')
}

function ones(mask: number): number {
  let count = 0
  for (let left = mask; left !== 0; left &= left - 1) count += 1
  return count
}
