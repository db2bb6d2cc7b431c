import { z } from 'zod'
import { type AnovaRow, anova } from '../statistics/anova'
import { type Term, termsUpTo } from '../statistics/design-matrix'
import { fitLinearModel, type LinearModel } from '../statistics/linear-model'
import { levelChange } from '../statistics/marginal-means'
import { normalQuantiles } from '../statistics/normal-quantiles'
import { meanInterval, tTest } from '../statistics/student-t'
import { changesToBase } from './combination'
import { armsAt, type ComparedArms } from './contrasts'
import type { OutcomesByArm } from './evidence'

const ModelTerm = z.strictObject({
  /** `reduction`, `reduction:pooling`, `replicate`. */
  term: z.string(),
  df: z.int().nonnegative(),
  dfError: z.int().nonnegative(),
  sumSquares: z.number().nullable(),
  f: z.number().nullable(),
  p: z.number().nullable(),
  /** `partly`: cells are missing, and the test is of the part that the others show. */
  estimable: z.enum(['wholly', 'partly', 'no']),
  /** What cannot be told apart from it, where cells are missing. */
  confoundedWith: z.array(z.string()),
})

const ModelEffect = z.strictObject({
  factor: z.string(),
  from: z.string(),
  to: z.string(),
  /** Change of the marginal mean; null where the trials cannot tell it. */
  estimate: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  p: z.number().nullable(),
})

/**
 * The outcome of every finished trial as a sum of factors, their interactions and the replicate as a block. Unlike a paired
 * contrast it uses trials of incomplete replicates too, and takes the error for the same everywhere.
 */
export const StudyModel = z.strictObject({
  /** What each term is judged against. */
  sumsOfSquares: z.enum(['II', 'III']),
  /** Trials in it. */
  n: z.int().nonnegative(),
  /** Whether every arm has as many trials. */
  balanced: z.boolean(),
  terms: z.array(ModelTerm),
  dfError: z.int().nonnegative(),
  sumSquaresError: z.number(),
  /** The same changes as the contrasts, by this model. */
  effects: z.array(ModelEffect),
  /** Each trial's residual against what a normal distribution would give: whether the model's error is normal. */
  residuals: z.array(
    z.strictObject({ arm: z.string(), replicate: z.int(), residual: z.number(), quantile: z.number() }),
  ),
})
export type StudyModel = z.infer<typeof StudyModel>

/** More columns would take longer than they tell; then interactions of two factors, or none, are modelled. */
const MOST_COLUMNS = 200

/**
 * @param order up to which interactions are modelled, where the design can tell them
 * @returns null where fewer than two trials have finished, or nothing is varied among them
 */
export function studyModel(
  compared: ComparedArms,
  outcomes: OutcomesByArm,
  sumsOfSquares: 'II' | 'III',
  order: number,
): StudyModel | null {
  const trials = armsAt(compared, undefined).flatMap(({ id, levels }) =>
    [...(outcomes.get(id) ?? [])].map(([replicate, value]) => ({ arm: id, levels, replicate, value })),
  )
  const replicates = [...new Set(trials.map(({ replicate }) => replicate))].sort((a, b) => a - b).map(String)
  if (trials.length < 2) return null
  const factors = compared.factors.map(({ name, levels }) => ({ name, levels }))
  const observations = trials.map(({ levels, replicate, value }) => ({
    levels: { ...levels, [BLOCK]: String(replicate) },
    value,
  }))
  const names = factors.map(({ name }) => name)
  const blocked = replicates.length > 1
  const model = fitLinearModel({
    factors: [...factors, ...(blocked ? [{ name: BLOCK, levels: replicates }] : [])],
    terms: [...(blocked ? [[BLOCK]] : []), ...modelledTerms(names, factors, order)],
    observations,
  })
  if (!model) return null
  const counts = [...outcomes.values()].map((values) => values.size)
  return {
    sumsOfSquares,
    n: trials.length,
    balanced: new Set(counts).size === 1,
    terms: anova(model, sumsOfSquares).map(termOf),
    dfError: model.dfError,
    sumSquaresError: model.sumSquaresError,
    effects: changesToBase(compared.factors).map((change) => ({ ...change, ...effectOf(model, change) })),
    residuals: residualPoints(trials, model.residuals),
  }
}

/** The smallest first. */
function residualPoints(
  trials: readonly { readonly arm: string; readonly replicate: number }[],
  residuals: readonly number[],
): StudyModel['residuals'] {
  const expected = normalQuantiles(residuals).map((point) => point.expected)
  return trials
    .map(({ arm, replicate }, index) => ({ arm, replicate, residual: residuals[index] ?? 0 }))
    .sort((a, b) => a.residual - b.residual)
    .map((point, rank) => ({ ...point, quantile: expected[rank] ?? 0 }))
}

/** No factor can be called so: names are single words of letters and hyphens. */
const BLOCK = 'replicate (block)'

function modelledTerms(
  names: readonly string[],
  factors: readonly { readonly levels: readonly string[] }[],
  order: number,
): readonly Term[] {
  const columns = (terms: readonly Term[]): number =>
    terms.reduce(
      (sum, term) =>
        sum + term.reduce((product, name) => product * ((factors[names.indexOf(name)]?.levels.length ?? 1) - 1), 1),
      0,
    )
  for (let most = Math.min(order, names.length); most > 1; most -= 1) {
    // The number of terms alone can be beyond count: it is bounded before they are listed.
    if (most > 2 && names.length > 12) continue
    const terms = termsUpTo(names, most)
    if (columns(terms) <= MOST_COLUMNS) return terms
  }
  return termsUpTo(names, 1)
}

function termOf({ term, confoundedWith, ...row }: AnovaRow): StudyModel['terms'][number] {
  const { df, dfError, sumSquares, f, p, estimable } = row
  return {
    term: termName(term),
    df,
    dfError,
    sumSquares,
    f,
    p,
    estimable,
    confoundedWith: confoundedWith.map(termName),
  }
}

function termName(term: Term): string {
  return term.map((name) => (name === BLOCK ? 'replicate' : name)).join(':')
}

function effectOf(model: LinearModel, { factor, from, to }: { factor: string; from: string; to: string }) {
  const { mean, estimate } = levelChange(model, factor, { from, to })
  return {
    estimate: mean,
    interval: estimate ? meanInterval(estimate, 0.95) : null,
    p: (estimate && tTest(estimate)?.p) ?? null,
  }
}
