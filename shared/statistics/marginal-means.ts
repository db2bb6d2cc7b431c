import { dot, forward } from './cholesky'
import { designRow, type Term } from './design-matrix'
import type { LinearModel } from './linear-model'
import type { Estimate } from './student-t'

/** A number that a fitted model gives, in the outcome's unit. */
export interface ModelEstimate {
  /** The levels that it is told at. */
  readonly levels: Readonly<Record<string, string>>
  /** Null where the observations cannot tell it: cells are missing. */
  readonly mean: number | null
  /** For `meanInterval` and `tTest`; null where the mean is, and of a saturated model, which leaves no error. */
  readonly estimate: Estimate | null
}

/** The model's mean at each combination of a term's levels, over the other factors and blocks as if all were balanced. */
export function marginalMeans(model: LinearModel, term: Term): readonly ModelEstimate[] {
  return combinations(model, term).map((levels) => estimateOf(model, levels, designRow(model.design, levels)))
}

/**
 * A term's own deviations at each combination of its levels: from the grand mean for a main effect, from what the terms
 * within it give for an interaction. They sum to 0 over each factor.
 */
export function effects(model: LinearModel, term: Term): readonly ModelEstimate[] {
  const key = JSON.stringify([...term].sort())
  return combinations(model, term).map((levels) =>
    estimateOf(
      model,
      levels,
      designRow(model.design, levels, (other) => JSON.stringify([...other].sort()) === key),
    ),
  )
}

/**
 * The change of the marginal mean from one level of a factor to another: of a factor with two levels, its main effect.
 * @returns mean null too where one of the levels was never observed
 */
export function levelChange(
  model: LinearModel,
  factor: string,
  { from, to }: { readonly from: string; readonly to: string },
): ModelEstimate {
  const levels = { [factor]: to }
  const known = model.design.factors.get(factor) ?? []
  if (!known.includes(from) || !known.includes(to)) return { levels, mean: null, estimate: null }
  const before = designRow(model.design, { [factor]: from })
  const after = designRow(model.design, levels)
  return estimateOf(
    model,
    levels,
    after.map((weight, column) => weight - (before[column] ?? 0)),
  )
}

function estimateOf(model: LinearModel, levels: ModelEstimate['levels'], weights: Float64Array): ModelEstimate {
  const { undetermined, coefficients, root, meanSquareError, dfError: df } = model
  const untold = undetermined.some((change) => Math.abs(dot(change, weights)) > 1e-8)
  if (untold) return { levels, mean: null, estimate: null }
  const mean = dot(weights, coefficients)
  if (meanSquareError === null) return { levels, mean, estimate: null }
  const solved = forward(root, weights)
  return { levels, mean, estimate: { mean, standardError: Math.sqrt(meanSquareError * dot(solved, solved)), df } }
}

function combinations({ design: { factors } }: LinearModel, term: Term): readonly Readonly<Record<string, string>>[] {
  return term.reduce<readonly Readonly<Record<string, string>>[]>(
    (found, name) => {
      const levels = factors.get(name)
      if (!levels) throw new RangeError(`the model has no factor ${name}`)
      return found.flatMap((one) => levels.map((level) => ({ ...one, [name]: level })))
    },
    [{}],
  )
}
