import { describe, expect, it } from 'vitest'
import performance from '../../../docs/performance.json'
import { analyseStudy, comparedArms } from '../../../shared/analysis/analyse-study'
import { pairedPower, strictestLevel } from '../../../shared/statistics/power'
import { assumedSpread, neededReplicates } from '../../../shared/study/detectable'
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
const level = (name: string) => `{ name: ${name}, patch: [{ set: { normalisation: none } }] }`
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
      /^s\.yaml:7:11: The base, the first level of every factor, is excluded/,
    ],
    ['nothing left', { exclude: '[{ reduction: off }, { pooling: off }, { auxiliary: off }]' }, /the base alone/],
    [
      'a condition on itself',
      { conditions: '{ reduction: { reduction: [on] } }' },
      /^s\.yaml:7:28: reduction cannot hang on itself/,
    ],
    [
      'conditions in a circle',
      { conditions: '{ reduction: { pooling: [on] }, pooling: { auxiliary: [on] }, auxiliary: { reduction: [on] } }' },
      /^s\.yaml:7:15: These conditions hang on each other: reduction on pooling on auxiliary on reduction\. Leave one/,
    ],
    [
      'a condition on an unknown level',
      { conditions: '{ reduction: { pooling: [max] } }' },
      /^s\.yaml:7:38: “max” is not a level that pooling has in this study\. Allowed: on, off\.$/,
    ],
    [
      'a listed arm with a factor that a condition does not let vary',
      {
        design: '[{ reduction: off }, { reduction: off, pooling: off }]',
        conditions: '{ pooling: { reduction: [on] } }',
      },
      /^s\.yaml:7:30: By the study’s conditions a factor of this arm has nothing to vary/,
    ],
    [
      'a listed arm that is excluded',
      { design: '[{ reduction: off }, { pooling: off }]', exclude: '[{ pooling: off }]' },
      /^s\.yaml:7:30: This arm is listed and excluded/,
    ],
    [
      'the base excluded from a list',
      { design: '[{ reduction: off }]', exclude: '[{ auxiliary: off }, {}]' },
      /^s\.yaml:8:31: The base, the first level of every factor, is excluded/,
    ],
    [
      'a factor whose name would be read as something else',
      { factors: `{ "a=1,b": [as-is, ${level('x')}] }` },
      /^s\.yaml:5:12: The factor’s name "a=1,b" has a sign in it that means something where factors are named/,
    ],
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

  it('says how few and how many runs a fraction of many factors can have', () => {
    const own = (at: number) => `f${at}: [as-is, ${level('b')}]`
    const factors = (count: number) => `{ ${Array.from({ length: count }, (_, at) => own(at)).join(', ')} }`
    expect(problem({ factors: factors(16), design: 'fractional' })).toBe(
      's.yaml:7:9: 32,768 of the 65,536 combinations of 16 factors are more than the 2,000 arms that are planned: say how many, from { kind: fractional, runs: 32 } on.',
    )
    expect(problem({ factors: factors(13), design: '{ kind: fractional, generators: [f2 = f0 * f1] }' })).toMatch(
      /^s\.yaml:7:9: 4,096 of the 8,192 combinations of 13 factors are more than the 2,000 arms/,
    )
    expect(problem({ factors: factors(17), design: 'fractional' })).toMatch(
      /^s\.yaml:7:9: A fraction is of 3 to 16 factors, and there are 17: vary fewer, or take leave-one-out/,
    )
    // Of thirty the arithmetic is done before anything is made: 2^30 networks would take years.
    expect(problem({ factors: factors(30) })).toBe(
      's.yaml:5:1: 2^30 levels are 1,073,741,824 arms, and at most 2,000 are planned: take leave-one-out or a list of arms, or vary fewer factors.',
    )
    expect(problem({ factors: factors(11) })).toBe(
      's.yaml:5:1: 2^11 levels are 2,048 arms, and at most 2,000 are planned: take fractional, leave-one-out or a list of arms, or vary fewer factors.',
    )
    expect(problem({ factors: factors(60) })).toMatch(/2\^60 levels are more than a quadrillion arms/)
  })

  it('says before it makes any arm that there are too many', () => {
    const levels = Array.from({ length: 16 }, (_, at) => String(1 + at / 100)).join(', ')
    const factors = `{ width: [${levels}], depth: [${levels}], reduction: [on, off], pooling: [on, off], auxiliary: [on, off] }`
    expect(problem({ factors })).toBe(
      's.yaml:5:1: 16 × 16 × 2 × 2 × 2 levels are 2,048 arms, and at most 2,000 are planned: take leave-one-out or a list of arms, or vary fewer factors.',
    )
  })

  it('tells of a fraction how it was made, and all that it cannot tell apart up to three factors', () => {
    const factors =
      '{ reduction: [on, off], pooling: [on, off], auxiliary: [on, off], width: [1, 0.5], dropout: [0, 0.5] }'
    const { plan } = planned({ factors, design: '{ kind: fractional, runs: 8 }' })
    expect(plan.design).toBe('fractional, 8 of 32 runs, resolution III')
    expect(plan.fraction).toEqual({
      resolution: 'III',
      generators: ['width = reduction * pooling', 'dropout = reduction * auxiliary'],
      definingRelation: ['reduction:pooling:width', 'reduction:auxiliary:dropout', 'pooling:auxiliary:width:dropout'],
    })
    expect(plan.aliases[0]).toBe('reduction = pooling:width = auxiliary:dropout')
    expect(plan.aliases).toHaveLength(7)
    expect(planned({}).plan.fraction).toBeUndefined()
  })

  it('plans a thousand arms, and loses none', () => {
    const levels = Array.from({ length: 16 }, (_, at) => String(1 + at / 16)).join(', ')
    const rates = Array.from({ length: 16 }, (_, at) => String(at / 32)).join(', ')
    const factors = `{ reduction: [on, off], pooling: [on, off], width: [${levels}], dropout: [${rates}] }`
    const { plan, trials } = planned({ factors, replicates: '1' })
    expect(new Set(plan.arms.map(({ id }) => id)).size).toBe(1024)
    expect(new Set(trials.map(({ id }) => id)).size).toBe(1024)
  }, 60_000)

  it('warns of the interactions that an exclusion takes', () => {
    expect(planned({ exclude: '[{ reduction: off, pooling: off }]' }).plan.warnings).toContain(
      'By what is left out, the design cannot see the interaction of reduction off → on with pooling off → on.',
    )
    expect(planned({}).plan.warnings.filter((warning) => warning.includes('interaction'))).toEqual([])
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
    expect(planned({}).plan.detectable?.sdFrom).toBe(
      'assumed, from the sample study (mini-googlenet on fashion-mnist-8k, 8 arms with 5 seeds each)',
    )
    expect(planned({ replicates: '1' }).plan.detectable).toBeNull()
  })

  it('assumes of accuracy what the sample study’s recorded trials show, pooled over all pairs of its arms', () => {
    const { arms: recorded } = performance.agreement
    const variances = recorded.flatMap(({ own: a }, at) =>
      recorded.slice(at + 1).map(({ own: b }) => {
        const differences = a.map((value, seed) => value - (b[seed] ?? Number.NaN))
        const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length
        return differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (differences.length - 1)
      }),
    )
    expect(variances).toHaveLength(28)
    const pooled = Math.sqrt(variances.reduce((sum, value) => sum + value, 0) / variances.length)
    expect(assumedSpread('accuracy')?.sd).toBeCloseTo(pooled, 4)
  })

  it('is not said of an outcome of which nothing is known', () => {
    const { plan, spread: known } = planned({ outcome: '{ metric: loss }' })
    expect([plan.detectable, known]).toEqual([null, undefined])
    expect(plan.warnings.filter((warning) => warning.includes('how loss spreads'))).toHaveLength(1)
    expect(planned({ outcome: '{ metric: loss }' }, { findSpread: () => spread }).plan.detectable?.sd).toBe(0.005)
  })

  it('goes by earlier studies for a plan of one replicate too, when it is asked how many it takes', () => {
    expect(planned({ replicates: '1' }, { findSpread: () => spread }).spread).toEqual(spread)
  })

  it('counts the family that the study declares', () => {
    const family = (analysis: string) => planned({ analysis }).plan.detectable?.family
    expect([family('{ primary: reduction }'), family('{ family: [pooling] }')]).toEqual([2, 1])
  })

  it('is answered the other way round: the replicates that an effect needs', () => {
    const { study, plan } = planned({})
    const needed = neededReplicates(0.01, study.analysis, comparedArms(plan), { ...spread, ofContrast: true })
    const power = (n: number, level: number) => pairedPower({ effect: 0.01, n, sd: 0.01, level }) ?? 0
    const [alone, inFamily] = [needed?.alone ?? 0, needed?.inFamily ?? 0]
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
    [
      '5',
      '{ test: wilcoxon, family: [pooling] }',
      /gives no p below \.063, whatever the trials show: it takes 6 replicates/,
    ],
  ])('says what an exact test of %s replicates can never show', (replicates, analysis, message) => {
    const { warnings } = planned({ replicates, analysis }).plan
    expect(warnings.filter((warning) => message.test(warning))).toHaveLength(1)
  })

  it.each([
    ['7', '{ test: sign-flip }'],
    ['6', '{ test: sign-flip, family: [pooling] }'],
    ['3', '{ test: paired-t }'],
  ])('says nothing of it where it can: %s replicates, %s', (replicates, analysis) => {
    expect(planned({ replicates, analysis }).plan.warnings.filter((warning) => warning.includes('gives no p'))).toEqual(
      [],
    )
  })
})
