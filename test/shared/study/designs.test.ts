import { describe, expect, it } from 'vitest'
import { analyseStudy, comparedArms } from '../../../shared/analysis/analyse-study'
import { pairedPower, strictestLevel } from '../../../shared/statistics/power'
import { neededReplicates } from '../../../shared/study/detectable'
import { type PlanContext, planStudy } from '../../../shared/study/plan-study'
import { formatProblem } from '../../../shared/study/problem'
import { finishedResult } from './results'
import { planContext, studySource } from './sample-study'

const FACTORS = '{ reduction: [on, off], pooling: [on, off], auxiliary: [on, off] }'

function planned(parts: Readonly<Record<string, string>>, context: Partial<PlanContext> = {}) {
  const found = planStudy(studySource({ factors: FACTORS, replicates: '3', ...parts }), planContext(context))
  if (!found.planned) throw new Error(found.problems.map((problem) => formatProblem('s.yaml', problem)).join('\n'))
  return found.planned
}

const arms = (parts: Readonly<Record<string, string>>) => planned(parts).plan.arms.map(({ id }) => id)
const problem = (parts: Readonly<Record<string, string>>) => {
  const { problems } = planStudy(studySource({ factors: FACTORS, ...parts }), planContext())
  return problems.map((own) => formatProblem('s.yaml', own))[0]
}

