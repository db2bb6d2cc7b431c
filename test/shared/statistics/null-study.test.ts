import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { contrasts } from '../../../shared/analysis/contrasts'
import { anova } from '../../../shared/statistics/anova'
import { bootstrapInterval } from '../../../shared/statistics/bootstrap'
import { termsUpTo } from '../../../shared/statistics/design-matrix'
import { holm } from '../../../shared/statistics/holm'
import { fitLinearModel } from '../../../shared/statistics/linear-model'
import { detectableEffect, pairedPower, strictestLevel } from '../../../shared/statistics/power'
import { probabilityOfImprovement } from '../../../shared/statistics/probability-of-improvement'
import { mean } from '../../../shared/statistics/sample'
import { signFlip, smallestP } from '../../../shared/statistics/sign-flip'
import { equivalenceTest, estimateMean, meanInterval, tTest } from '../../../shared/statistics/student-t'
import { wilcoxon } from '../../../shared/statistics/wilcoxon'

/**
 * What the statistics promise, held against studies in which the truth is known: 20,000 of a 2×2×2 design whose arms do not
 * differ. Every replicate has a level of its own (its seed), every trial an error; outcomes are counts of 10,000 images.
 * One standard error of a rate of 5 % in 20,000 is 0.15 points.
 */
const STUDIES = 20_000
const FACTORS = ['attention', 'depth', 'width']
const ARMS = Array.from({ length: 8 }, (_, arm) => arm)
const TRIAL_SD = 0.006
const SEED_SD = 0.01
const ACCURACY = 0.87
const LEVEL = 0.05
/** A contrast is the mean of four arms less that of four others. */
const CONTRAST_SD = TRIAL_SD * Math.sqrt(1 / 4 + 1 / 4)

// Some 11 s of calculation in all; a busy machine may take its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** [replicate][arm] */
type Outcomes = readonly (readonly number[])[]

/** An endless row of null studies, the same each time. */
function nullStudies(seed: number, replicates: number): () => Outcomes {
  const generator = xoroshiro128plus(seed)
  let spare: number | undefined
  /** Box and Muller. */
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)))
    const angle = 2 * Math.PI * uniformFloat64(generator)
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
  return () =>
    Array.from({ length: replicates }, () => {
      const level = ACCURACY + SEED_SD * normal()
      return ARMS.map(() => Math.round((level + TRIAL_SD * normal()) * 10_000) / 10_000)
    })
}

/** Each replicate's difference between the arms with a factor on and those with it off. */
function differencesOf(study: Outcomes, factor: number): readonly number[] {
  return study.map((arms) => {
    let sum = 0
    for (const [arm, value] of arms.entries()) sum += (arm >> factor) & 1 ? value : -value
    return sum / 4
  })
}

function levelsOf(arm: number): Record<string, string> {
  return Object.fromEntries(FACTORS.map((name, bit) => [name, (arm >> bit) & 1 ? 'off' : 'on']))
}

/** Shares of the studies, or of all their contrasts. */
interface Rates {
  readonly rejected: readonly number[]
  readonly covered: number
  readonly armCovered: number
  readonly anyByHolm: number
  readonly wronglyEquivalent: number
}

function simulate(replicates: number): Rates {
  const next = nullStudies(1000 + replicates, replicates)
  const rejected = FACTORS.map(() => 0)
  let [covered, armCovered, anyByHolm, wronglyEquivalent] = [0, 0, 0, 0]
  const margin = CONTRAST_SD * 3
  for (let study = 0; study < STUDIES; study += 1) {
    const outcomes = next()
    const ps = FACTORS.map((_, factor) => {
      const estimate = estimateMean(differencesOf(outcomes, factor))
      const p = estimate && tTest(estimate)?.p
      if (!estimate || p === undefined) return 1
      if (p < LEVEL) rejected[factor] = (rejected[factor] ?? 0) + 1
      const [low, high] = meanInterval(estimate, 0.95)
      if (low <= 0 && high >= 0) covered += 1
      // As if the truth were the margin itself: of the claims that it is less, at most 5 % may pass.
      const shifted = factor === 0 && equivalenceTest({ ...estimate, mean: estimate.mean + margin }, margin)
      if (shifted && shifted.p < LEVEL) wronglyEquivalent += 1
      return p
    })
    if (holm(ps).some((p) => p < LEVEL)) anyByHolm += 1
    const arm = estimateMean(outcomes.map(([value = Number.NaN]) => value))
    const [low, high] = arm ? meanInterval(arm, 0.95) : [1, 0]
    if (low <= ACCURACY && high >= ACCURACY) armCovered += 1
  }
  return {
    rejected: rejected.map((count) => count / STUDIES),
    covered: covered / (STUDIES * FACTORS.length),
    armCovered: armCovered / STUDIES,
    anyByHolm: anyByHolm / STUDIES,
    wronglyEquivalent: wronglyEquivalent / STUDIES,
  }
}

