import { createElement } from 'react'
import { fitted } from '../../diff/drawing/text'
import { IntervalAxis, IntervalPlot } from '../figures/interval-plot'
import { plainCell, plainWords } from '../plain-table'
import { oneLine } from '../plain-text'
import type { IntervalCell, LinearScale, ReportTable, TableRow } from '../report-table'
import { FIGURE_SHEET } from './figure-sheet'
import { flatten } from './flatten'
import { type Drawing, moved, type Shape } from './shape'

const ROW = 34
const AXIS = 22
const LABELS = { most: 300, perCharacter: 6, gap: 18, size: 11 }
const PLOT = 440
const EDGE = 24
/** Rows that fit on a page. */
const MOST_ROWS = 20

/**
 * The column of plots of a table as a figure of its own, for formats whose tables hold text alone: each row with what
 * names it, the scale below.
 * @returns several where it is longer than a page; none for a table without plots.
 */
export function intervalFigure(table: ReportTable): readonly Drawing[] {
  const rows = table.groups.flatMap(({ rows: own }) => own).flatMap((row) => plotted(row, table))
  const [first] = rows
  if (!first) return []
  const longest = Math.max(...rows.map(({ label }) => label.length))
  const labels = Math.min(LABELS.most, longest * LABELS.perCharacter)
  const left = labels + LABELS.gap
  const width = left + PLOT + EDGE
  const parts = Array.from({ length: Math.ceil(rows.length / MOST_ROWS) }, (_, part) =>
    rows.slice(part * MOST_ROWS, (part + 1) * MOST_ROWS),
  )
  return parts.map((part) => ({
    width,
    height: part.length * ROW + AXIS,
    shapes: [
      ...part.flatMap(({ cell, label }, index) => [
        ...moved(labelOf(label, labels + LABELS.gap / 2), 0, index * ROW),
        ...moved(plotOf(cell), left, index * ROW),
      ]),
      ...moved(axisOf(first.cell.scale), left, part.length * ROW),
    ],
  }))
}

function plotted(row: TableRow, { columns }: ReportTable): readonly { cell: IntervalCell; label: string }[] {
  const cell = row.cells.find((own) => own.kind === 'interval')
  const naming = row.cells[columns.findIndex(({ rowHeading }) => rowHeading)]
  return cell ? [{ cell, label: naming ? plainWords(plainCell(naming)) : '' }] : []
}

function labelOf(label: string, width: number): readonly Shape[] {
  const text = fitted(oneLine(label), width, LABELS.size)
  return flatten(
    createElement('svg', { className: 'ink', viewBox: `0 0 0 ${ROW}` }, createElement('text', { x: 0, y: 17 }, text)),
    FIGURE_SHEET,
  ).shapes
}

function plotOf(cell: IntervalCell): readonly Shape[] {
  return flatten(createElement(IntervalPlot, cell), FIGURE_SHEET, { width: PLOT, height: ROW }).shapes
}

function axisOf(scale: LinearScale): readonly Shape[] {
  return flatten(createElement(IntervalAxis, { scale }), FIGURE_SHEET, { width: PLOT, height: AXIS }).shapes
}
