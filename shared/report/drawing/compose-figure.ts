import { createElement } from 'react'
import { fitted } from '../../diff/drawing/text'
import { Mark } from '../figures/mark'
import { oneLine } from '../plain-text'
import type { FigurePanel, ReportFigure } from '../report-document'
import { FIGURE_SHEET } from './figure-sheet'
import { flatten } from './flatten'
import { type Drawing, moved, type Shape } from './shape'

const GAP = { x: 16, y: 14 }
const TITLE = { height: 18, left: 34 }
/** Past so many panels side by side their letters are too small on paper. */
const MOST_COLUMNS = 3
/** What a page has room for, in pixels; wider figures are made smaller, and may be as much higher. */
const PAGE = { width: 640, height: 810 }

/** A figure outside of the page: its panels set in rows, in several drawings where one would be higher than a page. */
export function composeFigure({ panels, columns }: Pick<ReportFigure, 'panels' | 'columns'>): readonly Drawing[] {
  const drawn = panels.map((panel) => ({ panel, drawing: flatten(panel.drawing, FIGURE_SHEET) }))
  const across = columnsOf(columns)
  const cell = Math.max(1, ...drawn.map(({ drawing }) => drawing.width))
  const width = across * cell + (across - 1) * GAP.x
  const rows = inRows(drawn, across)
  const most = PAGE.height * Math.max(1, width / PAGE.width)
  const drawings: Drawing[] = []
  let shapes: Shape[] = []
  let height = 0
  for (const row of rows) {
    const titled = row.some(({ panel }) => panel.title !== undefined) ? TITLE.height : 0
    const own = titled + Math.max(...row.map(({ drawing }) => drawing.height))
    if (height > 0 && height + GAP.y + own > most) {
      drawings.push({ width, height, shapes })
      shapes = []
      height = 0
    }
    const top = height > 0 ? height + GAP.y : 0
    for (const [column, { panel, drawing }] of row.entries()) {
      const left = column * (cell + GAP.x)
      shapes.push(...moved(titleOf(panel, cell), left, top), ...moved(drawing.shapes, left, top + titled))
    }
    height = top + own
  }
  return [...drawings, { width, height, shapes }]
}

function inRows<T>(items: readonly T[], across: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / across) }, (_, row) =>
    items.slice(row * across, (row + 1) * across),
  )
}

/** A row of many becomes several of the same length. */
function columnsOf(columns: number): number {
  const whole = [3, 2].filter((count) => count <= MOST_COLUMNS && columns % count === 0)
  return columns <= MOST_COLUMNS ? Math.max(1, columns) : (whole[0] ?? MOST_COLUMNS)
}

function titleOf({ title }: FigurePanel, width: number): readonly Shape[] {
  if (!title) return []
  const { text, look } = title
  return flatten(
    createElement(
      'svg',
      { className: look.hue, viewBox: `0 0 0 ${TITLE.height}` },
      createElement(Mark, { look, x: TITLE.left + 5, y: 9 }),
      createElement(
        'text',
        { className: 'name', x: TITLE.left + 15, y: 13, fontSize: 12 },
        fitted(oneLine(text), width - TITLE.left - 15, 12),
      ),
    ),
    FIGURE_SHEET,
  ).shapes
}
