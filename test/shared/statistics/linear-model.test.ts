import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnovaRow, anova } from '../../../shared/statistics/anova'
import { type ModelFactor, type Observation, type Term, termsUpTo } from '../../../shared/statistics/design-matrix'
import { fitLinearModel, type LinearModel, type ModelledData } from '../../../shared/statistics/linear-model'
import { effects, levelChange, marginalMeans } from '../../../shared/statistics/marginal-means'
import { meanInterval, tTest } from '../../../shared/statistics/student-t'
import fixture from '../../golden/statistics.json' with { type: 'json' }
import { expectClose } from './expect-close'

/** The fixture's models, each of other factors, seen as one type. */
interface FixtureModel {
  readonly factors: readonly ModelFactor[]
  readonly terms: readonly Term[]
  readonly observations: readonly Observation[]
  readonly dfError: number
  readonly sumSquaresError: number
}
interface FixtureRow {
  readonly term: Term
  readonly df: number
  readonly sumSquares: number | null
  readonly f: number | null
  readonly p: number | null
}
interface FixtureEstimate {
  readonly levels: Readonly<Record<string, string>>
  readonly mean: number
  readonly standardError: number
  readonly interval95: readonly number[]
  readonly p: number
}
interface WholeModel extends FixtureModel {
  readonly tables: { readonly II: readonly FixtureRow[]; readonly III: readonly FixtureRow[] }
  readonly means: readonly FixtureEstimate[]
  readonly effects: readonly FixtureEstimate[]
  readonly fitted: readonly number[]
  readonly residuals: readonly number[]
}
interface DeficientModel extends FixtureModel {
  readonly II: readonly FixtureRow[]
}

// JSON's inferred types list every level of every model; these say what they have in common.
const WHOLE = Object.entries(fixture.linearModels.whole as unknown as Readonly<Record<string, WholeModel>>)
const DEFICIENT = Object.entries(fixture.linearModels.deficient as unknown as Readonly<Record<string, DeficientModel>>)

function modelOf(data: ModelledData): LinearModel {
  const model = fitLinearModel(data)
  if (!model) throw new Error('no observations')
  return model
}

function rowOf(rows: readonly AnovaRow[], term: Term): AnovaRow {
  const row = rows.find((one) => one.term.join() === term.join())
  if (!row) throw new Error(`no row ${term.join(':')}`)
  return row
}