describe('a study’s design', () => {
  it('adds one part to the barest arm', () => {
    expect(arms({ design: 'add-one-in' })).toEqual([
      'base',
      'reduction=off,pooling=off,auxiliary=off',
      'pooling=off,auxiliary=off',
      'reduction=off,auxiliary=off',
      'reduction=off,pooling=off',
    ])
  })

  it('is a list of arms', () => {
    expect(arms({ design: '[{ reduction: off }, { pooling: off, auxiliary: off }]' })).toEqual([
      'base',
      'reduction=off',
      'pooling=off,auxiliary=off',
    ])
    expect(planned({ design: '[{ reduction: off }]' }).plan.design).toBe('listed arms')
  })

  it('is a fraction, with what it cannot tell apart', () => {
    const { plan } = planned({ design: 'fractional' })
    expect(plan.design).toBe('fractional, 4 of 8 runs, resolution III')
    expect(plan.arms.map(({ id }) => id)).toEqual([
      'base',
      'pooling=off,auxiliary=off',
      'reduction=off,auxiliary=off',
      'reduction=off,pooling=off',
    ])
    expect(plan.aliases).toEqual([
      'reduction = pooling:auxiliary',
      'pooling = reduction:auxiliary',
      'auxiliary = reduction:pooling',
    ])
  })

  it('is a fraction by generators of its own', () => {
    const design = '{ kind: fractional, generators: [reduction = pooling * auxiliary] }'
    expect(planned({ design }).plan.design).toBe('fractional, 4 of 8 runs, resolution III')
  })

  it('varies a factor only where its condition holds, and leaves out what is excluded', () => {
    expect(
      arms({ conditions: '{ auxiliary: { pooling: [on] } }', exclude: '[{ reduction: off, pooling: off }]' }),
    ).toEqual(['base', 'auxiliary=off', 'pooling=off', 'reduction=off', 'reduction=off,auxiliary=off'])
  })

  it('is analysed by its fraction: half of the arms against the others', () => {
    const { study, plan } = planned({ design: 'fractional' })
    // Each part switched off costs 1, 2 and 4 points; a point of 1 in 128 a replicate is common to all arms.
    const cost = { reduction: 1, pooling: 2, auxiliary: 4 } as const
    const results = plan.trials.map((trial) => {
      const levels = plan.arms.find(({ id }) => id === trial.arm)?.levels ?? {}
      const lost = Object.entries(cost).reduce((sum, [name, points]) => sum + (levels[name] === 'off' ? points : 0), 0)
      return finishedResult(trial, 0.5 + (trial.replicate - lost) / 128)
    })
    const analysis = analyseStudy({ study, plan, results })
    expect(analysis.contrasts.map(({ factor, estimate, n }) => [factor, Math.round((estimate ?? 0) * 128), n])).toEqual(
      [
        ['reduction', 1, 3],
        ['pooling', 2, 3],
        ['auxiliary', 4, 3],
      ],
    )
    expect([analysis.interactions, analysis.simpleEffects]).toEqual([[], []])
  })

  it.each([
    [
      'a combination too many',
      { factors: `{ reduction: [on, off], ${Array.from({ length: 29 }, (_, at) => `f${at}: [on, off]`).join(', ')} }` },
      /is not a factor known here/,
    ],
    [
      'an unknown factor in a list',
      { design: '[{ reduction: off }, { poolin: off }]' },
      /^s\.yaml:7:32: “poolin” is not a factor of this study\. Allowed: reduction, pooling, auxiliary\. Did you mean pooling\?$/,
    ],
    [
      'an unknown level in a list',
      { design: '[{ reduction: of }]' },
      /^s\.yaml:7:23: “of” is not a level that reduction has in this study\. Allowed: on, off\. Did you mean o[nf]+\?$/,
    ],
    [
      'an arm twice',
      { design: '[{ reduction: off }, { reduction: off, pooling: on }]' },
      /^s\.yaml:7:30: This arm stands in the list before, or is the base/,
    ],
    [
      'the base excluded',
      { exclude: '[{ reduction: on }]' },
      /^s\.yaml:7:10: The base, the first level of every factor, is excluded/,
    ],
    ['nothing left', { exclude: '[{ reduction: off }, { pooling: off }, { auxiliary: off }]' }, /the base alone/],
    ['a condition on itself', { conditions: '{ reduction: { reduction: [on] } }' }, /reduction cannot hang on itself/],
    [
      'a condition on nothing',
      { conditions: '{ reduction: { depth: [1] } }' },
      /“depth” is not a factor of this study/,
    ],
    [
      'generators that contradict',
      {
        design: '{ kind: fractional, generators: [auxiliary = reduction * pooling, auxiliary = pooling * reduction] }',
      },
      /^s\.yaml:7:41: Two generators give the same factor/,
    ],
    [
      'a wrong number of runs',
      { design: '{ kind: fractional, runs: 6 }' },
      /^s\.yaml:7:35: A fraction of 3 factors has 4 runs, not 6/,
    ],
    [
      'both',
      { design: '{ kind: fractional, runs: 4, generators: [auxiliary = reduction * pooling] }' },
      /leave one of the two out/,
    ],
    [
      'a fraction of three levels',
      { factors: '{ reduction: [on, off, naive], pooling: [on, off], auxiliary: [on, off] }', design: 'fractional' },
      /^s\.yaml:5:12: A fraction is of factors with two levels, and reduction has 3/,
    ],
    [
      'a fraction with gaps',
      { design: 'fractional', exclude: '[{ reduction: off, pooling: off }]' },
      /would not be without some of them/,
    ],
    [
      'a design of another kind',
      { design: '{ kind: fractionl }' },
      /^s\.yaml:7:17: "fractionl" is not allowed for design\.kind\. Allowed: fractional\. Did you mean fractional\?$/,
    ],
  ])('is refused at its place: %s', (_what, parts, message) => {
    expect(problem(parts)).toMatch(message)
  })

  it('says before it makes any arm that there are too many', () => {
    const levels = Array.from({ length: 16 }, (_, at) => String(1 + at / 100)).join(', ')
    const factors = `{ width: [${levels}], depth: [${levels}], reduction: [on, off], pooling: [on, off], auxiliary: [on, off] }`
    expect(problem({ factors })).toBe(
      's.yaml:5:1: 16 × 16 × 2 × 2 × 2 levels are 2,048 arms, and at most 2,000 are planned: take fractional, leave-one-out or a list of arms, or vary fewer factors.',
    )
  })

  it('warns of a change that no two arms show alone', () => {
    const { warnings } = planned({ design: '[{ reduction: off, pooling: off }, { auxiliary: off }]' }).plan
    expect(warnings).toContain(
      'No two arms of this design differ in reduction off → on or pooling off → on alone: the study can say nothing of them.',
    )
  })
})

