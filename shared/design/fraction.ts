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

export const MOST_FRACTION_FACTORS = 16
/** Factors of the longest interactions in the alias table: effects of more are taken for nothing. */
const MOST_ALIASED = 3

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
      `The generator of ${circular.factor} names a factor that is generated itself: ${circular.product.join(' * ')}. ${basic.length === 0 ? 'No factor is' : `Only ${basic.join(', ')} are`} varied freely.`,
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
 * The alias table: each effect of one factor or two with what it cannot be told apart from, up to interactions of three:
 * `reduction = pooling:auxiliary`. Effects that nothing up to three is aliased with are not in it.
 */
export function aliasTable(names: readonly string[], words: readonly (readonly string[])[]): readonly string[] {
  const seen = new Set<string>()
  const pairs = names.flatMap((name, at) => names.slice(at + 1).map((other) => [name, other]))
  return [...names.map((name) => [name]), ...pairs].flatMap((effect) => {
    const own = effect.join(':')
    if (seen.has(own)) return []
    const aliases = words
      .map((word) => product(effect, word))
      .filter(({ length }) => length >= 1 && length <= MOST_ALIASED)
      .sort((a, b) => a.length - b.length)
      .map((alias) => effectName(names, alias))
    for (const alias of aliases) seen.add(alias)
    return aliases.length === 0 ? [] : [`${own} = ${aliases.join(' = ')}`]
  })
}

/** `reduction = pooling * auxiliary`. */
export function generatorText({ factor, product: own }: Generator): string {
  return `${factor} = ${own.join(' * ')}`
}

/** `reduction:pooling:auxiliary`, in the factors' order. */
export function effectName(names: readonly string[], effect: readonly string[]): string {
  return names.filter((name) => effect.includes(name)).join(':')
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
