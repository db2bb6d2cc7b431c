import { headingOf, type PlainCell, plainWords, richWords } from '../plain-table'
import { anchorName } from '../plain-text'
import type { ReportTable } from '../report-table'
import { escapeLatex } from './escape-latex'
import { GAP, headingLines, type LatexLayout, latexLayouts, widthOf } from './latex-layout'
import { latexRich } from './latex-rich'

/**
 * A table in the manner of booktabs that goes on over pages, its head repeated.
 * @param width of the text, in points
 * @returns the whole of it, with its notes below.
 */
export function latexTable(table: ReportTable, width: number): readonly string[] {
  const layouts = latexLayouts(table, width)
  const whole = layouts.some((laid) => laid.table.columns.some(({ repeats }) => repeats))
  return [
    ...layouts.flatMap((laid, part) => longTable(table, laid, part === 0)),
    `{${layouts[0]?.size.command ?? ''}`,
    ...(table.notes ?? []).map(
      ({ text, ofRepeats }) =>
        `\\noindent ${latexRich(text)}${whole && ofRepeats !== undefined ? ` ${escapeLatex(ofRepeats)}` : ''}\\par`,
    ),
    '}',
  ]
}

/** @param first whether links lead to it: of a table in several parts to one alone */
function longTable(table: ReportTable, laid: LatexLayout, first: boolean): readonly string[] {
  const { columns } = laid.table
  const count = columns.length
  const total = laid.columns.reduce((sum, column) => sum + widthOf(column, laid) + GAP, 0)
  const head = columns.map((column, at) => headingText(headingOf(column), laid.columns[at]?.letters ?? 0, column.align))
  const spec = columns.map(({ align }, at) => {
    const broken = laid.columns[at]?.width ?? null
    return broken === null ? { start: 'l', end: 'r', centre: 'c' }[align] : `T{${broken.toFixed(0)}pt}`
  })
  const row = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`
  const lines = laid.table.groups.flatMap(({ id, heading, rows }, rank) => {
    const place = id === undefined || !first ? '' : `\\place{${anchorName(id)}}`
    const words = heading ? `\\textbf{${latexRich(heading)}}` : ''
    const wide = heading !== undefined && richWords(heading).length * laid.size.letter * 1.2 > total
    const named = heading
      ? [
          ...(rank > 0 ? ['\\addlinespace'] : []),
          `\\multicolumn{${count}}{@{}${wide ? `T{${(0.9 * Math.max(200, total)).toFixed(0)}pt}` : 'l'}}{${place}${words}} \\\\*`,
        ]
      : []
    return [
      ...named,
      ...rows.map(({ id: own, cells }, at) => {
        const places = `${heading || at > 0 ? '' : place}${own === undefined || !first ? '' : `\\place{${anchorName(own)}}`}`
        return row(cells.map((cell, column) => `${column === 0 ? places : ''}${cellText(cell)}`))
      }),
    ]
  })
  const rule = row(head)
  return [
    `{${laid.size.command}`,
    `\\begin{longtable}{@{}${spec.join('')}@{}}`,
    first
      ? `\\caption{${escapeLatex(table.caption)}}\\label{${anchorName(table.id)}}\\hypertarget{${anchorName(table.id)}}{}\\\\`
      : `\\multicolumn{${count}}{@{}l}{\\textit{Table~\\thetable{}, further columns}} \\\\`,
    `\\toprule`,
    rule,
    '\\midrule\\endfirsthead',
    `\\multicolumn{${count}}{@{}l}{\\textit{Table~\\thetable{} goes on}} \\\\`,
    `\\toprule`,
    rule,
    '\\midrule\\endhead',
    '\\midrule\\endfoot',
    '\\bottomrule\\endlastfoot',
    ...lines,
    '\\end{longtable}',
    '}',
  ]
}

/** A heading broken into lines no longer than its column's cells. */
function headingText(heading: string, letters: number, align: 'start' | 'end' | 'centre'): string {
  const lines = headingLines(heading, letters)
  if (lines.length <= 1) return escapeLatex(heading)
  const side = { start: 'l', end: 'r', centre: 'c' }[align]
  return `\\begin{tabular}[b]{@{}${side}@{}}${lines.map(escapeLatex).join('\\\\')}\\end{tabular}`
}

function cellText(cell: PlainCell): string {
  const { lines, strong, code } = cell
  if (plainWords(cell) === '') return ''
  const text = lines.map(latexRich).join('\\newline{}')
  if (code) return `\\texttt{${text}}`
  return strong ? `\\textbf{${text}}` : text
}
