import { err, ok, type Result } from '../result'
import { LIMITS } from './limits'
import { readNumber } from './number-cell'

/** What headings mean, the likelier first; letter case, blanks, underscores, dots and hyphens do not count. docs/import.md lists them. */
export const SYNONYMS = {
  arm: ['arm', 'variant', 'condition', 'configuration', 'config', 'treatment', 'method'],
  seed: ['seed', 'random seed', 'replicate', 'rep', 'repeat', 'repetition', 'run', 'run id', 'trial'],
  step: ['step', 'global step', 'iteration', 'iter', 'epoch'],
  metric: ['metric', 'metric name', 'measure', 'tag'],
  value: ['value', 'metric value', 'measurement'],
} as const
type Role = keyof typeof SYNONYMS

/** A heading with one of these words is a metric, whatever its column holds. */
export const METRIC_WORDS = [
  ...['acc', 'accuracy', 'top1', 'top5', 'loss', 'error', 'err', 'auc', 'auroc', 'f1', 'precision', 'recall'],
  ...['map', 'iou', 'miou', 'bleu', 'rouge', 'perplexity', 'ppl', 'mse', 'rmse', 'mae', 'nll', 'fid', 'psnr', 'ssim'],
  ...['score', 'reward', 'return', 'val', 'valid', 'validation', 'test', 'train', 'training', 'seconds', 'time'],
  ...['runtime', 'duration', 'macs', 'flops', 'params', 'parameters'],
]

/** A column, by its place. */
export interface NamedColumn {
  readonly name: string
  readonly column: number
}

/** What each column of a table is. */
export interface ColumnRoles {
  /** Factors; the one called `arm` where arms have names. */
  readonly factors: readonly NamedColumn[]
  readonly seed: NamedColumn | undefined
  readonly step: NamedColumn | undefined
  /** A row one number: which metric it is of, and the number. */
  readonly long: { readonly metric: NamedColumn; readonly value: NamedColumn } | undefined
  /** A row one number of each of these. */
  readonly metrics: readonly NamedColumn[]
  /** In words: what is not looked at, and why. */
  readonly ignored: readonly string[]
}

export interface AskedColumns {
  /** Headings of the columns that are factors, where a person said so: all others are not. */
  readonly factors?: readonly string[] | undefined
  /** The metric that is the outcome. */
  readonly metric?: string | undefined
  readonly decimalComma?: boolean
}

/**
 * What the columns of a table are, by their headings, and where those do not say by what stands below them.
 * @param sample the first rows
 * @returns the sentence why the table cannot be used
 */
export function columnRoles(
  headings: readonly string[],
  sample: readonly (readonly string[])[],
  asked: AskedColumns = {},
): Result<ColumnRoles, string> {
  const wrong = headingProblem(headings, asked)
  if (wrong !== undefined) return err(wrong)
  const columns = headings.map((heading, column): NamedColumn => ({ name: heading.trim(), column }))
  const isAsked = ({ name }: NamedColumn): boolean => asked.factors?.includes(name) ?? false
  const ranked = (role: Role): readonly NamedColumn[] =>
    SYNONYMS[role].flatMap((word) => columns.filter((own) => plain(own.name) === word && !isAsked(own)))
  const [seed, ...otherSeeds] = ranked('seed')
  const [step, ...otherSteps] = ranked('step')
  const [arm] = ranked('arm')
  const [value] = ranked('value')
  const [named] = value ? ranked('metric') : []
  const long = named && value ? { metric: named, value } : undefined
  const taken = [seed, step, arm, long?.metric, long?.value, ...otherSeeds, ...otherSteps]
  const rest = columns.filter((own) => own.name !== '' && !taken.includes(own))
  const { factors, metrics, ignored } = sortRest(rest, sample, asked, { long: long !== undefined })
  const all = [...(arm && asked.factors === undefined ? [{ name: 'arm', column: arm.column }] : []), ...factors]
  if (!long && metrics.length === 0)
    return err(
      `No column holds a metric: one with numbers is expected, such as val_acc, or two called metric and value. Found: ${listed(columns)}.`,
    )
  if (all.length === 0)
    return err(
      `No column says what was varied: one called arm is expected, or one a factor. Found: ${listed(columns)}. ` +
        'Name the columns that are factors with --factors.',
    )
  if (all.length > LIMITS.factors)
    return err(
      `${all.length} columns look like factors, ${listed(all.slice(0, 5))} among them; at most ${LIMITS.factors} are taken. Name those that are with --factors.`,
    )
  return ok({
    factors: all,
    seed,
    step,
    long,
    metrics: long ? [] : metrics,
    ignored: [
      ...otherSeeds.map(({ name }) => `“${name}”: “${seed?.name}” tells replicates apart`),
      ...otherSteps.map(({ name }) => `“${name}”: “${step?.name}” tells steps apart`),
      ...(arm && asked.factors !== undefined ? [`“${arm.name}”: not among --factors`] : []),
      ...(long ? metrics.map(({ name }) => `“${name}”: numbers are under “${long.value.name}”`) : []),
      ...ignored,
      ...columns.filter(({ name }) => name === '').map(({ column }) => `column ${column + 1}: it has no heading`),
    ],
  })
}

