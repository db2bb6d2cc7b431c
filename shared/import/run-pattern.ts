import { err, ok, type Result } from '../result'
import { SYNONYMS } from './column-roles'

/** What a run’s name says of it. */
export interface NamedRun {
  /** Level by factor; of a run that is known by its arm’s name alone, that of `arm`. */
  readonly levels: Readonly<Record<string, string>>
  readonly seed: string | null
}

/** How names of runs are read. */
export interface RunPattern {
  /** As a person would write it. */
  readonly words: string
  /** @returns undefined of a name that is not of this form */
  readonly read: (name: string) => NamedRun | undefined
}

/** Places of a pattern that are not looked at. */
const ANY = '_'

/**
 * A pattern such as `{arm}/seed{seed}` or `reduction={reduction},seed={seed}`: what stands in braces is the name of a factor,
 * or arm, seed, or _ for what does not matter. It is held against the whole name of a run, the path of its folder.
 */
export function parsePattern(text: string): Result<RunPattern, string> {
  const parts = text.split(/\{([^{}]*)\}/)
  const names = parts.filter((_, index) => index % 2 === 1).map((name) => name.trim())
  const refused = (why: string): Result<never, string> =>
    err(
      `--pattern ${JSON.stringify(text.slice(0, 200))}: ${why} Examples: {arm}/seed{seed}; reduction={reduction},seed={seed}.`,
    )
  if (text.length > 500) return refused('it is longer than 500 letters.')
  if (parts.some((part, index) => index % 2 === 0 && /[{}]/.test(part))) return refused('a brace is not closed.')
  if (names.includes('')) return refused('{} names nothing.')
  const named = names.filter((name) => name !== ANY)
  const twice = named.find((name, index) => named.indexOf(name) !== index)
  if (twice !== undefined) return refused(`{${twice}} stands there twice.`)
  if (named.filter((name) => name !== 'seed').length === 0) return refused('it names no arm and no factor.')
  if (parts.some((part, index) => index % 2 === 0 && index > 0 && index < parts.length - 1 && part === ''))
    return refused('between two braces something is to stand that parts them.')
  return ok({
    words: text,
    read: (name) => {
      const found = matched(parts, name)
      if (!found) return undefined
      const pairs = names.map((own, index) => [own, found[index] ?? ''] as const)
      const [, seed = null] = pairs.find(([own]) => own === 'seed') ?? []
      return { levels: Object.fromEntries(pairs.filter(([own]) => own !== 'seed' && own !== ANY)), seed }
    },
  })
}

/** No name of a run that a person gave is longer. */
const MOST_LETTERS = 1000

/**
 * What stands in the places of a pattern, each as long as it can be without a slash; no slower than the square of the name.
 * @param parts literal text and places in turn
 */
function matched(parts: readonly string[], name: string): readonly string[] | undefined {
  if (name.length > MOST_LETTERS) return undefined
  const failed = new Set<number>()
  const from = (index: number, begin: number): readonly string[] | undefined => {
    const literal = parts[index] ?? ''
    if (!name.startsWith(literal, begin)) return undefined
    const place = begin + literal.length
    if (index === parts.length - 1) return place === name.length ? [] : undefined
    const key = index * (MOST_LETTERS + 1) + place
    if (failed.has(key)) return undefined
    const slash = name.indexOf('/', place)
    for (let end = slash < 0 ? name.length : slash; end > place; end -= 1) {
      const rest = from(index + 2, end)
      if (rest) return [name.slice(place, end), ...rest]
    }
    failed.add(key)
    return undefined
  }
  return from(0, 0)
}

/**
 * The form that all names of runs have, where there is one: `reduction=off,seed=3`, `no-pooling/seed3`, `no-pooling/3`; else
 * each name is an arm with a single run.
 */
export function guessPattern(names: readonly string[]): RunPattern {
  const guesses = [PAIRS, NAMED_SEED, NUMBERED]
  return (
    guesses.find(({ read }) => names.every((name) => read(name) !== undefined && sameFactors(names, read))) ?? WHOLE
  )
}

function sameFactors(names: readonly string[], read: RunPattern['read']): boolean {
  const [first = ''] = names
  const factors = (name: string): string => JSON.stringify(Object.keys(read(name)?.levels ?? {}).sort())
  return names.every((name) => factors(name) === factors(first))
}

const PAIRS: RunPattern = {
  words: 'factor=level,…,seed=seed',
  read: (name) => {
    const pairs = name.split(/[,/;]/).map((pair) => pair.split('='))
    if (pairs.some((pair) => pair.length !== 2 || pair.some((part) => part.trim() === ''))) return undefined
    const named = pairs.map(([key = '', level = '']) => [key.trim(), level.trim()] as const)
    const levels = named.filter(([key]) => !isSeedWord(key))
    const seeds = named.filter(([key]) => isSeedWord(key))
    const keys = new Set(levels.map(([key]) => key))
    if (levels.length === 0 || keys.size < levels.length || seeds.length > 1) return undefined
    return { levels: Object.fromEntries(levels), seed: seeds[0]?.[1] ?? null }
  },
}

const NAMED_SEED: RunPattern = {
  words: '{arm}/seed{seed}',
  read: (name) => {
    const [, arm, seed] =
      /^(.+?)[/_\-. ]+(?:seed|replicate|repeat|run|rep|s)[_\-=. ]?(\d{1,20})$/iu.exec(name.slice(0, 500)) ?? []
    return arm === undefined || seed === undefined ? undefined : { levels: { arm }, seed }
  },
}

const NUMBERED: RunPattern = {
  words: '{arm}/{seed}',
  read: (name) => {
    const [, arm, seed] = /^(.+)\/(\d{1,20})$/u.exec(name) ?? []
    return arm === undefined || seed === undefined ? undefined : { levels: { arm }, seed }
  },
}

const WHOLE: RunPattern = { words: '{arm}', read: (name) => ({ levels: { arm: name }, seed: null }) }

function isSeedWord(word: string): boolean {
  return SYNONYMS.seed.some((known) => known === word.toLowerCase().replace(/[\s_.-]+/g, ' '))
}
