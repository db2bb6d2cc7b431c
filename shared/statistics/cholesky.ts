/**
 * A symmetric matrix's triangular root, column after column, in which those that depend on earlier ones are left out.
 * For a design's X'X it is the R of X = Q R: row j holds the coordinates of X's column j.
 */
export interface Cholesky {
  /** Row j: column j's coordinates, as many as there are independent columns up to it. */
  readonly rows: readonly Float64Array[]
  /** The independent columns, ascending: coordinate k belongs to column `independent[k]`. */
  readonly independent: readonly number[]
  /** The others. */
  readonly dependent: readonly number[]
}

/** What is left of a column's square below this share is rounding: sum-to-zero codes leave 1e-6 and more. */
const DEPENDENT = 1e-10

/** @param gram symmetric, row by row; its lower triangle is read */
export function cholesky(gram: readonly Float64Array[]): Cholesky {
  const rows: Float64Array[] = []
  const independent: number[] = []
  const dependent: number[] = []
  for (const [column, products] of gram.entries()) {
    const row = new Float64Array(independent.length + 1)
    for (const [at, earlier] of independent.entries()) {
      const other = rows[earlier] ?? row
      row[at] = ((products[earlier] ?? 0) - dot(row, other, at)) / (other[at] ?? 1)
    }
    const whole = products[column] ?? 0
    const left = whole - dot(row, row, independent.length)
    if (left > DEPENDENT * whole) {
      row[independent.length] = Math.sqrt(left)
      independent.push(column)
      rows.push(row)
    } else {
      dependent.push(column)
      rows.push(row.subarray(0, independent.length))
    }
  }
  return { rows, independent, dependent }
}

/** Coordinates y with L y = b over the independent columns. @param b indexed by column; others are not read */
export function forward({ rows, independent }: Cholesky, b: ArrayLike<number>): Float64Array {
  const solved = new Float64Array(independent.length)
  for (const [at, column] of independent.entries()) {
    const row = rows[column] ?? solved
    solved[at] = ((b[column] ?? 0) - dot(row, solved, at)) / (row[at] ?? 1)
  }
  return solved
}

/** Coefficients x with L' x = y over the independent columns. @param y coordinates, as many as there are or fewer */
export function backward({ rows, independent }: Cholesky, y: ArrayLike<number>): Float64Array {
  const left = Float64Array.from({ length: independent.length }, (_, at) => y[at] ?? 0)
  for (let at = independent.length - 1; at >= 0; at -= 1) {
    const row = rows[independent[at] ?? 0] ?? left
    const own = (left[at] ?? 0) / (row[at] ?? 1)
    left[at] = own
    for (let other = 0; other < at; other += 1) left[other] = (left[other] ?? 0) - (row[other] ?? 0) * own
  }
  return left
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>, length = a.length): number {
  let sum = 0
  for (let index = 0; index < length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}
