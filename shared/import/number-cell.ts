/** How a missing number is written, in small letters. */
const MISSING = ['', 'na', 'n/a', '<na>', 'null', 'none', '-', '–', '—', '?']

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const DECIMAL_COMMA = /^[+-]?(\d+,\d+|,\d+)(e[+-]?\d+)?$/i
const NOT_FINITE = /^([+-]?)(nan|inf|infinity|∞)$/i

/**
 * What a cell says as a number.
 * @param decimalComma whether 0,87 is one: where columns are parted by semicolons
 * @returns NaN and ±∞ where they are written; null where nothing stands there; undefined where it is no number
 */
export function readNumber(cell: string, decimalComma = false): number | null | undefined {
  const text = cell.trim().replaceAll('−', '-')
  if (NUMBER.test(text)) return Number(text)
  if (decimalComma && DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'))
  if (isMissing(text)) return null
  const [, sign, word = ''] = NOT_FINITE.exec(text) ?? []
  if (word === '') return undefined
  if (word.toLowerCase() === 'nan') return Number.NaN
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function isMissing(text: string): boolean {
  return MISSING.includes(text.toLowerCase())
}
