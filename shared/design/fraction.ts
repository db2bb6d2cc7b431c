import { err, ok, type Result } from '../result'
import type { VariedFactor } from './arms'

/** One factor's sign as the product of others': `auxiliary = reduction * pooling`. */
export interface Generator {
  readonly factor: string
  readonly product: readonly string[]
}

/** A two-level fraction of all combinations; the first levels of all factors are among its runs. */
export interface Fraction {
  /** Levels of each run; the base first. */
  readonly runs: readonly Readonly<Record<string, string>>[]
  readonly generators: readonly Generator[]
  /** The products of factors that are the same in every run, the shortest first: what is I. */
  readonly words: readonly (readonly string[])[]
  /** Length of the shortest word: III, main effects are aliased with interactions of two; IV, with none of two. */
  readonly resolution: number
}

/** Generators beyond these many are not tried one by one: the greedy choice is taken. */
const MOST_TRIES = 20_000
export const MOST_FRACTION_FACTORS = 16

/** Reads `auxiliary = reduction * pooling`. @returns the sentence that says what is wrong with it */
export function readGenerator(text: string, names: readonly string[]): Result<Generator, string> {
  const [left = '', right, ...more] = text.split('=').map((side) => side.trim())
  const product = right?.split('*').map((name) => name.trim()) ?? []
  if (more.length > 0 || product.length < 2)
    return err(
      `“${text}” is no generator: it is written as one factor = the product of two others or more, such as c = a * b.`,
    )
  const unknown = [left, ...product].find((name) => !names.includes(name))
  if (unknown !== undefined)
    return err(`“${unknown}” in “${text}” is not a factor of this study: ${names.join(', ')} are.`)
  if (new Set([left, ...product]).size < product.length + 1)
    return err(`“${text}” names a factor twice: its sign times itself is always +, and tells nothing.`)
  return ok({ factor: left, product })
}

/**
 * The fraction that generators give.
 * @param factors of two levels each
 * @returns the sentence that says why there is none
 */
export function fractionOf(
  factors: readonly VariedFactor[],
  generators: readonly Generator[],
): Result<Fraction, string> {
  const generated = new Set(generators.map(({ factor }) => factor))
  if (generated.size < generators.length) return err('Two generators give the same factor: one of them is enough.')
  const basic = factors.map(({ name }) => name).filter((name) => !generated.has(name))
  const circular = generators.find(({ product }) => product.some((name) => generated.has(name)))
  if (circular)
    return err(
      `The generator of ${circular.factor} names a factor that is generated itself: ${circular.product.join(' * ')}. Only ${basic.join(', ')} are varied freely.`,
    )
  const words = definingWords(generators)
  const [shortest = []] = words
  if (shortest.length < 3)
    return err(
      `${shortest.join(' and ')} would change together in every run, so that nothing tells them apart. Take other generators, or more runs.`,
    )
  return ok({ runs: runsOf(factors, basic, generators), generators, words, resolution: shortest.length })
}

/**
 * Generators for so many runs, of the highest resolution and, among those, with the fewest short words (minimum aberration). The
 * first factors are varied freely; the later ones are generated.
 * @param runs a power of two, below 2^k
 * @returns undefined where no fraction of so few runs tells main effects apart
 * @see Box, Hunter & Hunter, table of fractional factorials
 */
export function bestGenerators(names: readonly string[], runs: number): readonly Generator[] | undefined {
  const free = Math.round(Math.log2(runs))
  const basic = names.slice(0, free)
  const rest = names.slice(free)
  // Longer products first: they make longer words.
  const products = subsets(basic)
    .filter(({ length }) => length >= 2)
    .sort((a, b) => b.length - a.length)
  if (products.length < rest.length) return undefined
  const chosen =
    tries(products.length, rest.length) <= MOST_TRIES ? choices(products, rest.length) : [greedy(products, rest)]
  let best: { readonly generators: readonly Generator[]; readonly pattern: readonly number[] } | undefined
  for (const own of chosen) {
    const generators = rest.map((factor, index) => ({ factor, product: own[index] ?? [] }))
    const pattern = wordLengths(definingWords(generators), names.length)
    if (!best || isShorter(pattern, best.pattern)) best = { generators, pattern }
  }
  return best?.generators
}

