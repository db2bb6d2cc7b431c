import { requireFinite } from './finite'

/** A categorical factor: of the study, or the replicate as a block. */
export interface ModelFactor {
  readonly name: string
  readonly levels: readonly string[]
}

/** The factors whose interaction it is; one alone is a main effect. */
export type Term = readonly string[]

/** The outcome at one level of each factor. */
export interface Observation {
  readonly levels: Readonly<Record<string, string>>
  readonly value: number
}

/** A linear model's matrix, with what its columns mean. */
export interface DesignMatrix {
  /** Factors with the levels that were observed, which alone are coded. */
  readonly factors: ReadonlyMap<string, readonly string[]>
  /** Main effects first: of columns that depend on each other, those of the higher interaction are the superfluous ones. */
  readonly terms: readonly Term[]
  /** Where each term's columns begin; behind the last term, their number. Column 0 is the intercept. */
  readonly starts: readonly number[]
  /** [observations, columns], row by row. */
  readonly rows: readonly Float64Array[]
}

/** All main effects, two-factor interactions and so on up to an order, lower orders first. */
export function termsUpTo(names: readonly string[], order: number): readonly Term[] {
  const terms: Term[] = [[]]
  for (const name of names) terms.push(...terms.filter(({ length }) => length < order).map((term) => [...term, name]))
  return terms.filter(({ length }) => length > 0).sort((a, b) => a.length - b.length)
}

/**
 * The design matrix in sum-to-zero coding: of k levels, the i-th has a 1 in column i, the last a −1 in each of the k − 1
 * columns; an interaction's columns are products. So a term's coefficients are deviations from an average in which every
 * level counts alike, whatever the numbers of observations, and type III tests mean what they say.
 * @throws RangeError naming what does not fit: an unknown factor or level, a term twice, a value that is not finite.
 */
export function designMatrix(
  factors: readonly ModelFactor[],
  terms: readonly Term[],
  observations: readonly Observation[],
): DesignMatrix {
  requireFinite(
    observations.map(({ value }) => value),
    'observation',
  )
  const observed = new Map(factors.map((factor) => [factor.name, observedLevels(factor, observations)]))
  const ordered = [...terms].sort((a, b) => a.length - b.length)
  requireTerms(ordered, observed)
  const starts = [1]
  for (const term of ordered) starts.push((starts.at(-1) ?? 1) + columnsOf(term, observed))
  const matrix = { factors: observed, terms: ordered, starts }
  const rows = new Map<string, Float64Array>()
  return {
    ...matrix,
    rows: observations.map(({ levels }) => {
      const key = JSON.stringify(factors.map(({ name }) => levels[name]))
      const row = rows.get(key) ?? designRow(matrix, levels)
      rows.set(key, row)
      return row
    }),
  }
}

/**
 * The coefficients' weights in the mean at these levels; over a factor that is not named, every level counts alike.
 * @param only the terms that count, with the intercept where it is one of them: all unless told
 */
export function designRow(
  { factors, terms, starts }: Omit<DesignMatrix, 'rows'>,
  levels: Readonly<Record<string, string>>,
  counts: (term: Term) => boolean = () => true,
): Float64Array {
  const row = new Float64Array(starts.at(-1) ?? 1)
  if (counts([])) row[0] = 1
  // The columns of any other term sum to zero over the factor that is not named.
  for (const [index, term] of terms.entries())
    if (counts(term) && term.every((name) => levels[name] !== undefined))
      row.set(termCode(term, factors, levels), starts[index])
  return row
}

/** Columns that a term has, were all cells observed. */
function columnsOf(term: Term, factors: DesignMatrix['factors']): number {
  return term.reduce((product, name) => product * Math.max(0, (factors.get(name)?.length ?? 0) - 1), 1)
}

function termCode(
  term: Term,
  factors: DesignMatrix['factors'],
  levels: Readonly<Record<string, string>>,
): readonly number[] {
  return term.reduce<readonly number[]>(
    (code, name) => {
      const known = factors.get(name) ?? []
      const level = known.indexOf(levels[name] ?? '')
      if (level < 0) throw new RangeError(`factor ${name} was not observed at ${levels[name]}`)
      const own = known.slice(1).map((_, column) => (level === known.length - 1 ? -1 : Number(level === column)))
      return code.flatMap((one) => own.map((other) => one * other))
    },
    [1],
  )
}

function observedLevels({ name, levels }: ModelFactor, observations: readonly Observation[]): readonly string[] {
  const seen = new Set(observations.map((observation) => observation.levels[name]))
  for (const level of seen)
    if (level === undefined || !levels.includes(level)) throw new RangeError(`factor ${name} has no level ${level}`)
  return levels.filter((level) => seen.has(level))
}

function requireTerms(terms: readonly Term[], factors: ReadonlyMap<string, unknown>): void {
  const keys = terms.map((term) => JSON.stringify([...term].sort()))
  for (const [index, term] of terms.entries()) {
    if (term.length === 0 || new Set(term).size < term.length || keys.indexOf(keys[index] ?? '') < index)
      throw new RangeError(`term ${term.join(':')} is empty or given twice`)
    for (const name of term)
      if (!factors.has(name)) throw new RangeError(`term ${term.join(':')} has no factor ${name}`)
  }
}
