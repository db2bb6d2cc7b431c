import { err, ok, type Result } from '../result'
import { cleanName, nameCleaner } from './clean-name'
import { collectRuns, type Measured, type OfRepeated, type RunCollector } from './collect-runs'
import { type AskedColumns, type ColumnRoles, columnRoles, type NamedColumn } from './column-roles'
import type { ReadRuns } from './imported-runs'
import { LIMITS } from './limits'
import { readNumber } from './number-cell'
import { skipList } from './skip-list'

/** Rows by which columns are judged; further ones are taken as they come. */
const SAMPLE_ROWS = 1000

export interface TableOptions extends AskedColumns {
  readonly ofRepeated?: OfRepeated
}

/** Takes a table row by row and gives its runs; nothing but numbers is kept. */
export interface TableReader {
  /** The headings of a file, then its rows. Files after the first are to have the same headings, in any order. */
  begin(headings: readonly string[], file: string): string | undefined
  /** @returns the sentence why nothing more can be taken */
  row(cells: readonly string[], line: number): string | undefined
  /** A row that could not be parted into cells. */
  skip(why: string, line: number): void
  finish(): Result<ReadRuns, string>
}

/** @param options what a person said of the columns */
export function readTable(options: TableOptions = {}): TableReader {
  const skipped = skipList()
  const clean = nameCleaner()
  const files: string[] = []
  let headings: readonly string[] = []
  let columns: readonly number[] = []
  let waiting: { readonly cells: readonly string[]; readonly place: number }[] | null = []
  let taking: { readonly roles: ColumnRoles; readonly collector: RunCollector } | undefined
  let rows = 0

  const placeOf = (line: number): number => (files.length - 1) * LINES_A_FILE + line
  const placeWords = (place: number): string => {
    const line = `line ${place % LINES_A_FILE}`
    return files.length > 1 ? `${files[Math.floor(place / LINES_A_FILE)]}, ${line}` : line
  }
  /** Judges the columns by the rows that wait, and takes those. */
  const settle = (): string | undefined => {
    const sample = waiting ?? []
    waiting = null
    const roles = columnRoles(
      headings,
      sample.map(({ cells }) => cells),
      options,
    )
    if (!roles.ok) return roles.error
    const collector = collectRuns({
      factors: roles.value.factors.map(({ name }) => name),
      stepName: roles.value.step?.name ?? null,
      ofRepeated: options.ofRepeated ?? 'refuse',
      placeWords,
    })
    taking = { roles: roles.value, collector }
    return firstOf(sample, ({ cells, place }) => take(cells, place))
  }
  const take = (cells: readonly string[], place: number): string | undefined => {
    if (!taking) throw new Error('a row was taken before its columns were known')
    const { roles, collector } = taking
    const found = measuredIn(cells, roles, options.decimalComma ?? false, clean)
    for (const { why, cell } of found.problems) skipped.add(why, `${placeWords(place)}: ${JSON.stringify(cell)}`)
    return firstOf(found.measured, (measured) => collector.add({ ...measured, place }))
  }

  return {
    begin: (found, file) => {
      files.push(file)
      const names = found.map(cleanName)
      if (files.length === 1) {
        headings = names
        columns = names.map((_, index) => index)
        return undefined
      }
      const [lost, added] = [
        headings.find((name) => !names.includes(name)),
        names.find((name) => !headings.includes(name)),
      ]
      columns = headings.map((name) => names.indexOf(name))
      const [of] = files
      if (lost !== undefined)
        return `${file} has no column “${lost}”, which ${of} has: files that are imported together have the same columns.`
      if (added !== undefined)
        return `${file} has a column “${added}”, which ${of} has not: files that are imported together have the same columns.`
      return undefined
    },
    row: (given, line) => {
      rows += 1
      const place = placeOf(line)
      if (given.length !== headings.length && given.slice(headings.length).some((cell) => cell.trim() !== '')) {
        skipped.add(
          'more cells than there are headings',
          `${placeWords(place)}: ${given.length} instead of ${headings.length}`,
        )
        return undefined
      }
      if (given.length < headings.length) {
        skipped.add(
          'fewer cells than there are headings',
          `${placeWords(place)}: ${given.length} instead of ${headings.length}`,
        )
        return undefined
      }
      const cells = columns.map((column) => given[column] ?? '')
      if (!waiting) return take(cells, place)
      waiting.push({ cells, place })
      return waiting.length === SAMPLE_ROWS ? settle() : undefined
    },
    skip: (why, line) => {
      rows += 1
      skipped.add(why, placeWords(placeOf(line)))
    },
    finish: () => {
      const stopped = waiting ? settle() : undefined
      if (stopped !== undefined) return err(stopped)
      if (!taking) throw new Error('a table was finished before it began')
      const collected = taking.collector.finish()
      if (!collected.ok) return collected
      const { runs, repeated, names } = collected.value
      const unusable = skipped.list()
      return ok({
        runs,
        notes: {
          rows,
          understood: rolesInWords(
            taking.roles,
            runs.factors.map(({ name }) => name),
            names,
          ),
          unusable,
          repeated,
        },
      })
    },
  }
}

