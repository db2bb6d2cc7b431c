import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { StudyPlan } from '../../../shared/study/plan'
import { planStudy } from '../../../shared/study/plan-study'
import { measuredMachine, planContext, studySource } from './sample-study'

const sample = readFileSync(new URL('../../../resources/studies/inception-parts.yaml', import.meta.url), 'utf8')

function planned(source: string, overrides = {}) {
  const { planned: result, problems } = planStudy(source, planContext(overrides))
  expect(problems).toEqual([])
  if (!result) throw new Error('no plan')
  return result
}

describe('the sample study', () => {
  const { plan, trials } = planned(sample)

  it('is 2³ arms with three replicates, the base first', () => {
    expect(plan.arms.map(({ label }) => label)).toEqual([
      'base',
      '−auxiliary',
      '−pooling',
      '−pooling −auxiliary',
      '−reduction',
      '−reduction −auxiliary',
      '−reduction −pooling',
      '−reduction −pooling −auxiliary',
    ])
    expect(trials).toHaveLength(24)
    expect(StudyPlan.parse(plan)).toEqual(plan)
  })

  it('gives every arm of a replicate the same seed, and other replicates others', () => {
    const seeds = [1, 2, 3].map(
      (replicate) => new Set(trials.filter((t) => t.replicate === replicate).map((t) => t.seed)),
    )
    expect(seeds.map(({ size }) => size)).toEqual([1, 1, 1])
    expect(new Set(seeds.flatMap((set) => [...set])).size).toBe(3)
  })

  it('says what each arm changes', () => {
    expect(plan.arms.find(({ id }) => id === 'reduction=off,pooling=off')?.differs).toEqual([
      'module1: pool projection 16 → none',
      'module2: pool projection 24 → none',
      'module3: pool projection 32 → none',
      'module1: 3x3 reduction 16 → none',
      'module2: 3x3 reduction 24 → none',
      'module3: 3x3 reduction 32 → none',
      'module1: 5x5 reduction 8 → none',
      'module2: 5x5 reduction 8 → none',
      'module3: 5x5 reduction 12 → none',
    ])
  })

  it('counts costs at inference, and what training adds', () => {
    const [base, withoutHeads] = plan.arms
    // Without normalisation it has 53,070; batch norm puts a scale and a shift in place of each of 420 biases:
    // stem 32, module1 16+16+24+8+8+16, module2 24+24+32+8+16+24, module3 32+32+48+12+16+32.
    expect(base).toMatchObject({ parameters: 53_490, trainingParameters: 53_490 + 72_148 })
    expect(withoutHeads).toMatchObject({ parameters: 53_490, trainingParameters: 53_490, trainingMacs: base?.macs })
  })

  it('keeps its hash and ids from version to version, so that what was run of it still counts', () => {
    expect(plan.hash).toBe('5f9b4f61115a1902')
    expect(trials[0]?.id).toBe('3996631419fe4614')
  })

  it.each([2, 8, 24])('keeps them on %i cores, measured: as many trials as cores have one tower', (cores) => {
    const sameElsewhere = planned(sample, { machine: measuredMachine(cores) })
    expect(sameElsewhere.plan.hash).toBe('5f9b4f61115a1902')
    expect(sameElsewhere.plan.towers).toBe(1)
  })

  it('keeps its trials’ ids when only its words change, and is another study all the same', () => {
    const renamed = planned(sample.replace('study: inception-parts', 'study: other').replace('earn', 'deserve'))
    expect(renamed.plan.hash).not.toBe(plan.hash)
    expect(renamed.trials.map(({ id }) => id)).toEqual(trials.map(({ id }) => id))
  })

  it('is the same study when only its layout and comments change', () => {
    expect(planned(`# once more\n${sample.replace('batch: 64', 'batch:   64')}`).plan.hash).toBe(plan.hash)
  })

  it.each([
    ['the recipe', 'epochs: 6', 'epochs: 7'],
    ['the data', 'name: fashion-mnist-8k', 'name: fashion-mnist-8k, train: 1000'],
    ['the architecture', 'mini-googlenet', 'mini-googlenet-plain'],
  ])('changes every trial’s id with %s', (_what, from, to) => {
    const other = planned(sample.replace(from, to))
    expect(other.trials.filter(({ id }) => trials.some((trial) => trial.id === id))).toEqual([])
  })
})

