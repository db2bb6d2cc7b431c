import { dot, forward } from './cholesky'
import type { Term } from './design-matrix'
import { fTestP } from './f-test'
import type { LinearModel } from './linear-model'
import { orthonormal } from './orthonormal'

/**
 * What a term is judged against. II: all terms that do not contain it. III: all others, each level counting alike. In balanced
 * data the two are the same; in unbalanced ones II has more power where there is no interaction, III stays a statement
 * about averages where there is.
 */
export type AnovaType = 'II' | 'III'

export interface AnovaRow {
  readonly term: Term
  /** Numbers that the term stands for, as far as the observations tell them. */
  readonly df: number
  readonly dfError: number
  /** Null where the observations cannot tell the term at all. */
  readonly sumSquares: number | null
  readonly meanSquare: number | null
  /** Null where, besides, no error is left to judge by, or it is 0. */
  readonly f: number | null
  readonly p: number | null
  /** `partly`: cells are missing, and the test is of the part that the others show. */
  readonly estimable: 'wholly' | 'partly' | 'no'
  /** The terms that it cannot be told apart from, where it is not wholly estimable. */
  readonly confoundedWith: readonly Term[]
}

/** The analysis of variance of a fitted model, a row for each of its terms; the error stands in the model. */
export function anova(model: LinearModel, type: AnovaType): readonly AnovaRow[] {
  const columns = columnVectors(model)
  return Array.from(model.design.terms.keys(), (index) =>
    row(model, index, explained(model, index, type, columns), type),
  )
}

interface Explained {
  readonly sumSquares: number
  readonly df: number
}

function row(model: LinearModel, index: number, { sumSquares: found, df }: Explained, type: AnovaType): AnovaRow {
  const { design, dfError, meanSquareError, negligible, fitted } = model
  const all = columnsAt(model, index).length
  const sumSquares = df === 0 ? null : found / fitted.length <= negligible ? 0 : found
  const meanSquare = sumSquares === null ? null : sumSquares / df
  const f = meanSquare === null || !meanSquareError ? null : meanSquare / meanSquareError
  return {
    term: design.terms[index] ?? [],
    df,
    dfError,
    sumSquares,
    meanSquare,
    f,
    p: f === null ? null : fTestP(f, df, dfError),
    estimable: df === 0 ? 'no' : df < all ? 'partly' : 'wholly',
    confoundedWith: df === all && all > 0 ? [] : confounded(model, index, type),
  }
}

/**
 * How much less is left unexplained with a term than without it. The columns of R⁻ᵀ that belong to the left-out columns
 * span what the kept ones cannot explain; where columns depend on each other, less what the kept dependent ones explain of it.
 */
function explained(
  model: LinearModel,
  index: number,
  type: AnovaType,
  columns: (column: number) => Float64Array | undefined,
): Explained {
  const own = columnsAt(model, index)
  const containing = containingTerms(model, index)
  const touched = model.undetermined.some((change) => own.some((column) => change[column] !== 0))
  // Of a term that cannot be told wholly, "all others being equal" means nothing unless no other contains it.
  if (type === 'III' && touched && containing.length > 0) return { sumSquares: 0, df: 0 }
  const before = type === 'III' ? [] : containing.flatMap((term) => columnsAt(model, term))
  const vectorsOf = (of: readonly number[]): readonly Float64Array[] => of.flatMap((column) => columns(column) ?? [])
  const ownVectors = vectorsOf(own)
  const free = vectorsOf(before)
  const { dependent } = model.root
  const apart = dependent.length === 0 && free.every((one) => ownVectors.every((other) => areApart(one, other)))
  const basis = apart ? [] : orthonormal(free)
  const added = orthonormal(ownVectors, basis)
  const without = dependentPart(
    model,
    [...basis, ...added],
    dependent.filter((column) => ![...before, ...own].includes(column)),
  )
  const within = dependentPart(
    model,
    basis,
    dependent.filter((column) => !before.includes(column)),
  )
  const sum = added.reduce((total, vector) => total + dot(vector, model.coordinates) ** 2, 0)
  return {
    sumSquares: Math.max(0, sum - without.sumSquares + within.sumSquares),
    df: added.length - without.df + within.df,
  }
}

/** What kept dependent columns explain of the span of a basis. */
function dependentPart(
  { root, coordinates }: LinearModel,
  basis: readonly Float64Array[],
  kept: readonly number[],
): Explained {
  const outcome = basis.map((vector) => dot(vector, coordinates))
  const vectors = kept.map((column) => {
    const row = root.rows[column] ?? new Float64Array()
    return { vector: Float64Array.from(basis, (one) => dot(row, one)), square: dot(row, row) }
  })
  const parts = orthonormal(
    vectors.map(({ vector }) => vector),
    [],
    vectors.map(({ square }) => square),
  )
  return { sumSquares: parts.reduce((sum, part) => sum + dot(part, outcome) ** 2, 0), df: parts.length }
}

/** The columns of R⁻ᵀ, each worked out when it is first asked for; none of a dependent column. */
function columnVectors({ root, coefficients }: LinearModel): (column: number) => Float64Array | undefined {
  const known = new Map<number, Float64Array>()
  const independent = new Set(root.independent)
  return (column) => {
    if (!independent.has(column)) return undefined
    const unit = new Float64Array(coefficients.length)
    unit[column] = 1
    const vector = known.get(column) ?? forward(root, unit)
    known.set(column, vector)
    return vector
  }
}

function areApart(a: Float64Array, b: Float64Array): boolean {
  return dot(a, b) ** 2 <= 1e-26 * dot(a, a) * dot(b, b)
}

function columnsAt({ design: { starts } }: LinearModel, index: number): readonly number[] {
  const [from, to] = [starts[index] ?? 0, starts[index + 1] ?? 0]
  return Array.from({ length: to - from }, (_, at) => from + at)
}

/** Terms of more factors that have all of this one's. */
function containingTerms({ design: { terms } }: LinearModel, index: number): readonly number[] {
  const own = terms[index] ?? []
  return Array.from(terms.keys()).filter(
    (at) => (terms[at]?.length ?? 0) > own.length && own.every((name) => terms[at]?.includes(name)),
  )
}

/** Terms that change together with this one without changing a fitted value; of type II, those that do not contain it. */
function confounded(model: LinearModel, index: number, type: AnovaType): readonly Term[] {
  const own = columnsAt(model, index)
  const containing = type === 'II' ? containingTerms(model, index) : []
  const changes = model.undetermined.filter((change) => own.some((column) => change[column] !== 0))
  return model.design.terms.filter(
    (_, other) =>
      other !== index &&
      !containing.includes(other) &&
      changes.some((change) => columnsAt(model, other).some((column) => change[column] !== 0)),
  )
}
