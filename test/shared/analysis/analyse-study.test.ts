import { describe, expect, it } from 'vitest'
import { analyseStudy } from '../../../shared/analysis/analyse-study'
import { StudyAnalysis } from '../../../shared/analysis/analysis'
import { REGISTRATION_SCHEMA } from '../../../shared/analysis/registration'
import type { ResultRecord } from '../../../shared/study/result-record'
import { divergedResult, finishedResult, plannedSample } from '../study/results'

const { study, plan } = plannedSample()

const analysed = (ofStudy: typeof study, ofPlan: typeof plan, results: readonly ResultRecord[]) =>
  analyseStudy({ study: ofStudy, plan: ofPlan, results })

/**
 * Accuracies that add up: reduction on costs 1 point in replicate 1, 2 in 2, 3 in 3; pooling brings 2 points in every
 * replicate to the bit; auxiliary brings 4, 5 and 6 points.
 */
function accuracy(levels: Readonly<Record<string, string>>, replicate: number): number {
  const reduction = levels.reduction === 'on' ? -replicate / 128 : 0
  const pooling = levels.pooling === 'on' ? 2 / 128 : 0
  const auxiliary = levels.auxiliary === 'on' ? (3 + replicate) / 128 : 0
  return 0.5 + reduction + pooling + auxiliary
}

const levelsOf = (arm: string) => plan.arms.find(({ id }) => id === arm)?.levels ?? {}
const results: readonly ResultRecord[] = plan.trials.map((trial) =>
  finishedResult(trial, accuracy(levelsOf(trial.arm), trial.replicate)),
)

describe('the analysis of a full factorial', () => {
  const analysis = analysed(study, plan, results)
  const contrastOf = (factor: string) => analysis.contrasts.find((contrast) => contrast.factor === factor)

  it('keeps to its schema', () => {
    expect(StudyAnalysis.parse(analysis)).toEqual(analysis)
  })

  it('averages a contrast over the other factors within each replicate', () => {
    expect(contrastOf('reduction')).toMatchObject({ from: 'off', to: 'on', n: 3, df: 2 })
    expect(contrastOf('reduction')?.differences.map(({ value }) => value)).toEqual([-1 / 128, -2 / 128, -3 / 128])
    expect(contrastOf('auxiliary')?.differences.map(({ value }) => value)).toEqual([4 / 128, 5 / 128, 6 / 128])
  })

  it('estimates with a paired t interval', () => {
    // Differences −1, −2, −3 in 128ths: mean −2, sd 1, standard error 1/√3, and with 2 degrees
    // t(q) = (2q − 1)/√(2q(1 − q)).
    const reach = 0.95 / Math.sqrt(2 * 0.975 * 0.025) / Math.sqrt(3)
    expect(contrastOf('reduction')?.estimate).toBeCloseTo(-2 / 128, 12)
    expect(contrastOf('reduction')?.interval?.[0]).toBeCloseTo((-2 - reach) / 128, 12)
    expect(contrastOf('reduction')?.interval?.[1]).toBeCloseTo((-2 + reach) / 128, 12)
    expect(contrastOf('reduction')?.effectSize).toBeCloseTo(-2, 12)
    // t = −2√3 with 2 degrees: p = 1 − |t|/√(t² + 2) = 1 − √12/√14.
    expect(contrastOf('reduction')?.p).toBeCloseTo(1 - Math.sqrt(12 / 14), 12)
  })

  it('gives no p value to a change that is the same in every replicate', () => {
    expect(contrastOf('pooling')).toMatchObject({
      estimate: 2 / 128,
      p: null,
      pHolm: null,
      statistic: null,
      effectSize: null,
    })
  })

  it('adjusts by Holm over the contrasts that have a p value', () => {
    const p = contrastOf('auxiliary')?.p ?? Number.NaN
    expect(contrastOf('auxiliary')?.pHolm).toBeCloseTo(2 * p, 12)
    expect(contrastOf('reduction')?.pHolm).toBe(contrastOf('reduction')?.p)
  })

  it('counts the cost of the same pairs of arms', () => {
    const mean = (level: string) =>
      plan.arms.filter(({ levels }) => levels.reduction === level).reduce((sum, { macs }) => sum + macs, 0) / 4
    expect(contrastOf('reduction')?.macsRatio).toBeCloseTo(mean('on') / mean('off'), 12)
    expect(contrastOf('auxiliary')?.macsRatio).toBe(1)
  })

  it('gives each arm its mean, spread and 95 % interval', () => {
    const base = analysis.arms.find(({ id }) => id === 'base')
    // 0.5 + (−r + 2 + 3 + r)/128 in every replicate.
    expect(base).toMatchObject({ n: 3, failed: 0, mean: 0.5 + 5 / 128, sd: 0, seconds: 10 })
    expect(base?.values.map(({ trial }) => trial)).toEqual(
      plan.trials.filter(({ arm }) => arm === 'base').map(({ id }) => id),
    )
  })

  it('answers first with what is shown, then with what is not, then with what it costs', () => {
    expect(analysis.answer).toBe(
      'Auxiliary on raises accuracy over off by 3.91 pp (95 % interval +1.97 to +5.85, 3 replicates). ' +
        'Whether reduction changes accuracy, this study cannot say (95 % interval −3.50 to +0.38 pp). ' +
        'Between pooling off and on there is the same difference, +1.56 pp, in each of 3 replicates, so no test can be made. ' +
        'Reduction on needs 0.38 times the MACs of off and pooling on 1.26 times the MACs of off.',
    )
  })
})

