import type { ReportTable, TableCell, TableColumn, TableRow } from '../report-table'
import { Cell } from './cell'
import { Rich } from './rich'

/** A table that scrolls within itself where the page is too narrow for it. */
export function TableView({ table }: { table: ReportTable }) {
  const { id, caption, columns, groups, footer, notes = [], compact } = table
  return (
    <div className={compact ? 'tabled compact' : 'tabled'}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="table" aria-label={caption} tabIndex={0}>
        <table id={id}>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" className={columnClass(column)}>
                  {column.heading}
                  {column.unit !== undefined && <span className="unit">, {column.unit}</span>}
                </th>
              ))}
            </tr>
          </thead>
          {groups.map((group, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the groups of a table never change places
            <tbody key={index} id={group.id}>
              {group.heading && (
                <tr className="group">
                  <th scope="rowgroup" colSpan={columns.length}>
                    <Rich text={group.heading} />
                  </th>
                </tr>
              )}
              {group.rows.map((row, rank) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nor do its rows
                <Row key={rank} columns={columns} row={row} />
              ))}
            </tbody>
          ))}
          {footer && (
            <tfoot>
              <Row columns={columns} row={{ cells: footer }} footer />
            </tfoot>
          )}
        </table>
      </section>
      {notes.map(({ text, ofRepeats }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nor do the notes
        <p className="note" key={index}>
          <Rich text={text} />
          {ofRepeats !== undefined && <span className="repeats"> {ofRepeats}</span>}
        </p>
      ))}
    </div>
  )
}

function Row({ columns, row, footer = false }: { columns: readonly TableColumn[]; row: TableRow; footer?: boolean }) {
  return (
    <tr id={row.id} className={row.tone}>
      {columns.map((column, index) => {
        const cell = row.cells[index] ?? { kind: 'blank' }
        const className = `${columnClass(column)} of-${cell.kind}`.trim()
        return column.rowHeading && !footer ? (
          <th key={column.key} scope="row" className={className}>
            <Cell cell={cell} />
          </th>
        ) : (
          <td key={column.key} className={className}>
            <Cell cell={cell satisfies TableCell} />
          </td>
        )
      })}
    </tr>
  )
}

function columnClass({ align, repeats, grows }: TableColumn): string {
  return [align, repeats ? 'repeats' : '', grows ? 'grows' : ''].filter(Boolean).join(' ')
}
