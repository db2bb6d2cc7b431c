import type { ArmLook } from './arm-look'
import type { RichText } from './report-document'

export interface ReportTable {
  readonly kind: 'table'
  readonly id: string
  readonly caption: string
  readonly columns: readonly TableColumn[]
  readonly groups: readonly TableRowGroup[]
  /** Below the last row, such as the axis of a column of plots. */
  readonly footer?: readonly TableCell[]
  readonly notes?: readonly TableNote[]
  /** Set narrower than the page: the columns are few. */
  readonly compact?: boolean
}

/** A paragraph below a table. */
export interface TableNote {
  readonly text: RichText
  /** On the columns that are left out where there is little room; left out with them. */
  readonly ofRepeats?: string
}

export interface TableColumn {
  readonly key: string
  readonly heading: string
  /** Of every number in the column, after the heading. */
  readonly unit?: string
  readonly align: 'start' | 'end' | 'centre'
  /** Names its row. */
  readonly rowHeading?: boolean
  /** Repeats what other columns say: left out where there is little room. */
  readonly repeats?: boolean
  /** Takes the room that is left. */
  readonly grows?: boolean
}

/** The unit of a column, where its numbers have one. */
export function unitOf(unit: string): Pick<TableColumn, 'unit'> {
  return unit === '' ? {} : { unit }
}

/** Rows that belong together, and can be led to together. */
export interface TableRowGroup {
  readonly id?: string
  readonly heading?: RichText
  readonly rows: readonly TableRow[]
}

export interface TableRow {
  readonly id?: string
  readonly tone?: 'bad'
  /** One a column. */
  readonly cells: readonly TableCell[]
}

export type TableCell =
  | { readonly kind: 'blank' }
  | { readonly kind: 'text'; readonly text: RichText; readonly weight?: 'strong' | 'quiet'; readonly after?: string }
  | NumberCell
  | { readonly kind: 'arm'; readonly label: string; readonly look: ArmLook; readonly to?: string }
  | { readonly kind: 'level'; readonly level: string; readonly base: boolean }
  | ChangeCell
  | IntervalCell
  | { readonly kind: 'axis'; readonly scale: LinearScale }
  | { readonly kind: 'outcome'; readonly outcome: TrialOutcome }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'lines'; readonly lines: readonly string[] }

export type TrialOutcome = 'finished' | 'diverged' | 'no result'

export interface NumberCell {
  readonly kind: 'number'
  /** As it is printed, without its unit. */
  readonly text: string
  /** In full; an interval has two, `null` where it is no number. */
  readonly value: number | readonly [number, number] | null
  /** Where it comes from. */
  readonly to?: string
  readonly weight?: 'strong' | 'quiet' | 'warn'
}

/** A cost against the base's, as a bar from zero: `+140.8 %`. */
export interface ChangeCell {
  readonly kind: 'change'
  /** After over before. */
  readonly ratio: number
  /** The least and the greatest change of the table, as shares: the common scale. Zero is in it. */
  readonly range: readonly [number, number]
  readonly to?: string
}

/** An estimate, its interval and the values behind it, on a scale shared by the column. */
export interface IntervalCell {
  readonly kind: 'interval'
  readonly scale: LinearScale
  readonly estimate: number | null
  readonly interval: readonly [number, number] | null
  readonly values: readonly number[]
  /** Differences smaller than this count as equal. */
  readonly margin: number | null
  readonly label: string
}

/** From `domain` to 0 … 1. */
export interface LinearScale {
  readonly domain: readonly [number, number]
  readonly ticks: readonly { readonly value: number; readonly text: string }[]
}