describe('the linear model against statsmodels', () => {
  it.each(WHOLE)('%s: fit and error', (_name, expected) => {
    const model = modelOf(expected)
    expect(model.dfError).toBe(expected.dfError)
    expectClose(model.sumSquaresError, expected.sumSquaresError)
    for (const [at, value] of expected.fitted.entries()) {
      expectClose(model.fitted[at], value)
      expect(model.residuals[at]).toBeCloseTo(expected.residuals[at] ?? Number.NaN, 12)
    }
  })

  it.each(WHOLE)('%s: tables of type II and III', (_name, expected) => {
    const model = modelOf(expected)
    for (const type of ['II', 'III'] as const)
      for (const { term, df, sumSquares, f, p } of expected.tables[type]) {
        const row = rowOf(anova(model, type), term)
        expect(row).toMatchObject({ df, dfError: expected.dfError, estimable: 'wholly', confoundedWith: [] })
        expectClose(row.sumSquares, sumSquares ?? undefined)
        expectClose(row.meanSquare, (sumSquares ?? Number.NaN) / df)
        expectClose(row.f, f ?? undefined)
        expectClose(row.p, p ?? undefined)
      }
  })

  it.each(WHOLE)('%s: marginal means and effects', (_name, expected) => {
    const model = modelOf(expected)
    const means = expected.terms.flatMap((term) => marginalMeans(model, term))
    expect(means).toHaveLength(expected.means.length)
    const deviations = expected.terms.flatMap((term) => effects(model, term))
    for (const [found, wanted] of [
      [means, expected.means],
      [deviations, expected.effects],
    ] as const)
      for (const [at, { levels, mean, standardError, interval95, p }] of wanted.entries()) {
        const { estimate, ...own } = found[at] ?? { estimate: null }
        expect(own).toEqual({ levels, mean: estimate?.mean })
        if (!estimate) throw new Error('no estimate')
        // Effects are differences of means near 0.85: 1e-9 of a mean, in absolute terms.
        expect(Math.abs(estimate.mean - mean)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(mean), 1e-3))
        expectClose(estimate.standardError, standardError)
        for (const bound of [0, 1]) expect(meanInterval(estimate, 0.95)[bound]).toBeCloseTo(interval95[bound] ?? 9, 12)
        if (p > 1e-12) expectClose(tTest(estimate)?.p, p)
      }
  })

  it.each(DEFICIENT)('%s: type II, and what cannot be told', (_name, expected) => {
    const model = modelOf(expected)
    expect(model.dfError).toBe(expected.dfError)
    expectClose(model.sumSquaresError, expected.sumSquaresError)
    for (const { term, df, sumSquares, f, p } of expected.II) {
      const row = rowOf(anova(model, 'II'), term)
      expect(row.df).toBe(df)
      if (sumSquares === null) {
        expect(row).toMatchObject({ sumSquares: null, meanSquare: null, f: null, p: null, estimable: 'no' })
        expect(row.confoundedWith.length).toBeGreaterThan(0)
        continue
      }
      // The reference is a difference of two sums of squares.
      expectClose(row.sumSquares, sumSquares, 1e-8)
      expectClose(row.f, f ?? undefined, 1e-8)
      expectClose(row.p, p ?? undefined, 1e-7)
    }
  })
})

/** Outcomes of a full factorial of two-level factors, in this order of cells. */
function twoLevels(names: readonly string[], values: readonly number[], replicates = 1): ModelledData {
  const factors = names.map((name) => ({ name, levels: ['off', 'on'] }))
  const cells = 2 ** names.length
  return {
    factors,
    terms: termsUpTo(names, names.length),
    observations: values.slice(0, cells * replicates).map((value, index) => ({
      levels: Object.fromEntries(names.map((name, bit) => [name, (index >> bit) & 1 ? 'on' : 'off'])),
      value,
    })),
  }
}

