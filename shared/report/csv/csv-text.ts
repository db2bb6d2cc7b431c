/** What a cell holds; nothing is left empty. */
export type CsvValue = string | number | boolean | null | undefined

/** A row by the names of its columns. */
export type CsvRow = Readonly<Record<string, CsvValue>>

/**
 * Rows as CSV by RFC 4180: UTF-8, a head, CR LF, a final one too; numbers in full. A column that a row lacks is empty in it.
 * Text that a spreadsheet would take for a formula is led by an apostrophe.
 * @param columns that come first, whether or not a row has them; the others follow as rows bring them up
 */
export function csvText(rows: readonly CsvRow[], columns: readonly string[] = []): string {
  const known = new Set(columns)
  for (const row of rows) for (const name of Object.keys(row)) known.add(name)
  const names = [...known]
  const line = (cells: readonly CsvValue[]) => `${cells.map(csvCell).join(',')}\r\n`
  return [names, ...rows.map((row) => names.map((name) => (Object.hasOwn(row, name) ? row[name] : null)))]
    .map(line)
    .join('')
}

/** Text that begins with one of these is a formula to some spreadsheet; the wide forms are, in East Asian ones. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  if (typeof value === 'boolean') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A record of the results or the analysis as a row: what is nested is named by all its keys (`train_loss`), an interval is
 * `interval_low` and `interval_high`. Lists are left out: they have files of their own.
 * @param prefix before each name
 */
export function flatRow(record: object, prefix = ''): CsvRow {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]: [string, unknown]): readonly (readonly [string, CsvValue])[] => {
      const name = `${prefix}${columnName(key)}`
      if (value === null || value === undefined) return [[name, null]]
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[name, value]]
      if (isInterval(value))
        return [
          [`${name}_low`, value[0]],
          [`${name}_high`, value[1]],
        ]
      return typeof value === 'object' && !Array.isArray(value) ? Object.entries(flatRow(value, `${name}_`)) : []
    }),
  )
}

/** `learningRate` as `learning_rate`; names that are given, such as an auxiliary classifier’s, stay. */
function columnName(key: string): string {
  return key.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function isInterval(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number')
}
