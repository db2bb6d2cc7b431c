import type { z } from 'zod'
import { nearest } from '../nearest'
import { builtWords } from './built-words'
import type { Problem } from './problem'
import { StudyFile } from './schema'
import type { SourceMap } from './source-map'

type Issue = z.core.$ZodIssue

/** What zod found wrong, as problems with a place, in words of the study file. */
export function schemaProblems(issues: readonly Issue[], value: unknown, map: SourceMap): readonly Problem[] {
  return issues.flatMap((issue) => issueProblems(issue, value, map))
}

function issueProblems(issue: Issue, value: unknown, map: SourceMap): readonly Problem[] {
  const { path } = issue
  const found = valueAt(value, path)
  const name = pathWords(path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const allowed = keysAt(path)
        return problem(map.key([...path, key]), `${quote(key)} is not a key of ${name || 'a study'}.`, allowed, key)
      })
    case 'invalid_value': {
      const words = issue.values.map(String)
      if (found === undefined) return [missing(path, map, builtWords(wordPath(path), words))]
      return [wrongWord(path, found, words, map)]
    }
    case 'invalid_type':
      if (found === undefined) return [missing(path, map)]
      return [
        problem(
          map.value(path),
          `${name || 'A study'} is ${article(found)}: ${TYPE_WORDS[issue.expected] ?? issue.expected} is expected.`,
        ),
      ]
    case 'too_small':
    case 'too_big':
      return [problem(map.value(path), boundSentence(issue, found, name))]
    case 'invalid_format':
      return [problem(map.value(path), `${quote(found)} cannot be ${name}: ${NAME_RULE}.`)]
    case 'invalid_union':
      return unionProblems(issue, value, map)
    default:
      return [problem(map.value(path), `${name || 'The study'}: ${issue.message}.`)]
  }
}

const NAME_RULE =
  'a name has letters, digits, dots, dashes and underscores, begins with a letter or digit, and has at most 64 of them'

/** The problems of the branch that fits the kind of value found; where none does, all the words that are allowed. */
function unionProblems(issue: Issue & { code: 'invalid_union' }, value: unknown, map: SourceMap): readonly Problem[] {
  const found = valueAt(value, issue.path)
  if (found === undefined) return [missing(issue.path, map)]
  const fitting = issue.errors.find((issues) => issues.every(({ path }) => path.length > 0))
  if (fitting)
    return fitting.flatMap((inner) => issueProblems({ ...inner, path: [...issue.path, ...inner.path] }, value, map))
  const words = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []))
  return [wrongWord(issue.path, found, [...new Set(words)], map)]
}

/** All words that the schema has are shown, also those that are not built: one of them may be the one that was meant. */
function wrongWord(path: readonly PropertyKey[], found: unknown, words: readonly string[], map: SourceMap): Problem {
  const built = builtWords(wordPath(path), words)
  const near = typeof found === 'string' ? nearest(found, words) : undefined
  return {
    range: map.value(path),
    found: `${quote(found)} is not allowed for ${pathWords(path)}.`,
    allowed: words.map((word) => (built.includes(word) ? word : `${word} (not built yet)`)),
    ...(near !== undefined && { nearest: near }),
  }
}

function boundSentence(issue: Issue & { code: 'too_small' | 'too_big' }, found: unknown, name: string): string {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum
  const side =
    issue.code === 'too_small'
      ? issue.inclusive
        ? 'at least'
        : 'more than'
      : issue.inclusive
        ? 'at most'
        : 'less than'
  const number = Number(limit).toLocaleString('en', { maximumFractionDigits: 10 })
  const verb = issue.code === 'too_small' ? 'needed' : 'allowed'
  if (issue.origin === 'array')
    return `${name} has ${count(size(found), 'entry', 'entries')}: ${side} ${number} are ${verb}.`
  if (issue.origin === 'string')
    return `${name} has ${count(size(found), 'character', 'characters')}: ${side} ${number} are ${verb}.`
  return `${name} is ${quote(found)}: ${side} ${number} is allowed.`
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

function size(found: unknown): number {
  return typeof found === 'string' || Array.isArray(found) ? found.length : 0
}

function missing(path: readonly PropertyKey[], map: SourceMap, allowed: readonly string[] = []): Problem {
  const parent = pathWords(path.slice(0, -1))
  const key = quote(path.at(-1))
  return problem(map.value(path), `${key} is missing${parent ? ` in ${parent}` : ''}.`, allowed)
}

function problem(range: Problem['range'], found: string, allowed: readonly string[] = [], word?: unknown): Problem {
  const near = typeof word === 'string' ? nearest(word, allowed) : undefined
  return { range, found, allowed: [...allowed], ...(near !== undefined && { nearest: near }) }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a set of keys and values',
  record: 'a set of keys and values',
}

function article(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a set of keys and values'
  return quote(value)
}

/** At most 60 characters of a value, so that a message stays one line. */
export function quote(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text =
    typeof value === 'string' ? value : value === null || value === undefined ? 'nothing' : JSON.stringify(value)
  const short = text.length > 60 ? `${text.slice(0, 57)}…` : text
  return `"${short.replace(/\s+/g, ' ')}"`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner !== null && typeof inner === 'object' ? Reflect.get(inner, key) : undefined),
    value,
  )
}

/** `training.optimizer.kind`, `hypotheses[1].expect`. */
function pathWords(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('')
}

/** The path without places in lists, as `built-words.ts` has it. */
function wordPath(path: readonly PropertyKey[]): string {
  return path.filter((key) => typeof key === 'string').join('.')
}

/** The keys that the schema knows at a path. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = StudyFile
  for (const key of path) schema = child(unwrap(schema), key)
  const object = unwrap(schema)
  return hasShape(object) ? Object.keys(object.shape) : []
}

function child(schema: unknown, key: PropertyKey): unknown {
  if (hasShape(schema)) return schema.shape[String(key)]
  return hasElement(schema) ? schema.element : undefined
}

/** Through defaults and optionals to the schema of the value. */
function unwrap(schema: unknown): unknown {
  let inner = schema
  while (hasUnwrap(inner)) inner = inner.unwrap()
  return inner
}

function hasShape(schema: unknown): schema is { shape: Record<string, unknown> } {
  return typeof schema === 'object' && schema !== null && 'shape' in schema
}

function hasElement(schema: unknown): schema is { element: unknown } {
  return typeof schema === 'object' && schema !== null && 'element' in schema
}

function hasUnwrap(schema: unknown): schema is { unwrap: () => unknown } {
  return (
    typeof schema === 'object' &&
    schema !== null &&
    'unwrap' in schema &&
    typeof schema.unwrap === 'function' &&
    !hasElement(schema)
  )
}