describe.each([3, 5, 10, 30])('20,000 null studies of %d replicates', (replicates) => {
  let rates: Rates
  beforeAll(() => {
    rates = simulate(replicates)
  })

  it('the paired t test rejects each contrast in 4 to 6 % of them', () => {
    for (const rate of rates.rejected) expect(Math.abs(rate - 0.05)).toBeLessThan(0.01)
  })

  it('Holm’s family is wrong anywhere in at most 5.5 %', () => {
    expect(rates.anyByHolm).toBeLessThanOrEqual(0.055)
    expect(rates.anyByHolm).toBeGreaterThan(0.04)
  })

  it('the default intervals cover the truth in 94 to 96 %', () => {
    expect(Math.abs(rates.covered - 0.95)).toBeLessThan(0.01)
    expect(Math.abs(rates.armCovered - 0.95)).toBeLessThan(0.01)
  })

  it('equivalence is claimed of a difference as large as the margin in at most 5.5 %', () => {
    expect(rates.wronglyEquivalent).toBeLessThanOrEqual(0.055)
  })
})

describe.each([
  { replicates: 3, flipped: STUDIES },
  { replicates: 5, flipped: STUDIES },
  { replicates: 10, flipped: STUDIES },
  // At 0.7 ms a test. All 20,000, once: 4.8 %.
  { replicates: 30, flipped: 5000 },
])('the exact tests in 20,000 null studies of $replicates replicates', ({ replicates, flipped }) => {
  let flips: number
  let ranks: number
  beforeAll(() => {
    const next = nullStudies(2000 + replicates, replicates)
    let [found, ranked] = [0, 0]
    for (let study = 0; study < STUDIES; study += 1) {
      const differences = differencesOf(next(), study % FACTORS.length)
      if ((wilcoxon(differences)?.p ?? 0) < LEVEL) ranked += 1
      if (study < flipped && (signFlip(differences)?.p ?? 0) < LEVEL) found += 1
    }
    flips = found / flipped
    ranks = ranked / STUDIES
  })

  it('reject in at most 5.5 % and in not much less, in none where they cannot', () => {
    for (const rate of [flips, ranks])
      if (smallestP(replicates) > LEVEL) expect(rate).toBe(0)
      else {
        expect(rate).toBeLessThanOrEqual(0.055)
        expect(rate).toBeGreaterThan(0.04)
      }
  })
})

describe.each([3, 5, 10, 30])('power of %d replicates', (replicates) => {
  it.each([
    { power: 0.5, level: LEVEL },
    { power: 0.8, level: LEVEL },
    { power: 0.8, level: strictestLevel(LEVEL, FACTORS.length) },
  ])('$power at $level is what simulated studies have, within 2 points', ({ power, level }) => {
    const effect = detectableEffect({ sd: CONTRAST_SD, n: replicates, level, power }) ?? Number.NaN
    const next = nullStudies(3000 + replicates, replicates)
    let found = 0
    for (let study = 0; study < 5000; study += 1) {
      const differences = differencesOf(next(), 0).map((difference) => difference + effect)
      const estimate = estimateMean(differences)
      if (estimate && (tTest(estimate)?.p ?? 1) < level) found += 1
    }
    const predicted = pairedPower({ effect, sd: CONTRAST_SD, n: replicates, level }) ?? Number.NaN
    expect(Math.abs(found / 5000 - predicted)).toBeLessThan(0.02)
  })
})

