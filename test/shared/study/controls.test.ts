import { describe, expect, it } from 'vitest'
import { derivationMisfit } from '../../../shared/ablation/derivation'
import { analyseStudy } from '../../../shared/analysis/analyse-study'
import { StudyAnalysis } from '../../../shared/analysis/analysis'
import { auxiliaryWeightOf, StudyPlan } from '../../../shared/study/plan'
import { planStudy } from '../../../shared/study/plan-study'
import { finishedResult } from './results'
import { planContext, studySource } from './sample-study'

function planned(parts: Parameters<typeof studySource>[0]) {
  const { planned: result, problems } = planStudy(studySource(parts), planContext())
  expect(problems).toEqual([])
  if (!result) throw new Error('no plan')
  return result
}

const factors = '{ reduction: [on, off], auxiliary: [on, off] }'

describe('a study with levels of every kind', () => {
  const { plan, trials } = planned({
    factors:
      '{ reduction: [on, { ratio: 0.5 }], width: [1, 0.5], kernels: [all, [1, 3]], stem: [as-is, { name: large, patch: [{ set: { block: stem, kernel: 5 } }] }] }',
    design: 'leave-one-out',
  })

  it('names its arms after what is written', () => {
    expect(plan.arms.map(({ id, label }) => [id, label])).toEqual([
      ['base', 'base'],
      ['reduction=ratio 0.5', 'reduction ratio 0.5'],
      ['width=0.5', 'width 0.5'],
      ['kernels=1-3', 'kernels 1-3'],
      ['stem=large', 'stem large'],
    ])
    expect(plan.factors[3]).toEqual({ name: 'stem', levels: ['as-is', 'large'] })
    expect(plan.arms.at(-1)?.differs).toEqual(['stem: kernel 3x3 → 5x5'])
    expect(StudyPlan.parse(plan)).toEqual(plan)
  })

  it('gives each trial the base and the edits that its network is made of', () => {
    expect(trials.map(derivationMisfit)).toEqual(trials.map(() => undefined))
    expect(trials.find(({ arm }) => arm === 'stem=large')?.edits).toEqual([
      { kind: 'set-field', block: 'stem', field: 'kernel', from: 3, to: 5 },
    ])
  })
})

describe('the weight of the auxiliary classifiers’ losses', () => {
  it('is an arm’s own where a level says so', () => {
    const { plan, trials } = planned({ factors: '{ auxiliary: [on, { weight: 0.6 }] }', replicates: '1' })
    expect(trials.map(({ recipe }) => recipe.auxiliaryWeight)).toEqual([0.3, 0.6])
    expect(plan.arms.map(({ id }) => auxiliaryWeightOf(plan, id))).toEqual([0.3, 0.6])
    expect(trials[0]?.architecture).toEqual(trials[1]?.architecture)
    expect(trials[0]?.id).not.toBe(trials[1]?.id)
  })
})

describe('the controls of a study', () => {
  const { plan, trials } = planned({ factors, controls: 'equal-macs' })
  const [base] = plan.arms

  it('are arms of the base’s cost, for each that costs other than it', () => {
    expect(plan.arms.map(({ id, label }) => [id, label])).toEqual([
      ['base', 'base'],
      ['auxiliary=off', '−auxiliary'],
      ['reduction=off', '−reduction'],
      ['reduction=off,auxiliary=off', '−reduction −auxiliary'],
      ['reduction=off@equal-macs', '−reduction at equal MACs'],
      ['reduction=off,auxiliary=off@equal-macs', '−reduction −auxiliary at equal MACs'],
    ])
    for (const { control, macs } of plan.arms.slice(4)) {
      expect(control?.residual).toBeCloseTo(macs / (base?.macs ?? 0) - 1, 12)
      expect(Math.abs(control?.residual ?? 1)).toBeLessThanOrEqual(0.01)
    }
    expect(plan.arms[4]?.control).toMatchObject({ of: 'reduction=off', matched: 'macs' })
    expect(plan.arms[4]?.levels).toEqual({ reduction: 'off', auxiliary: 'on' })
    expect(StudyPlan.parse(plan)).toEqual(plan)
  })

  it('are told for each arm: a control, or the arm itself where it costs the same', () => {
    expect(plan.controls?.map(({ of, matched, arm }) => [of, matched, arm])).toEqual([
      ['auxiliary=off', 'macs', 'auxiliary=off'],
      ['reduction=off', 'macs', 'reduction=off@equal-macs'],
      ['reduction=off,auxiliary=off', 'macs', 'reduction=off,auxiliary=off@equal-macs'],
    ])
  })

  it('are trained as the others are, and proven to be made of the base', () => {
    expect(trials).toHaveLength(6 * 3)
    expect(trials.map(derivationMisfit)).toEqual(trials.map(() => undefined))
  })

  it('leave ids of all other trials as they are', () => {
    const alone = planned({ factors })
    expect(trials.filter(({ arm }) => !arm.includes('@')).map(({ id }) => id)).toEqual(alone.trials.map(({ id }) => id))
    expect(alone.plan.controls).toBeUndefined()
  })

  it('silence the warning that arms differ in cost, and are flagged where they cannot be had', () => {
    expect(plan.warnings.some((warning) => warning.includes('differ in cost'))).toBe(false)
    const alone = planned({ factors }).plan.warnings
    expect(alone[0]).toMatch(
      /^The arms differ in cost: −reduction spends .* controls: equal-macs adds arms of equal cost\.$/,
    )
  })

  it('are none for an arm that, rescaled, is the base again', () => {
    const scaled = planned({ factors: '{ width: [1, 0.5] }', controls: 'equal-width' })
    expect(scaled.plan.controls).toEqual([
      { of: 'width=0.5', matched: 'width', arm: 'width=0.5@equal-width', residual: 0 },
    ])
    const doubled = planned({ factors: '{ width: [1, 2] }', controls: 'equal-macs' })
    expect(doubled.plan.controls).toMatchObject([{ of: 'width=2', matched: 'macs', arm: null }])
    expect(doubled.plan.arms).toHaveLength(2)
    expect(doubled.plan.warnings[0]).toBe(
      'width 2 at equal MACs would be the base itself: there is nothing to compare it with, and no such arm.',
    )
  })

  it('of several kinds stand beside each other', () => {
    const { plan: both } = planned({ factors, controls: '[equal-parameters, equal-macs]', design: 'leave-one-out' })
    expect(both.arms.slice(3).map(({ id }) => id)).toEqual([
      'reduction=off@equal-macs',
      'reduction=off@equal-parameters',
    ])
  })
})

