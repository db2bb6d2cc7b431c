import { assertNever } from '../assert-never'
import { formatChange } from '../format/numbers'
import type { RichText } from './report-document'
import type { ReportTable, TableCell, TableColumn, TableRow } from './report-table'

/** A cell as formats print it that know text and links alone. */
export interface PlainCell {
  readonly lines: readonly RichText[]
  readonly strong: boolean
  readonly code: boolean
}

/** A table without its plots. */
export interface PlainTable {
  readonly columns: readonly TableColumn[]
  readonly groups: readonly {
    readonly id?: string
    readonly heading?: RichText
    readonly rows: readonly PlainRow[]
  }[]
}

export interface PlainRow {
  readonly id?: string
  readonly cells: readonly PlainCell[]
}

/** Columns of plots left out: the same numbers stand beside them. @param repeats whether columns that repeat others stay */
export function plainTable({ columns, groups, footer }: ReportTable, { repeats = true } = {}): PlainTable {
  const all = groups.flatMap(({ rows }) => rows)
  const kept = columns
    .map((column, index) => ({ column, index }))
    .filter(({ column, index }) => {
      const kinds = all.map(({ cells }) => cells[index]?.kind)
      return (repeats || !column.repeats) && !(kinds.includes('interval') && !kinds.includes('text'))
    })
  const plain = ({ id, cells }: TableRow): PlainRow => ({
    ...(id !== undefined && { id }),
    cells: kept.map(({ index }) => plainCell(cells[index] ?? { kind: 'blank' })),
  })
  const last = footer?.some(({ kind }) => kind !== 'blank' && kind !== 'axis')
    ? [{ rows: [plain({ cells: footer })] }]
    : []
  return {
    columns: kept.map(({ column }) => column),
    groups: [...groups.map((group) => ({ ...group, rows: group.rows.map(plain) })), ...last],
  }
}

export function plainCell(cell: TableCell): PlainCell {
  const linked = (text: string, to: string | undefined): RichText => [to === undefined ? text : { text, to }]
  const line = (text: RichText, { strong = false, code = false } = {}): PlainCell => ({ lines: [text], strong, code })
  switch (cell.kind) {
    case 'blank':
    case 'interval':
    case 'axis':
      return { lines: [], strong: false, code: false }
    case 'text':
      return line([...cell.text, ...(cell.after === undefined ? [] : [` ${cell.after}`])], {
        strong: cell.weight === 'strong' && cell.after === undefined,
      })
    case 'number':
      return line(linked(cell.text, cell.to), { strong: cell.weight === 'strong' })
    case 'arm':
      return line(linked(cell.label, cell.to))
    case 'level':
      return line([cell.level])
    case 'change':
      return line(linked(formatChange(cell.ratio), cell.to))
    case 'outcome':
      return line([cell.outcome], { strong: cell.outcome === 'diverged' })
    case 'code':
      return line([cell.text], { code: true })
    case 'lines':
      return { lines: cell.lines.map((text) => [text]), strong: false, code: false }
    default:
      return assertNever(cell)
  }
}

/** What a cell says, links and lines aside. */
export function plainWords({ lines }: PlainCell): string {
  return lines.map(richWords).join(' ')
}

export function richWords(text: RichText): string {
  return text.map((part) => (typeof part === 'string' ? part : part.text)).join('')
}

/** `Mean, %`. */
export function headingOf({ heading, unit }: TableColumn): string {
  return unit === undefined ? heading : `${heading}, ${unit}`
}