describe('missing cells', () => {
  // One arm of four failed for good: attention on with depth on.
  const complete = twoLevels(['a', 'b'], [1, 3, 2, 7, 1.5, 3.25, 2.5, 7.5], 2)
  const observations = complete.observations.filter(({ levels }) => levels.a === 'off' || levels.b === 'off')
  const model = modelOf({ ...complete, observations })

  it('leave no interaction, and no main effects beside one', () => {
    const table = anova(model, 'III')
    for (const term of complete.terms) {
      expect(rowOf(table, term)).toMatchObject({ df: 0, sumSquares: null, f: null, p: null, estimable: 'no' })
    }
    expect(rowOf(table, ['a']).confoundedWith).toEqual([['b'], ['a', 'b']])
    expect(marginalMeans(model, ['a'])).toEqual([
      { levels: { a: 'off' }, mean: expect.closeTo(1.75, 12), estimate: expect.anything() },
      { levels: { a: 'on' }, mean: null, estimate: null },
    ])
    expect(effects(model, ['a']).map(({ mean }) => mean)).toEqual([null, null])
    expect(levelChange(model, 'a', { from: 'off', to: 'on' }).mean).toBeNull()
  })

  it('leave main effects of type II', () => {
    const table = anova(model, 'II')
    expect(rowOf(table, ['a'])).toMatchObject({ df: 1, estimable: 'wholly', confoundedWith: [] })
    // Without the interaction: a is told by the cells with b off, (3 + 3.25)/2 − (1 + 1.5)/2 = 1.875.
    const additive = modelOf({ ...complete, terms: [['a'], ['b']], observations })
    expect(levelChange(additive, 'a', { from: 'off', to: 'on' }).mean).toBeCloseTo(1.875, 12)
    expect(rowOf(anova(additive, 'III'), ['a'])).toMatchObject({ df: 1, estimable: 'wholly' })
    // Two cells of two each: 1.875² / (1/2 + 1/2).
    expect(rowOf(table, ['a']).sumSquares).toBeCloseTo(1.875 ** 2, 12)
  })

  it('cells that were observed are told whatever else is missing', () => {
    const cells = marginalMeans(model, ['a', 'b'])
    expect(cells.map(({ mean }) => mean)).toEqual([
      expect.closeTo(1.25, 12),
      expect.closeTo(2.25, 12),
      expect.closeTo(3.125, 12),
      null,
    ])
  })

  it('a level that was never observed is named, and nothing is said of it', () => {
    const factors = [{ name: 'a', levels: ['off', 'on', 'lost'] }]
    const one = modelOf({
      factors,
      terms: [['a']],
      observations: observations.map(({ levels, value }) => ({ levels, value })),
    })
    expect(one.unobserved).toEqual([{ factor: 'a', level: 'lost' }])
    expect(marginalMeans(one, ['a']).map(({ levels }) => levels.a)).toEqual(['off', 'on'])
    expect(levelChange(one, 'a', { from: 'off', to: 'lost' })).toEqual({
      levels: { a: 'lost' },
      mean: null,
      estimate: null,
    })
    expect(rowOf(anova(one, 'III'), ['a']).df).toBe(1)
  })

  it('a factor of one level has no effect to test', () => {
    const factors = [{ name: 'a', levels: ['off'] }]
    const one = modelOf({
      factors,
      terms: [['a']],
      observations: [1, 2].map((value) => ({ levels: { a: 'off' }, value })),
    })
    expect(rowOf(anova(one, 'II'), ['a'])).toMatchObject({ df: 0, sumSquares: null, p: null, estimable: 'no' })
  })

  it('two factors that always change together are told to be confounded', () => {
    const data = twoLevels(['a', 'b'], [1, 0, 0, 2, 1.1, 0, 0, 2.3], 2)
    const together = data.observations.filter(({ levels }) => levels.a === levels.b)
    const one = modelOf({ ...data, terms: [['a'], ['b']], observations: together })
    for (const type of ['II', 'III'] as const) {
      expect(rowOf(anova(one, type), ['a'])).toMatchObject({ df: 0, estimable: 'no', confoundedWith: [['b']] })
      expect(rowOf(anova(one, type), ['b'])).toMatchObject({ df: 0, estimable: 'no', confoundedWith: [['a']] })
    }
  })
})

describe('data that leave no error', () => {
  it('of a saturated model: sums of squares, and no test', () => {
    const model = modelOf(twoLevels(['a', 'b'], [1, 3, 2, 8]))
    expect(model).toMatchObject({ dfError: 0, meanSquareError: null, sumSquaresError: 0 })
    // Half the sum of each contrast's square: (−1 + 3 − 2 + 8)² / 4.
    expect(rowOf(anova(model, 'III'), ['a'])).toMatchObject({ df: 1, f: null, p: null, estimable: 'wholly' })
    expect(rowOf(anova(model, 'III'), ['a']).sumSquares).toBeCloseTo(16, 12)
    expect(levelChange(model, 'a', { from: 'off', to: 'on' })).toEqual({
      levels: { a: 'on' },
      mean: expect.closeTo(4, 12),
      estimate: null,
    })
  })

  it('equal replicates: an effect of no spread, and no p', () => {
    const cells = [0.1, 0.4, 0.2, 0.7]
    const model = modelOf(twoLevels(['a', 'b'], [...cells, ...cells], 2))
    expect(model).toMatchObject({ dfError: 4, sumSquaresError: 0, meanSquareError: 0 })
    expect(rowOf(anova(model, 'II'), ['a'])).toMatchObject({ f: null, p: null })
    expect(rowOf(anova(model, 'II'), ['a']).sumSquares).toBeCloseTo(0.32, 12)
    expect(levelChange(model, 'a', { from: 'off', to: 'on' }).estimate).toEqual({
      mean: expect.closeTo(0.4, 12),
      standardError: 0,
      df: 4,
    })
  })

  it('a constant outcome: nothing anywhere, and no p', () => {
    const model = modelOf(twoLevels(['a', 'b', 'c'], new Array(24).fill(0.8713), 3))
    expect(model.sumSquaresError).toBe(0)
    for (const row of anova(model, 'III')) expect(row).toMatchObject({ sumSquares: 0, meanSquare: 0, f: null, p: null })
  })

  it('one observation: its own mean, and nothing else', () => {
    const model = modelOf(twoLevels(['a'], [0.5]))
    expect(model).toMatchObject({ fitted: [0.5], dfError: 0 })
    expect(fitLinearModel({ ...twoLevels(['a'], []) })).toBeUndefined()
  })
})

