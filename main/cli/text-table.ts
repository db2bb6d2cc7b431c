/** A column of a table in plain text. */
export interface Column<Row> {
  readonly title: string
  readonly align?: 'left' | 'right'
  readonly cell: (row: Row) => string
}

/** Rows under their titles, columns two spaces apart; nothing is cut. */
export function textTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ cell }) => cell(row)))]
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => width(line[column] ?? ''))))
  return cells
    .map((line) =>
      line
        .map((text, column) => {
          const gap = ' '.repeat((widths[column] ?? 0) - width(text))
          return columns[column]?.align === 'right' ? gap + text : text + gap
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Letters, not bytes: `−` and `×` count as one. */
function width(text: string): number {
  return [...text].length
}
