import { PLAN_SCHEMA, type PlannedArm, type StudyPlan } from '../../shared/study/plan'

/** An arm with round costs. */
export function armOf(id: string, levels: Record<string, string>, overrides: Partial<PlannedArm> = {}): PlannedArm {
  return {
    id,
    label: id,
    levels,
    parameters: 1000,
    weights: 900,
    macs: 10_000,
    trainingMacs: 10_000,
    trainingParameters: 1000,
    activations: 100,
    differs: [],
    ...overrides,
  }
}

/** A plan of these arms, each trial predicted to take ten seconds. */
export function planOf(arms: readonly PlannedArm[], overrides: Partial<StudyPlan> = {}): StudyPlan {
  const replicates = overrides.replicates ?? 1
  const trials = Array.from({ length: replicates }, (_, index) =>
    arms.map((arm) => ({
      id: `${arm.id}/${index + 1}`,
      arm: arm.id,
      replicate: index + 1,
      seed: index + 7,
      seconds: 10,
    })),
  ).flat()
  return {
    schema: PLAN_SCHEMA,
    study: 'parts',
    question: 'Which parts?',
    hash: 'abc',
    architecture: 'mini-googlenet',
    dataset: { name: 'small', sizes: { train: 100, validation: 50, test: 50 }, sha256: '00' },
    factors: factorsOf(arms),
    design: 'full-factorial',
    replicates,
    epochs: 2,
    towers: 1,
    auxiliaryWeight: 0.3,
    arms: [...arms],
    trials,
    detectable: null,
    aliases: [],
    predicted: { seconds: 10 * trials.length, bytes: 1e6, workers: 1, threads: 1, from: 'assumed' },
    warnings: [],
    ...overrides,
  }
}

function factorsOf(arms: readonly PlannedArm[]): StudyPlan['factors'] {
  const names = Object.keys(arms[0]?.levels ?? {})
  return names.map((name) => ({ name, levels: [...new Set(arms.map(({ levels }) => levels[name] ?? ''))] }))
}

/** Every combination of on and off of these factors. */
export function crossedArms(...factors: readonly string[]): PlannedArm[] {
  return factors
    .reduce<Record<string, string>[]>(
      (chosen, factor) => chosen.flatMap((levels) => ['on', 'off'].map((level) => ({ ...levels, [factor]: level }))),
      [{}],
    )
    .map((levels) => {
      const off = Object.keys(levels).filter((factor) => levels[factor] === 'off')
      return armOf(off.length === 0 ? 'base' : off.map((factor) => `${factor}=off`).join(','), levels)
    })
}