describe('the answer', () => {
  it('says that a change is smaller than the margin where the study’s own hypothesis bounds it', () => {
    const changed = plannedSample((source) => source.replace('equivalentWithin: 0.02', 'equivalentWithin: 0.03'))
    expect(analysed(changed.study, changed.plan, results).answer).toContain(
      'Reduction on and off differ in accuracy by less than 3.0 pp (90 % interval −2.88 to −0.25).',
    )
  })
})

describe('an unfinished study', () => {
  it('counts a replicate only where every arm it needs is there, and says what failed', () => {
    const some = results.map((result) =>
      result.arm === 'reduction=off' && result.replicate === 2
        ? divergedResult({ id: result.trial, arm: result.arm, replicate: 2, seed: result.seed, seconds: 0 })
        : result,
    )
    const analysis = analysed(study, plan, some)
    expect(analysis.trials).toEqual({ planned: 24, finished: 23, failed: 1 })
    expect(analysis.contrasts.map(({ factor, n }) => [factor, n])).toEqual([
      ['reduction', 2],
      ['pooling', 2],
      ['auxiliary', 2],
    ])
    expect(analysis.arms.find(({ id }) => id === 'reduction=off')).toMatchObject({ n: 2, failed: 1 })
  })

  it.each([
    ['nothing', [] as readonly ResultRecord[]],
    ['one replicate', results.filter(({ replicate }) => replicate === 1)],
  ])('of %s says that it is too little', (_what, few) => {
    const analysis = analysed(study, plan, few)
    expect(analysis.answer).toBe('Too few trials have finished to answer: an effect needs two complete replicates.')
    expect(analysis.contrasts.every(({ interval, p }) => interval === null && p === null)).toBe(true)
    expect(analysis.hypotheses.map(({ verdict }) => verdict)).toEqual(['supported', 'undecided'])
  })

  it('leaves out results of trials that are not in its plan', () => {
    const [first] = results
    if (!first) throw new Error('no result')
    expect(analysed(study, plan, [{ ...first, trial: 'ffffffffffffffff' }]).trials.finished).toBe(0)
  })
})

describe('a hypothesis', () => {
  const judged = (margin: number) => {
    const changed = plannedSample((source) => source.replace('equivalentWithin: 0.02', `equivalentWithin: ${margin}`))
    return analysed(changed.study, changed.plan, results).hypotheses[1]
  }

  it('on cost is decided by computing alone', () => {
    expect(analysed(study, plan, []).hypotheses[0]).toEqual({
      claim: '1x1 reductions save computation',
      verdict: 'supported',
      sentence:
        'With reduction on, the MACs at inference are 5.57 M; with off, 14.58 M, averaged over 8 arms: a ratio of 0.382, below the expected 0.6.',
      evidence: 'computed, no sampling error',
    })
  })

  it.each([
    // The 90 % interval of −2, ±2.92/√3 in 128ths: −0.0288 to −0.0024.
    { margin: 0.03, verdict: 'supported' },
    { margin: 0.02, verdict: 'undecided' },
    { margin: 0.002, verdict: 'refuted' },
  ])('of equivalence within $margin is $verdict', ({ margin, verdict }) => {
    expect(judged(margin)?.verdict).toBe(verdict)
  })

  it('says the interval and the margin', () => {
    expect(judged(0.03)?.sentence).toBe(
      'Changing reduction from off to on changes accuracy by −1.56 pp (90 % interval −2.88 to −0.25), inside the margin of ±3.0 pp.',
    )
  })
})