describe('what does not fit together', () => {
  const data = twoLevels(['a', 'b'], [1, 2, 3, 4])
  it.each([
    { change: { terms: [['a'], ['c']] }, words: 'term c has no factor c' },
    { change: { terms: [['a'], ['a']] }, words: 'term a is empty or given twice' },
    {
      change: {
        terms: [
          ['a', 'b'],
          ['b', 'a'],
        ],
      },
      words: 'term b:a is empty or given twice',
    },
    { change: { terms: [[]] }, words: 'is empty' },
    { change: { observations: [{ levels: { a: 'off', b: 'high' }, value: 1 }] }, words: 'factor b has no level high' },
    { change: { observations: [{ levels: { a: 'off' }, value: 1 }] }, words: 'factor b has no level undefined' },
    {
      change: { observations: [{ levels: { a: 'on', b: 'on' }, value: Number.NaN }] },
      words: 'observation 1 of 1 is NaN',
    },
  ])('throws: $words', ({ change, words }) => {
    expect(() => fitLinearModel({ ...data, ...change })).toThrow(words)
  })
})

/** Numbers as accuracies are, told by integers, so that sums are exact enough to compare. */
const accuracies = (length: number) =>
  fc.array(
    fc.integer({ min: 0, max: 10_000 }).map((images) => images / 10_000),
    { minLength: length, maxLength: length },
  )

/** To rounding of values up to 1, rather than of a sum of squares near 0. */
function expectSameTable(found: readonly AnovaRow[], expected: readonly AnovaRow[], scale = 1): void {
  for (const [at, row] of expected.entries()) {
    const { df, sumSquares, p } = found[at] ?? {}
    expect(df).toBe(row.df)
    if (typeof sumSquares !== 'number' || row.sumSquares === null) expect(sumSquares).toBe(row.sumSquares)
    else expect(sumSquares / scale).toBeCloseTo(row.sumSquares, 11)
    if (typeof p !== 'number' || row.p === null) expect(p).toBe(row.p)
    else expect(p).toBeCloseTo(row.p, 7)
  }
}