function headingProblem(headings: readonly string[], { factors = [] }: AskedColumns): string | undefined {
  const names = headings.map((heading) => heading.trim())
  if (names.length > LIMITS.columns)
    return `The table has ${names.length} columns; at most ${LIMITS.columns} are taken.`
  if (names.length < 2)
    return `The first row is to name the columns, parted by commas, semicolons or tabs; it is ${quoted(names[0] ?? '')}.`
  const long = names.find((name) => name.length > LIMITS.letters)
  if (long !== undefined)
    return `The heading ${quoted(long)} has ${long.length} letters; at most ${LIMITS.letters} are taken.`
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index)
  if (twice !== undefined)
    return `Two columns are called ${quoted(twice)}: which of them is meant cannot be told. Rename one.`
  if (names.some((name) => readNumber(name) !== null && readNumber(name) !== undefined))
    return 'The first row is to name the columns, and has a number in it: add a row of headings.'
  const lost = factors.find((name) => !names.includes(name))
  if (lost !== undefined) return `--factors ${quoted(lost)}: there is no such column. Found: ${names.join(', ')}.`
  return undefined
}

/** Columns whose headings do not say what they are. */
function sortRest(
  rest: readonly NamedColumn[],
  sample: readonly (readonly string[])[],
  asked: AskedColumns,
  { long }: { readonly long: boolean },
): {
  readonly factors: readonly NamedColumn[]
  readonly metrics: readonly NamedColumn[]
  readonly ignored: readonly string[]
} {
  const factors: NamedColumn[] = []
  const metrics: NamedColumn[] = []
  const ignored: string[] = []
  for (const own of rest) {
    const looks = lookOf(own, sample, asked.decimalComma ?? false)
    if (asked.factors?.includes(own.name)) factors.push(own)
    else if (own.name === asked.metric || isMetricName(own.name)) metrics.push(own)
    else if (looks === 'empty') ignored.push(`“${own.name}”: nothing stands in it`)
    else if (looks === 'numbers' && !long) metrics.push(own)
    else if (asked.factors === undefined) factors.push(own)
    else ignored.push(`“${own.name}”: not among --factors`)
  }
  return { factors, metrics, ignored }
}

/** Levels come again and again, and there are few of them. */
const MOST_NUMBER_LEVELS = 16

/** Whether a column’s cells are numbers that differ from row to row, levels that come again, or nothing. */
function lookOf({ column }: NamedColumn, sample: readonly (readonly string[])[], decimalComma: boolean) {
  const cells = sample.map((row) => row[column] ?? '').filter((cell) => readNumber(cell) !== null)
  if (cells.length === 0) return 'empty'
  const numbers = cells.filter((cell) => readNumber(cell, decimalComma) !== undefined)
  const distinct = new Set(cells).size
  const recurring = distinct <= MOST_NUMBER_LEVELS && distinct * 2 <= cells.length
  return numbers.length * 2 > cells.length && !recurring ? 'numbers' : 'levels'
}

/** Whether one of the words of a metric’s name says so: `val_acc`, `test/top1`, `valLoss`. */
function isMetricName(name: string): boolean {
  return nameWords(name).some((word) => METRIC_WORDS.includes(word))
}

/** A name's words in small letters: `valTop-1` gives val, top1. */
export function nameWords(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/top[ _-]?(\d)/g, 'top$1')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_.-]+/g, ' ')
    .trim()
}

function listed(columns: readonly NamedColumn[]): string {
  return columns.map(({ name }) => name).join(', ')
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