/** More lines than a file of the greatest size can have. */
const LINES_A_FILE = 2 ** 32

interface Found {
  readonly measured: readonly Omit<Measured, 'place'>[]
  readonly problems: readonly { readonly why: string; readonly cell: string }[]
}

const NOTHING: Found = { measured: [], problems: [] }

/** What a row measures, and which of its cells say nothing that can be used. */
function measuredIn(
  cells: readonly string[],
  roles: ColumnRoles,
  decimalComma: boolean,
  clean: (text: string) => string,
): Found {
  const cellOf = ({ column }: NamedColumn): string => cells[column] ?? ''
  const nameOf = (own: NamedColumn): string => clean(cellOf(own))
  const refused = (why: string, cell: string): Found => ({ measured: [], problems: [{ why, cell }] })
  const levels: string[] = []
  for (const factor of roles.factors) {
    const level = nameOf(factor)
    if (level === '') return refused(`no level of ${factor.name}`, cells.join(' | '))
    if (level.length > LIMITS.letters) return refused(`a level of more than ${LIMITS.letters} letters`, level)
    levels.push(level)
  }
  const seed = roles.seed ? nameOf(roles.seed) : null
  if (roles.seed && seed === '') return refused(`no ${roles.seed.name}`, cells.join(' | '))
  if (seed !== null && seed.length > LIMITS.letters)
    return refused(`a ${roles.seed?.name} of more than ${LIMITS.letters} letters`, seed)
  const step = roles.step ? readNumber(cellOf(roles.step), decimalComma) : 0
  if (step === undefined || step === null || !Number.isFinite(step))
    return refused(`${roles.step?.name} is no number`, roles.step ? cellOf(roles.step) : '')
  const of = { levels, seed, step }
  if (roles.long) {
    const metric = nameOf(roles.long.metric)
    if (metric === '') return refused(`no name of a metric`, cells.join(' | '))
    if (metric.length > LIMITS.letters) return refused(`a metric’s name of more than ${LIMITS.letters} letters`, metric)
    const value = readNumber(cellOf(roles.long.value), decimalComma)
    if (value === undefined) return refused(`${roles.long.value.name} is no number`, cellOf(roles.long.value))
    return value === null ? NOTHING : { measured: [{ ...of, metric, value }], problems: [] }
  }
  const measured: Omit<Measured, 'place'>[] = []
  const problems: Found['problems'][number][] = []
  for (const metric of roles.metrics) {
    const value = readNumber(cellOf(metric), decimalComma)
    if (value === undefined) problems.push({ why: `${metric.name} is no number`, cell: cellOf(metric) })
    else if (value !== null) measured.push({ ...of, metric: metric.name, value })
  }
  return { measured, problems }
}

function rolesInWords(
  { factors, seed, step, long, metrics, ignored }: ColumnRoles,
  varied: readonly string[],
  aliases: readonly string[],
): readonly string[] {
  const names = (columns: readonly NamedColumn[]): string => columns.map(({ name }) => `“${name}”`).join(', ')
  const constant = factors.filter(({ name }) => !varied.includes(name) && !aliases.includes(name))
  return [
    `varied: ${names(factors.filter(({ name }) => varied.includes(name)))}`,
    seed ? `replicates: by “${seed.name}”` : 'replicates: none are told apart, no column is called seed',
    step ? `steps: “${step.name}”` : 'steps: none, each row is a run’s end',
    long
      ? `metrics: “${long.metric.name}” names them, “${long.value.name}” has their numbers`
      : `metrics: ${names(metrics)}`,
    ...constant.map(({ name }) => `not varied: “${name}” is the same in every row`),
    ...aliases.map((name) => `not looked at: “${name}”: it only names what the other columns tell apart`),
    ...ignored.map((own) => `not looked at: ${own}`),
  ]
}

function firstOf<T>(list: readonly T[], of: (one: T) => string | undefined): string | undefined {
  for (const one of list) {
    const found = of(one)
    if (found !== undefined) return found
  }
  return undefined
}
