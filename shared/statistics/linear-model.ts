import { backward, type Cholesky, cholesky, dot, forward } from './cholesky'
import { type DesignMatrix, designMatrix, type ModelFactor, type Observation, type Term } from './design-matrix'
import { roundingOf } from './rounding'

/** What is modelled: the outcome as a sum of terms, and an error of the same spread everywhere. */
export interface ModelledData {
  /** With the replicate among them, where it is a block. */
  readonly factors: readonly ModelFactor[]
  /** A block is a term of its own, in no interaction. */
  readonly terms: readonly Term[]
  /** In any number in each cell. */
  readonly observations: readonly Observation[]
}

/** Levels of a factor that no observation has: nothing is said of them. */
export interface Unobserved {
  readonly factor: string
  readonly level: string
}

/** An ordinary least-squares fit. */
export interface LinearModel {
  readonly design: DesignMatrix
  readonly unobserved: readonly Unobserved[]
  /** In the order of the observations and in their unit; the residuals are observed − fitted. */
  readonly fitted: readonly number[]
  readonly residuals: readonly number[]
  /** Observations less independent columns; 0 of a saturated model, which leaves no error to judge anything by. */
  readonly dfError: number
  /** Of the residuals; exactly 0 where they are rounding. */
  readonly sumSquaresError: number
  /** Mean of the squared error, in the outcome's unit squared; null of a saturated model. */
  readonly meanSquareError: number | null
  /** Below it, a mean square is what rounding leaves of 0. */
  readonly negligible: number
  /** One solution: of columns that depend on earlier ones the coefficient is 0. */
  readonly coefficients: Float64Array
  /** The design's R, and the outcome's coordinates beside it. */
  readonly root: Cholesky
  readonly coordinates: Float64Array
  /** Changes of the coefficients that change no fitted value: what they touch, the observations cannot tell. */
  readonly undetermined: readonly Float64Array[]
}

/**
 * Fits a linear model of categorical factors, balanced or not, with missing cells or not. By X'X, which sum-to-zero codes
 * make exact whole numbers, its triangular root and one step of refinement.
 * @returns undefined of no observation
 * @throws RangeError naming an unknown factor or level, a term given twice, or an outcome that is not finite.
 */
export function fitLinearModel({ factors, terms, observations }: ModelledData): LinearModel | undefined {
  const design = designMatrix(factors, terms, observations)
  const { rows } = design
  const size = design.starts.at(-1) ?? 1
  if (rows.length === 0) return undefined
  const values = observations.map(({ value }) => value)
  // What all have in common is taken out first and rounds nothing.
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length
  const root = cholesky(gramMatrix(rows, size))
  const coefficients = new Float64Array(size)
  const coordinates = new Float64Array(root.independent.length)
  const left = values.map((value) => value - centre)
  for (const _step of ['solve', 'refine']) {
    const found = forward(root, productWith(rows, left, size))
    const change = backward(root, found)
    for (const [at, column] of root.independent.entries()) {
      coordinates[at] = (coordinates[at] ?? 0) + (found[at] ?? 0)
      coefficients[column] = (coefficients[column] ?? 0) + (change[at] ?? 0)
    }
    for (const [at, row] of rows.entries()) left[at] = (values[at] ?? 0) - centre - dot(row, coefficients)
  }
  coefficients[0] = (coefficients[0] ?? 0) + centre
  const negligible = roundingOf(values) ** 2
  const squares = left.reduce((sum, residual) => sum + residual ** 2, 0)
  const sumSquaresError = squares / rows.length <= negligible ? 0 : squares
  const dfError = rows.length - root.independent.length
  return {
    design,
    unobserved: factors.flatMap(({ name, levels }) =>
      levels.filter((level) => !design.factors.get(name)?.includes(level)).map((level) => ({ factor: name, level })),
    ),
    fitted: values.map((value, at) => value - (left[at] ?? 0)),
    residuals: left,
    dfError,
    sumSquaresError,
    meanSquareError: dfError === 0 ? null : sumSquaresError / dfError,
    negligible,
    coefficients,
    root,
    coordinates,
    undetermined: root.dependent.map((column) => undeterminedBy(column, root, size)),
  }
}

/** X'X, its lower triangle. Observations of one cell share their row, and it is counted as often as it occurs. */
function gramMatrix(rows: readonly Float64Array[], size: number): readonly Float64Array[] {
  const counts = new Map<Float64Array, number>()
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1)
  const gram = Array.from({ length: size }, (_, column) => new Float64Array(column + 1))
  for (const [row, count] of counts) {
    const filled = Array.from(row.keys()).filter((column) => row[column] !== 0)
    const codes = filled.map((column) => row[column] ?? 0)
    for (const [at, column] of filled.entries()) {
      const products = gram[column]
      const code = count * (codes[at] ?? 0)
      if (!products) continue
      for (let other = 0; other <= at; other += 1) {
        const earlier = filled[other] ?? 0
        products[earlier] = (products[earlier] ?? 0) + code * (codes[other] ?? 0)
      }
    }
  }
  return gram
}

/** X'y. */
function productWith(rows: readonly Float64Array[], values: readonly number[], size: number): Float64Array {
  const product = new Float64Array(size)
  for (const [at, row] of rows.entries()) {
    const value = values[at] ?? 0
    for (let column = 0; column < size; column += 1)
      product[column] = (product[column] ?? 0) + (row[column] ?? 0) * value
  }
  return product
}

/** How a dependent column is made of earlier ones: less of it, and that much more of them, changes no fitted value. */
function undeterminedBy(column: number, root: Cholesky, size: number): Float64Array {
  const change = new Float64Array(size)
  const made = backward(root, root.rows[column] ?? [])
  for (const [at, earlier] of root.independent.entries()) {
    const share = made[at] ?? 0
    if (Math.abs(share) > 1e-9) change[earlier] = share
  }
  change[column] = -1
  return change
}