describe('the analysis of a study with controls', () => {
  const { study, plan } = planned({
    factors,
    controls: 'equal-macs',
    hypotheses:
      '[{ claim: more at equal computation, compare: { factor: reduction, from: off, to: on, at: equal-macs }, expect: { differenceAbove: 0 } }, ' +
      '{ claim: more, compare: { factor: reduction, from: off, to: on }, expect: { differenceAbove: 0 } }]',
  })
  /** In 128ths: without reductions 2 better as it is, and 3, 4, 5 worse at the base’s cost; heads change nothing. */
  const accuracy = (arm: string, replicate: number): number => {
    if (arm.includes('@')) return 0.5 - (2 + replicate) / 128
    return arm.startsWith('reduction=off') ? 0.5 + (2 + replicate / 64) / 128 : 0.5
  }
  const results = plan.trials.map((trial) => finishedResult(trial, accuracy(trial.arm, trial.replicate)))
  const analysis = analyseStudy({ study: study, plan: plan, results: results })
  const of = (factor: string, at?: string) =>
    analysis.contrasts.find((contrast) => contrast.factor === factor && contrast.at === at)

  it('keeps controls out of the contrasts of the arms as they are', () => {
    expect(of('reduction')?.differences.map(({ value }) => value)).toEqual(
      [1, 2, 3].map((replicate) => -(2 + replicate / 64) / 128),
    )
    expect(StudyAnalysis.parse(analysis)).toEqual(analysis)
  })

  it('compares them in contrasts of their own, with all in one family', () => {
    expect(analysis.contrasts.map(({ factor, at }) => [factor, at])).toEqual([
      ['reduction', undefined],
      ['auxiliary', undefined],
      ['reduction', 'macs'],
      ['auxiliary', 'macs'],
    ])
    expect(of('reduction', 'macs')?.differences.map(({ value }) => value)).toEqual([3 / 128, 4 / 128, 5 / 128])
    expect(of('reduction', 'macs')?.macsRatio).toBeCloseTo(1, 1)
    // Two contrasts have a p value: heads change nothing in any replicate.
    const p = analysis.contrasts.flatMap((contrast) => contrast.p ?? [])
    expect(p).toHaveLength(2)
    expect(analysis.contrasts.flatMap(({ pHolm }) => pHolm ?? [])).toContain(2 * Math.min(...p))
  })

  it('judges a claim at equal computation by the controls, and another by the arms as they are', () => {
    expect(analysis.hypotheses.map(({ verdict }) => verdict)).toEqual(['supported', 'refuted'])
    expect(analysis.hypotheses[0]?.sentence).toMatch(
      /^Changing reduction from off to on at equal MACs changes accuracy by \+3\.13 pp \(90 % interval .*\), wholly above 0\.00 pp\.$/,
    )
  })

  it('says in its answer which effects are at equal cost', () => {
    expect(analysis.answer).toContain('Reduction on raises accuracy over off at equal MACs by 3.13 pp')
  })
})