describe('what an average may hide', () => {
  /** Pooling brings 6 points with reduction on, 2 without; replicates differ by a point in each. */
  const crossed = plan.trials.map((trial) => {
    const levels = levelsOf(trial.arm)
    const both = levels.reduction === 'on' && levels.pooling === 'on' ? (4 + (trial.replicate - 2) / 4) / 128 : 0
    const pooling = levels.pooling === 'on' ? (2 + (trial.replicate - 2) / 2) / 128 : 0
    return finishedResult(trial, 0.5 + pooling + both)
  })
  const analysis = analysed(study, plan, crossed)

  it('is an interaction, the difference of two changes within each replicate', () => {
    const found = analysis.interactions.find(
      ({ first, second }) => first.factor === 'reduction' && second.factor === 'pooling',
    )
    expect(found?.differences.map(({ value }) => value * 128)).toEqual([3.75, 4, 4.25])
    expect(found).toMatchObject({ n: 3, df: 2, first: { from: 'off', to: 'on' }, second: { from: 'off', to: 'on' } })
    expect(found?.estimate).toBeCloseTo(4 / 128, 12)
    // t = 4 ÷ (¼ ÷ √3) = 16√3: p = 1 − |t|/√(t² + 2), times the tests of the family that have a spread, one.
    expect(found?.p).toBeCloseTo(1 - Math.sqrt(768 / 770), 12)
    expect(found?.pHolm).toBe(found?.p)
    expect(analysis.answer).toContain(
      'What reduction on brings depends on pooling: it is 3.13 pp more with pooling on than with off, 95 % interval +2.64 to +3.61.',
    )
  })

  it('is seen in the simple effects, which are in no family', () => {
    const within = (level: string) =>
      analysis.simpleEffects.find(({ factor, within }) => factor === 'pooling' && within?.reduction === level)
    expect(within('on')?.estimate).toBeCloseTo(6 / 128, 12)
    expect(within('off')?.estimate).toBeCloseTo(2 / 128, 12)
    expect(within('on')?.pHolm).toBeNull()
  })

  it('stands in the linear model too', () => {
    const term = (name: string) => analysis.model?.terms.find((own) => own.term === name)
    expect(analysis.model).toMatchObject({ n: 24, balanced: true, sumsOfSquares: 'II' })
    // Of 24 trials the interaction's contrast ±: 24 × (effect ÷ 4)², the effect being 4/128.
    expect(term('reduction:pooling')?.sumSquares).toBeCloseTo(24 * (1 / 128) ** 2, 12)
    expect(analysis.model?.effects.find(({ factor }) => factor === 'pooling')?.estimate).toBeCloseTo(4 / 128, 12)
    expect(analysis.model?.residuals).toHaveLength(24)
  })
})

describe('what the study declares', () => {
  const declared = (analysis: string, change: (source: string) => string = (source) => source) =>
    plannedSample((source) => `${change(source)}\nanalysis: ${analysis}\n`)

  it.each([
    // Three replicates of one sign: the least that an exact test can give is 2/2³.
    ['{ test: sign-flip }', 'sign-flip', 0.25],
    ['{ test: wilcoxon }', 'wilcoxon', 0.25],
  ])('is tested: %s', (settings, test, p) => {
    const planned = declared(settings)
    const { contrasts, testing } = analysed(planned.study, planned.plan, results)
    expect(testing.test).toBe(test)
    expect(contrasts.find(({ factor }) => factor === 'auxiliary')).toMatchObject({ test, p, df: null })
  })

  it('names the primary factor first, in a family of its own', () => {
    const planned = declared('{ primary: auxiliary, family: [pooling] }')
    const { contrasts, testing } = analysed(planned.study, planned.plan, results)
    expect(contrasts.map(({ factor, family }) => [factor, family])).toEqual([
      ['auxiliary', 'primary'],
      ['reduction', null],
      ['pooling', 'secondary'],
    ])
    expect(contrasts[0]?.pHolm).toBe(contrasts[0]?.p)
    expect(contrasts[1]?.pHolm).toBeNull()
    expect(testing.family).toEqual({ primary: 1, secondary: 1 })
  })

  it('counts a diverged trial as chance where that was declared', () => {
    const diverged = results.map((result) =>
      result.arm === 'base' && result.replicate === 1
        ? divergedResult({ id: result.trial, arm: result.arm, replicate: 1, seed: result.seed, seconds: 0 })
        : result,
    )
    const planned = declared('{ diverged: chance }')
    const arm = analysed(planned.study, planned.plan, diverged).arms.find(({ id }) => id === 'base')
    expect(arm).toMatchObject({ n: 3, failed: 1 })
    expect(arm?.values[0]?.value).toBe(0.1)
  })

  it('is refused where it names a factor that is not varied', () => {
    expect(() => declared('{ primary: reductoin }')).toThrow(/is not a factor of this study/)
  })
})

describe('a registered study', () => {
  const registration = (written: unknown, hash: string) =>
    ({ schema: REGISTRATION_SCHEMA, time: '2026-01-01T00:00:00.000Z', hash, written }) as const

  it('says when it was registered, and that nothing was changed', () => {
    const own = registration(plannedSample().written, plan.hash)
    expect(analyseStudy({ study, plan, results, registration: own }).registration).toEqual({
      time: '2026-01-01T00:00:00.000Z',
      hash: plan.hash,
      deviations: [],
    })
  })

  it('lists what was changed since', () => {
    const before = plannedSample((source) => source.replace('equivalentWithin: 0.02', 'equivalentWithin: 0.01'))
    const own = registration(before.written, before.plan.hash)
    const { deviations } = analyseStudy({ study, plan, results, registration: own }).registration ?? { deviations: [] }
    expect(deviations.map(({ what }) => what)).toEqual(['hypotheses: 1x1 reductions do not cost accuracy'])
  })

  it('says that nothing was', () => {
    expect(analysed(study, plan, results).registration).toBeNull()
  })
})