describe('what a plan can find', () => {
  const spread = { sd: 0.01, from: 'measured in 24 trials of earlier' }

  it('is the effect that its test finds with this power, by the spread of earlier studies', () => {
    const { detectable } = planned({}, { findSpread: () => spread }).plan
    // Each contrast is the mean of four pairs of arms: half the spread of one.
    expect(detectable).toMatchObject({ sd: 0.005, n: 3, family: 3, power: 0.8, level: 0.05, sdFrom: spread.from })
    const power = (effect: number, level: number) => pairedPower({ effect, n: 3, sd: 0.005, level })
    expect(power(detectable?.effect ?? 0, 0.05)).toBeCloseTo(0.8, 9)
    expect(power(detectable?.effectInFamily ?? 0, strictestLevel(0.05, 3))).toBeCloseTo(0.8, 9)
  })

  it('is asked of the outcome, network and data of the study', () => {
    const asked: unknown[] = []
    planned({ outcome: '{ metric: loss, split: test }' }, { findSpread: (own) => void asked.push(own) })
    expect(asked).toEqual([
      { metric: 'loss', split: 'test', architecture: 'mini-googlenet', dataset: 'fashion-mnist-8k' },
    ])
  })

  it('is said to be assumed where no study tells, and not said of one replicate', () => {
    expect(planned({}).plan.detectable?.sdFrom).toMatch(/^assumed/)
    expect(planned({ replicates: '1' }).plan.detectable).toBeNull()
  })

  it('counts the family that the study declares', () => {
    const family = (analysis: string) => planned({ analysis }).plan.detectable?.family
    expect([family('{ primary: reduction }'), family('{ family: [pooling] }')]).toEqual([2, 1])
  })

  it('is answered the other way round: the replicates that an effect needs', () => {
    const { study, plan } = planned({})
    const needed = neededReplicates(0.01, study, comparedArms(plan), { ...spread, ofContrast: true })
    const power = (n: number, level: number) => pairedPower({ effect: 0.01, n, sd: 0.01, level }) ?? 0
    const { alone = 0, inFamily = 0 } = needed ?? {}
    expect(power(alone, 0.05)).toBeGreaterThanOrEqual(0.8)
    expect(power(alone - 1, 0.05)).toBeLessThan(0.8)
    expect(power(inFamily, 0.05 / 3)).toBeGreaterThanOrEqual(0.8)
    expect(power(inFamily - 1, 0.05 / 3)).toBeLessThan(0.8)
  })

  it.each([
    [
      '5',
      '{ test: sign-flip }',
      /^With 5 replicates the exact sign-flip permutation test gives no p below \.063, whatever the trials show, and under Holm’s adjustment of 3 contrasts the least of them has to reach \.017: it takes 7 replicates, or test: paired-t\.$/,
    ],
    ['6', '{ test: wilcoxon }', /it takes 7 replicates/],
  ])('says what an exact test of %s replicates can never show', (replicates, analysis, message) => {
    const { warnings } = planned({ replicates, analysis }).plan
    expect(warnings.filter((warning) => message.test(warning))).toHaveLength(1)
  })

  it.each([
    ['7', '{ test: sign-flip }'],
    ['3', '{ test: paired-t }'],
  ])('says nothing of it where it can: %s replicates, %s', (replicates, analysis) => {
    expect(planned({ replicates, analysis }).plan.warnings.filter((warning) => warning.includes('gives no p'))).toEqual(
      [],
    )
  })
})
