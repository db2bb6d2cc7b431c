import { headingOf, type PlainTable, plainTable, richWords } from '../plain-table'
import type { ReportTable } from '../report-table'

/** A size of letters, and about how wide one of them is, in points. */
const SIZES = [
  { command: '\\footnotesize', letter: 4.4 },
  { command: '\\scriptsize', letter: 3.85 },
] as const
/** Between columns, in points: twice the preamble's tabcolsep. */
export const GAP = 7
/** Text of more letters may be broken into lines; down to so many. */
const LONG = 26
const NARROWEST = 14
/** Lines of a heading may have so many letters, however narrow its cells are. */
const HEADING = 7

/** A table, or some of its columns, with the room that each takes. */
export interface LatexLayout {
  readonly table: PlainTable
  readonly size: (typeof SIZES)[number]
  readonly columns: readonly {
    /** Letters, the widest of its cells. */
    readonly letters: number
    /** Of a column whose text is broken into lines, in points. */
    readonly width: number | null
  }[]
}

/**
 * The first way that fits: smaller letters are better than fewer columns. A table too wide for any is set as several, each
 * with the columns that name its rows.
 */
export function latexLayouts(table: ReportTable, width: number): readonly LatexLayout[] {
  const [large, small] = SIZES
  const ways = [
    { size: large, repeats: true },
    { size: small, repeats: true },
    { size: large, repeats: false },
    { size: small, repeats: false },
  ]
  for (const { size, repeats } of ways) {
    const found = fitted(plainTable(table, { repeats }), size, width)
    if (found) return [found]
  }
  const whole = plainTable(table, { repeats: false })
  const indices = whole.columns.map((_, at) => at)
  const naming = indices.filter((at) => whole.columns[at]?.rowHeading)
  return divided(
    whole,
    naming,
    indices.filter((at) => !naming.includes(at)),
    width,
  )
}

function divided(
  whole: PlainTable,
  naming: readonly number[],
  others: readonly number[],
  width: number,
): readonly LatexLayout[] {
  const part = withColumns(whole, [...naming, ...others])
  const [, size] = SIZES
  const found = fitted(part, size, width)
  if (found) return [found]
  if (others.length <= 1)
    return [
      { table: part, size, columns: part.columns.map((_, at) => ({ letters: lettersOf(part, at), width: null })) },
    ]
  const half = Math.ceil(others.length / 2)
  return [others.slice(0, half), others.slice(half)].flatMap((some) => divided(whole, naming, some, width))
}

function withColumns({ columns, groups }: PlainTable, indices: readonly number[]): PlainTable {
  const some = <T>(all: readonly T[]) => indices.flatMap((at) => all[at] ?? [])
  return {
    columns: some(columns),
    groups: groups.map((group) => ({
      ...group,
      rows: group.rows.map((row) => ({ ...row, cells: some(row.cells) })),
    })),
  }
}

/** Columns at their full width, those of long text in what is left; null where that is too little. */
function fitted(table: PlainTable, size: LatexLayout['size'], width: number): LatexLayout | null {
  const cells = table.groups.flatMap(({ rows }) => rows)
  const columns = table.columns.map(({ align }, at) => {
    const letters = lettersOf(table, at)
    const several = cells.some((row) => (row.cells[at]?.lines.length ?? 0) > 1)
    return { letters, long: align === 'start' && (letters > LONG || several) }
  })
  const room = width - GAP * (columns.length - 1)
  const fixed = columns.reduce((sum, { letters, long }) => sum + (long ? 0 : letters * size.letter), 0)
  const long = columns.filter((column) => column.long)
  const wanted = long.reduce((sum, { letters }) => sum + letters * size.letter, 0)
  const left = room - fixed
  if (left < long.length * NARROWEST * size.letter || left < 0) return null
  const share = Math.min(1, left / Math.max(1, wanted))
  return {
    table,
    size,
    columns: columns.map((column) => ({
      letters: column.letters,
      width: column.long ? Math.max(NARROWEST * size.letter, share * column.letters * size.letter) : null,
    })),
  }
}

export function widthOf({ letters, width }: LatexLayout['columns'][number], { size }: LatexLayout): number {
  return width ?? letters * size.letter
}

/** Of the widest cell or, where that is more, the longest line of the heading. */
function lettersOf({ columns, groups }: PlainTable, at: number): number {
  const column = columns[at]
  const words = column ? headingLines(headingOf(column), 0) : []
  const cells = groups.flatMap(({ rows }) =>
    rows.map(({ cells: own }) => {
      const cell = own[at]
      return cell ? Math.max(0, ...cell.lines.map((line) => richWords(line).length)) : 0
    }),
  )
  // Not spread as arguments: there may be thousands.
  return [...words.map(({ length }) => length), ...cells].reduce((most, length) => Math.max(most, length), 1)
}

/** A heading in lines no longer than so many letters, or than any heading may have. */
export function headingLines(heading: string, letters: number): readonly string[] {
  const lines: string[] = []
  for (const word of heading.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= Math.max(letters, HEADING))
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