describe('a plan', () => {
  it('of leave-one-out changes one factor at a time', () => {
    const { plan } = planned(
      studySource({ factors: '{ reduction: [on, off, naive], pooling: [on, off] }', design: 'leave-one-out' }),
    )
    expect(plan.arms.map(({ id }) => id)).toEqual(['base', 'reduction=off', 'reduction=naive', 'pooling=off'])
  })

  it('divides the predicted time by the trials that run at a time', () => {
    const one = planned(sample, { workers: 1 }).plan.predicted
    const two = planned(sample, { workers: 2 }).plan.predicted
    expect(two.seconds).toBeCloseTo(one.seconds / 2, 9)
    expect(planned(studySource({ replicates: '1' }), { workers: 16 }).plan.predicted.workers).toBe(2)
  })

  it('deals the cores out to fewer trials, in towers that are recorded and decide their ids', () => {
    const two = studySource({ replicates: '1' })
    const speed = { macsPerSecond: 1e10, activationsPerSecond: 1e9, startSeconds: 1, from: 'measured', trials: 3 }
    const plain = planned(two, { speed, machine: { ...measuredMachine(8), calibration: undefined } })
    expect(plain.plan).toMatchObject({ towers: 1, predicted: { workers: 2, threads: 4 } })
    const fast = planned(two, { speed, machine: measuredMachine(8) })
    expect(fast.plan).toMatchObject({ towers: 4, predicted: { workers: 2, threads: 4 } })
    expect(fast.trials.map(({ recipe }) => recipe.towers)).toEqual([4, 4])
    expect(fast.trials[0]?.id).not.toBe(plain.trials[0]?.id)
    // 5,000 of 2,000 images a second.
    expect(fast.plan.predicted.seconds).toBeCloseTo(plain.plan.predicted.seconds / 2.5, 9)
    expect(StudyPlan.parse(fast.plan)).toEqual(fast.plan)
  })

  it('foretells times by trials that ran here, else by the calibration, else by the assumed machine', () => {
    const machine = measuredMachine(8)
    const assumed = planned(sample, { machine: { ...machine, calibration: undefined } })
    const speed = { macsPerSecond: 1e10, activationsPerSecond: 1e9, startSeconds: 1, from: 'measured', trials: 3 }
    const measured = planned(sample, { machine, speed })
    const calibrated = planned(sample, { machine })
    expect(assumed.plan.predicted.from).toBe('assumed')
    expect(measured.plan.predicted).toMatchObject({ from: 'measured', trials: 3 })
    expect(measured.plan.predicted.seconds).toBe(assumed.plan.predicted.seconds)
    expect(calibrated.plan.predicted.from).toBe('calibrated')
    // Eight at a time train 1,000 images a second each of what costs as the base does, auxiliary classifiers included.
    const { startSeconds } = calibrated.speed
    const [first] = calibrated.plan.trials
    const images = 5000 * calibrated.plan.epochs
    const alone = planned(sample, { machine, workers: 1 }).plan.trials[0]
    expect(calibrated.plan.trials[0]?.arm).toBe('base')
    expect((first?.seconds ?? 0) - startSeconds).toBeGreaterThan(images / 1000)
    expect((first?.seconds ?? 0) - startSeconds).toBeLessThan((1.2 * images) / 1000)
    // One at a time is twice as fast there.
    expect(alone?.seconds).toBeCloseTo((first?.seconds ?? 0) / 2, 9)
    for (const one of [measured, calibrated]) expect(one.plan.hash).toBe(assumed.plan.hash)
    expect(StudyPlan.parse(measured.plan)).toEqual(measured.plan)
  })

  it('keeps the towers that its first start has fixed, on whatever machine', () => {
    const two = studySource({ replicates: '1' })
    const first = planned(two, { machine: measuredMachine(8) })
    for (const cores of [1, 2, 64]) {
      const later = planned(two, { machine: measuredMachine(cores), towers: first.plan.towers })
      expect(later.plan.hash).toBe(first.plan.hash)
      expect(later.trials).toEqual(first.trials)
    }
    expect(planned(two, { machine: measuredMachine(2) }).plan.hash).not.toBe(first.plan.hash)
  })

  it('has the towers that its study asks for, on every machine', () => {
    const asking = studySource({
      training: '{ epochs: 1, towers: 2, optimizer: { kind: momentum, learningRate: 0.1 } }',
      replicates: '1',
    })
    for (const machine of [measuredMachine(1), measuredMachine(8)])
      expect(planned(asking, { machine }).trials.map(({ recipe }) => recipe.towers)).toEqual([2, 2])
  })

  it('says how much memory its largest trial takes, and runs as many at a time as have room', () => {
    const of = (memoryBytes: number, workers?: number) =>
      planned(sample, { machine: { ...measuredMachine(8), calibration: undefined, memoryBytes }, workers }).plan
    const { memory = 0 } = of(64e9).predicted
    // The base: with 5,000 and 3,000 images instead of 192, a dozen more than the 386 MB measured in memory.ts.
    expect(memory / 1e6).toBeCloseTo(398, 0)
    expect(of(64e9).warnings).toHaveLength(2)
    expect(of(64e9).predicted.workers).toBe(8)
    expect(of(3 * memory).predicted.workers).toBe(3)
    expect(of(3 * memory).warnings.at(-1)).toBe(
      '8 trials at a time would need about 3.2 GB of memory, and 1.2 GB are available: 3 run at a time.',
    )
    expect(of(2.9 * memory, 4).warnings.at(-1)).toBe(
      '4 trials at a time would need about 1.6 GB of memory, and 1.2 GB are available: 2 run at a time.',
    )
    expect(of(memory, 2).warnings.at(-1)).toMatch(/: 1 runs at a time\.$/)
  })

  it('warns of arms that differ in cost and of few replicates', () => {
    expect(planned(sample).plan.warnings).toEqual([
      expect.stringMatching(
        /^The arms differ in cost: −reduction spends 2\.76 times the MACs of the base, −pooling 0\.86 times\./,
      ),
      '3 replicates give wide intervals: only large differences can be told from chance.',
    ])
  })

  it('has the base of the other level when a study lists it first', () => {
    const { plan } = planned(studySource({ factors: '{ reduction: [off, on] }' }))
    expect(plan.arms.map(({ label, levels }) => [label, levels.reduction])).toEqual([
      ['base', 'off'],
      ['reduction on', 'on'],
    ])
  })
})