describe('laws of the tables', () => {
  it('of balanced data, type II is type III', () => {
    fc.assert(
      fc.property(accuracies(24), (values) => {
        const model = modelOf(twoLevels(['a', 'b', 'c'], values, 3))
        expectSameTable(anova(model, 'II'), anova(model, 'III'))
      }),
      { numRuns: 30 },
    )
  })

  it('of balanced data, terms and error share out the whole', () => {
    fc.assert(
      fc.property(accuracies(16), (values) => {
        const model = modelOf(twoLevels(['a', 'b', 'c'], values, 2))
        const mean = values.reduce((sum, value) => sum + value, 0) / 16
        const whole = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
        const parts = anova(model, 'II').reduce((sum, { sumSquares }) => sum + (sumSquares ?? 0), 0)
        expect(parts + model.sumSquaresError).toBeCloseTo(whole, 11)
      }),
      { numRuns: 30 },
    )
  })

  it('neither the order of observations nor that of levels changes a table; a unit changes sums of squares alone', () => {
    const lost = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 0, maxLength: 8 })
    fc.assert(
      fc.property(accuracies(24), lost, (values, missing) => {
        const data = twoLevels(['a', 'b', 'c'], values, 3)
        const observations = data.observations.filter((_, index) => !missing.includes(index))
        const factors = data.factors.map(({ name }) => ({ name, levels: ['on', 'off'] }))
        const points = observations.map(({ levels, value }) => ({ levels, value: 100 * value }))
        for (const type of ['II', 'III'] as const) {
          const table = anova(modelOf({ ...data, observations }), type)
          expectSameTable(anova(modelOf({ ...data, observations: [...observations].reverse() }), type), table)
          expectSameTable(anova(modelOf({ ...data, observations, factors }), type), table)
          expectSameTable(anova(modelOf({ ...data, observations: points }), type), table, 10_000)
          for (const { p } of table) if (p !== null) expect(p >= 0 && p <= 1).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('a block takes out what replicates have in common', () => {
    fc.assert(
      fc.property(accuracies(12), accuracies(3), (values, shifts) => {
        const { factors, observations } = twoLevels(['a', 'b'], values, 3)
        const blocks = { name: 'replicate', levels: ['1', '2', '3'] }
        const terms = [['replicate'], ['a'], ['b'], ['a', 'b']]
        const shifted = (shift: readonly number[]): readonly Observation[] =>
          observations.map(({ levels, value }, index) => ({
            levels: { ...levels, replicate: String(Math.floor(index / 4) + 1) },
            value: value + (shift[Math.floor(index / 4)] ?? 0),
          }))
        const data = { factors: [blocks, ...factors], terms }
        const plain = anova(modelOf({ ...data, observations: shifted([0, 0, 0]) }), 'II').slice(1)
        expectSameTable(anova(modelOf({ ...data, observations: shifted(shifts) }), 'II').slice(1), plain)
      }),
      { numRuns: 30 },
    )
  })
})

describe('a thousand arms', { timeout: 60_000 }, () => {
  const noise = (index: number): number => Math.sin(index * 12.9898) * 0.01

  it('of one factor are told one by one', () => {
    const levels = Array.from({ length: 1000 }, (_, index) => `arm ${index}`)
    const observations = Array.from({ length: 3000 }, (_, index) => ({
      levels: { arm: `arm ${index % 1000}` },
      value: (index % 1000) / 1000 + noise(index),
    }))
    const model = modelOf({ factors: [{ name: 'arm', levels }], terms: [['arm']], observations })
    expect(rowOf(anova(model, 'III'), ['arm'])).toMatchObject({ df: 999, dfError: 2000 })
    const wanted = [0, 1, 2].reduce((sum, replicate) => sum + 0.999 + noise(999 + 1000 * replicate), 0) / 3
    expectClose(marginalMeans(model, ['arm'])[999]?.mean, wanted)
  })

  it('of ten factors give every effect of up to three of them', () => {
    const names = 'abcdefghij'.split('')
    const data = twoLevels(
      names,
      Array.from({ length: 1024 }, (_, index) => 0.2 * (index & 1) + noise(index)),
    )
    const terms = termsUpTo(names, 3)
    expect(terms).toHaveLength(10 + 45 + 120)
    const model = modelOf({ ...data, terms, observations: data.observations.slice(1) })
    const table = anova(model, 'II')
    expect(table.every(({ estimable }) => estimable === 'wholly')).toBe(true)
    expect(levelChange(model, 'a', { from: 'off', to: 'on' }).mean).toBeCloseTo(0.2, 2)
    expect(rowOf(table, ['a']).p).toBeLessThan(1e-100)
  })
})
