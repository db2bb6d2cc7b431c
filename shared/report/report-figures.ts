import { composeFigure } from './drawing/compose-figure'
import { intervalFigure } from './drawing/interval-figure'
import type { Drawing } from './drawing/shape'
import { anchorName } from './plain-text'
import type { ReportBlock, ReportDocument, ReportFigure } from './report-document'
import type { ReportTable } from './report-table'

/** What a format without drawings of its own shows of a block: one drawing, or several where one would be too high. */
export interface DrawnBlock {
  /** Of the figure. */
  readonly id: string
  readonly caption: string
  readonly notes: readonly string[]
  readonly alternative: string
  readonly parts: readonly Drawing[]
  /** A file name for each part, such as `cost-figure.svg`. */
  readonly files: readonly string[]
}

/** Every drawing of a report, by the block it belongs to: figures, and plots that stand in tables on the page. */
export function drawnBlocks(document: ReportDocument): ReadonlyMap<ReportBlock, DrawnBlock> {
  const known = drawn.get(document) ?? draw(document)
  drawn.set(document, known)
  return known
}

/** Several formats show the same drawings: each is made once. */
const drawn = new WeakMap<ReportDocument, ReadonlyMap<ReportBlock, DrawnBlock>>()

function draw({ sections }: ReportDocument): ReadonlyMap<ReportBlock, DrawnBlock> {
  const found = new Map<ReportBlock, DrawnBlock>()
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    const own = block.kind === 'figure' ? ofFigure(block) : block.kind === 'table' ? ofTable(block) : null
    if (own) found.set(block, own)
  }
  return found
}

function ofFigure(figure: ReportFigure): DrawnBlock {
  const { id, caption, notes, alternative } = figure
  const parts = composeFigure(figure)
  return { id, caption, notes, alternative, parts, files: filesOf(id, parts) }
}

function ofTable(table: ReportTable): DrawnBlock | null {
  const parts = intervalFigure(table)
  if (parts.length === 0) return null
  const id = `${table.id}-plot`
  const rows = table.groups.flatMap(({ rows: own }) => own).flatMap(({ cells }) => cells)
  return {
    id,
    caption: `${table.caption}, drawn.`,
    notes: [],
    alternative: rows.flatMap((cell) => (cell.kind === 'interval' ? [cell.label] : [])).join('. '),
    parts,
    files: filesOf(id, parts),
  }
}

function filesOf(id: string, parts: readonly Drawing[]): readonly string[] {
  return parts.map((_, index) => `${anchorName(id)}${index === 0 ? '' : `-${index + 1}`}.svg`)
}