/** Effects up to an order with what each is aliased with up to that order: `reduction = pooling:auxiliary`. */
export function aliasesOf(
  names: readonly string[],
  words: readonly (readonly string[])[],
  order: number,
): readonly string[] {
  const inOrder = (effect: readonly string[]): readonly string[] => names.filter((name) => effect.includes(name))
  const seen = new Set<string>()
  return subsets(names)
    .filter(({ length }) => length >= 1 && length <= order)
    .sort((a, b) => a.length - b.length)
    .flatMap((effect) => {
      const own = effect.join(':')
      if (seen.has(own)) return []
      const others = words
        .map((word) => inOrder(product(effect, word)))
        .filter(({ length }) => length >= 1 && length <= order)
        .sort((a, b) => a.length - b.length)
        .map((alias) => alias.join(':'))
      for (const alias of others) seen.add(alias)
      return others.length === 0 ? [] : [`${own} = ${others.join(' = ')}`]
    })
}

/** `III`, `IV`, `V`. */
export function roman(number: number): string {
  const signs = [
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ] as const
  let left = number
  let text = ''
  for (const [value, sign] of signs)
    while (left >= value) {
      text += sign
      left -= value
    }
  return text
}

function runsOf(
  factors: readonly VariedFactor[],
  basic: readonly string[],
  generators: readonly Generator[],
): Fraction['runs'] {
  const count = 2 ** basic.length
  return Array.from({ length: count }, (_, run) => {
    const signs = new Map<string, number>(
      // The first factor changes slowest; the first run is all +, the base.
      basic.map((name, at) => [name, (run >> (basic.length - 1 - at)) & 1 ? -1 : 1]),
    )
    for (const { factor, product: own } of generators)
      signs.set(
        factor,
        own.reduce((sign, name) => sign * (signs.get(name) ?? 1), 1),
      )
    return Object.fromEntries(
      factors.map(({ name, levels: [first, second = first] }) => [name, signs.get(name) === -1 ? second : first]),
    )
  })
}

/** All products of the generators' words, the shortest first. */
function definingWords(generators: readonly Generator[]): readonly (readonly string[])[] {
  const own = generators.map(({ factor, product: others }) => [...others, factor])
  const words: (readonly string[])[] = []
  for (const word of own) words.push(word, ...words.map((one) => product(one, word)))
  return words.sort((a, b) => a.length - b.length)
}

/** A factor times itself is +: what is in one of the two alone. */
function product(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...a.filter((name) => !b.includes(name)), ...b.filter((name) => !a.includes(name))]
}

function wordLengths(words: readonly (readonly string[])[], most: number): readonly number[] {
  return Array.from({ length: most }, (_, index) => words.filter(({ length }) => length === index + 1).length)
}

/** Fewer words of the shortest length in which they differ. */
function isShorter(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((count, index) => count !== b[index])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}

function greedy(products: readonly (readonly string[])[], rest: readonly string[]): readonly (readonly string[])[] {
  const chosen: (readonly string[])[] = []
  for (const factor of rest) {
    const before = chosen.map((own, index) => ({ factor: rest[index] ?? '', product: own }))
    let best: { readonly own: readonly string[]; readonly pattern: readonly number[] } | undefined
    for (const own of products) {
      if (chosen.includes(own)) continue
      const pattern = wordLengths(definingWords([...before, { factor, product: own }]), MOST_FRACTION_FACTORS)
      if (!best || isShorter(pattern, best.pattern)) best = { own, pattern }
    }
    if (best) chosen.push(best.own)
  }
  return chosen
}

function subsets(names: readonly string[]): readonly (readonly string[])[] {
  const all: (readonly string[])[] = [[]]
  for (const name of names) all.push(...all.map((own) => [...own, name]))
  return all
}

function tries(from: number, take: number): number {
  let count = 1
  for (let at = 0; at < take; at += 1) count = (count * (from - at)) / (at + 1)
  return count
}

/** Every choice of so many, in order. */
function* choices<T>(from: readonly T[], take: number, start = 0): Iterable<readonly T[]> {
  if (take === 0) {
    yield []
    return
  }
  for (let at = start; at <= from.length - take; at += 1) {
    const own = from[at]
    if (own === undefined) continue
    for (const others of choices(from, take - 1, at + 1)) yield [own, ...others]
  }
}
