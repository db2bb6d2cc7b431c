import type { z } from 'zod'
import { nearest } from '../nearest'
import { builtWords } from './built-words'
import type { Problem } from './problem'
import { StudyFile } from './schema'
import type { SourceMap } from './source-map'

type Issue = z.core.$ZodIssue

/** What a file as a whole is to be. */
interface Root {
  readonly schema: unknown
  /** With its article. */
  readonly what: string
}

/** What zod found wrong, as problems with a place, in words of the file. */
export function schemaProblems(
  issues: readonly Issue[],
  value: unknown,
  map: SourceMap,
  root: Root = { schema: StudyFile, what: 'a study' },
): readonly Problem[] {
  return issues.flatMap((issue) => issueProblems(issue, value, map, root))
}

function issueProblems(issue: Issue, value: unknown, map: SourceMap, root: Root): readonly Problem[] {
  const { path } = issue
  const found = valueAt(value, path)
  const name = pathWords(path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const allowed = keysAt(path, value, root)
        return problem(map.key([...path, key]), `${quote(key)} is not a key of ${name || root.what}.`, allowed, key)
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
          `${name || capital(root.what)} is ${article(found)}: ${TYPE_WORDS[issue.expected] ?? issue.expected} is expected.`,
        ),
      ]
    case 'too_small':
    case 'too_big':
      return [problem(map.value(path), boundSentence(issue, found, name))]
    case 'invalid_format':
      return [problem(map.value(path), `${quote(found)} cannot be ${name}: ${NAME_RULE}.`)]
    case 'invalid_union':
      return unionProblems(issue, value, map, root)
    default:
      return [problem(map.value(path), `${name || capital(root.what)}: ${issue.message}.`)]
  }
}

const NAME_RULE =
  'a name has letters, digits, dots, dashes and underscores, begins with a letter or digit, and has at most 64 of them'

/** The problems of the branch that fits the kind of value found; where none does, all that is allowed. */
function unionProblems(
  issue: Issue & { code: 'invalid_union' },
  value: unknown,
  map: SourceMap,
  root: Root,
): readonly Problem[] {
  const found = valueAt(value, issue.path)
  // Branches that are told apart by a word, which is missing or is none of theirs.
  const { options } = issue as { options?: readonly unknown[] }
  if (options) {
    const words = options.map(String)
    return [found === undefined ? missing(issue.path, map, words) : wrongWord(issue.path, found, words, map)]
  }
  if (found === undefined) return [missing(issue.path, map)]
  const fitting = issue.errors.find((issues) =>
    issues.every((inner) => inner.path.length > 0 || !isOfAnotherKind(inner)),
  )
  if (fitting)
    return fitting.flatMap((inner) =>
      issueProblems({ ...inner, path: [...issue.path, ...inner.path] }, value, map, root),
    )
  const inner = issue.errors.flat()
  const words = inner.flatMap((one) => (one.code === 'invalid_value' ? one.values.map(String) : []))
  if (words.length > 0) return [wrongWord(issue.path, found, [...new Set(words)], map)]
  const types = inner.flatMap((one) => (one.code === 'invalid_type' ? [TYPE_WORDS[one.expected] ?? one.expected] : []))
  const expected = [...new Set(types)].join(' or ')
  return [problem(map.value(issue.path), `${pathWords(issue.path)} is ${article(found)}: ${expected} is expected.`)]
}

/** Whether a value is not what a branch of a union is about, rather than a wrong one of its kind. */
function isOfAnotherKind({ code }: Issue): boolean {
  return code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union'
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
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
  tuple: 'a list',
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

/** The keys that the schema knows at a path, where unions go as the value does. */
function keysAt(path: readonly PropertyKey[], value: unknown, root: Root): readonly string[] {
  let schema: unknown = chosen(root.schema, value)
  let inner = value
  for (const key of path) {
    inner = valueAt(inner, [key])
    schema = chosen(child(schema, key), inner)
  }
  return hasShape(schema) ? Object.keys(schema.shape) : []
}

function child(schema: unknown, key: PropertyKey): unknown {
  if (hasShape(schema)) return schema.shape[String(key)]
  if (hasValueType(schema)) return schema.valueType
  return hasElement(schema) ? schema.element : undefined
}

/** Through defaults, optionals and unions to the schema of the value. */
function chosen(schema: unknown, value: unknown): unknown {
  let inner = schema
  while (hasUnwrap(inner)) inner = inner.unwrap()
  if (!hasOptions(inner)) return inner
  const branches = inner.options.map((option) => chosen(option, value))
  return branches.find((branch) => fits(branch, value))
}

/** Whether a value is of a schema's kind; of several sets of keys, the one whose `kind` it has. */
function fits(schema: unknown, value: unknown): boolean {
  if (hasElement(schema)) return Array.isArray(value)
  if (hasValueType(schema)) return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!hasShape(schema) || typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { kind } = schema.shape
  return !hasSafeParse(kind) || kind.safeParse(Reflect.get(value, 'kind')).success
}

function hasShape(schema: unknown): schema is { shape: Record<string, unknown> } {
  return typeof schema === 'object' && schema !== null && 'shape' in schema
}

function hasElement(schema: unknown): schema is { element: unknown } {
  return typeof schema === 'object' && schema !== null && 'element' in schema
}

function hasValueType(schema: unknown): schema is { valueType: unknown } {
  return typeof schema === 'object' && schema !== null && 'valueType' in schema
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

function hasOptions(schema: unknown): schema is { options: readonly unknown[] } {
  return typeof schema === 'object' && schema !== null && 'options' in schema && Array.isArray(schema.options)
}

function hasSafeParse(schema: unknown): schema is { safeParse: (value: unknown) => { success: boolean } } {
  return typeof schema === 'object' && schema !== null && 'safeParse' in schema
}