describe('the study’s own analysis of null studies', () => {
  const arms = ARMS.map((arm) => ({ id: `arm ${arm}`, levels: levelsOf(arm), macs: 1e6 }))
  const factors = FACTORS.map((name) => ({ name, levels: ['on', 'off'] as const }))
  const compared = { arms, controls: [], factors, fraction: false }
  const outcomesOf = (study: Outcomes): ReadonlyMap<string, ReadonlyMap<number, number>> =>
    new Map(ARMS.map((arm) => [`arm ${arm}`, new Map(study.map((values, at) => [at + 1, values[arm] ?? Number.NaN]))]))

  it.each(['paired-t', 'sign-flip', 'wilcoxon'] as const)(
    'by %s, makes a false claim in no more of them than its level says',
    (test) => {
      const next = nullStudies(40, 10)
      let wrong = 0
      for (let study = 0; study < 3000; study += 1) {
        const outcomes = next()
        const found = contrasts(compared, outcomesOf(outcomes), { test })
        if (found.some(({ pHolm }) => (pHolm ?? 1) < LEVEL)) wrong += 1
        if (study > 0) continue
        // The contrast is from the other level to the base's, here from off to on; the study above turned them round.
        expect(found.map(({ factor }) => factor)).toEqual(FACTORS)
        for (const [factor, { estimate }] of found.entries())
          expect(estimate).toBeCloseTo(-mean(differencesOf(outcomes, factor)), 12)
      }
      expect(wrong / 3000).toBeLessThanOrEqual(0.055)
    },
  )
})

describe('models and intervals beside the paired t', () => {
  it('F tests of the model with the replicate as block reject in 4 to 6 %', () => {
    const next = nullStudies(50, 5)
    const replicates = ['1', '2', '3', '4', '5']
    const factors = [
      { name: 'replicate', levels: replicates },
      ...FACTORS.map((name) => ({ name, levels: ['on', 'off'] })),
    ]
    const terms = [['replicate'], ...termsUpTo(FACTORS, 3)]
    let [rejected, tests] = [0, 0]
    for (let study = 0; study < 1500; study += 1) {
      const observations = next().flatMap((values, at) =>
        values.map((value, arm) => ({ levels: { ...levelsOf(arm), replicate: replicates[at] ?? '' }, value })),
      )
      const model = fitLinearModel({ factors, terms, observations })
      // Without the block, of which the seeds make a real effect.
      for (const { p } of model ? anova(model, 'III').slice(1) : []) {
        tests += 1
        if ((p ?? 1) < LEVEL) rejected += 1
      }
    }
    expect(tests).toBe(1500 * 7)
    expect(Math.abs(rejected / tests - 0.05)).toBeLessThan(0.01)
  })

  it.each([
    { runs: 3, share: 0.91 },
    { runs: 5, share: 0.95 },
    { runs: 10, share: 0.95 },
  ])('the interval of the probability of improvement of $runs runs an arm covers what it says', ({ runs, share }) => {
    const next = nullStudies(60 + runs, runs)
    let covered = 0
    for (let study = 0; study < 4000; study += 1) {
      // Two arms of seeds of their own: independent runs.
      const first = next().map(([value = 0]) => value)
      const second = next().map(([value = 0]) => value)
      const [low, high] = probabilityOfImprovement(first, second)?.interval ?? [1, 0]
      if (low <= 0.5 && high >= 0.5) covered += 1
    }
    expect(Math.abs(covered / 4000 - share)).toBeLessThan(0.01)
  })

  it('the BCa interval of ten replicates covers about 90 %, as its description says', () => {
    const next = nullStudies(70, 10)
    let covered = 0
    for (let study = 0; study < 1000; study += 1) {
      const differences = differencesOf(next(), 0)
      const [low, high] = bootstrapInterval(differences, { seed: study + 1, resamples: 500 })?.interval ?? [1, 0]
      if (low <= 0 && high >= 0) covered += 1
    }
    expect(Math.abs(covered / 1000 - 0.9)).toBeLessThan(0.03)
  })
})
