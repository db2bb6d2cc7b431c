import { type Arm, armOf, baseLevels, type VariedFactor } from './arms'

/** What an arm's replicates have come to, on validation images. */
export type ArmOutcome =
  /** Not all of its trials have ended. */
  | { readonly kind: 'waiting' }
  /** Mean over the replicates; how a trial that diverged counts is the study's choice, made before. */
  | { readonly kind: 'measured'; readonly mean: number }
  /** No trial of it tells anything. */
  | { readonly kind: 'failed' }

/** One step of the path: from the arm that was kept before, each remaining factor switched alone. */
export interface PathStage {
  readonly from: Arm
  /** A level of a remaining factor each, in the order of the study. */
  readonly tried: readonly Arm[]
  /** The one that costs least outcome; null while trials are missing, and where all have failed. */
  readonly kept: Arm | null
}

/** A greedy ablation path as far as results reach. */
export interface AblationPath {
  readonly stages: readonly PathStage[]
  /** Those known so far, each once, the base first: what there is to be run. */
  readonly arms: readonly Arm[]
  /** `waiting`: trials of the last stage are missing. `ended`: every factor is switched. `stuck`: nothing could be kept. */
  readonly state: 'waiting' | 'ended' | 'stuck'
}

/**
 * The greedy path from the base: at each stage every remaining factor is switched alone, the switch that costs least outcome is
 * kept, and the next stage starts there, until every factor is switched. What is chosen follows from the outcomes alone, not
 * from the order in which they come: with more of them the stages before stay as they were. Of equal outcomes the first in the
 * order of the study is kept.
 * @param outcome of an arm by its id
 * @see Fawcett & Hoos, Analysing differences between algorithm configurations through ablation, 2016
 */
export function ablationPath(
  factors: readonly VariedFactor[],
  outcome: (arm: string) => ArmOutcome,
  moreIsBetter: boolean,
): AblationPath {
  const base = armOf(factors, baseLevels(factors))
  const stages: PathStage[] = []
  const path = (state: AblationPath['state']): AblationPath => ({
    stages,
    arms: [base, ...stages.flatMap(({ tried }) => tried)],
    state,
  })
  let from = base
  for (let left = factors; left.length > 0; left = remaining(left, from)) {
    const tried = switched(factors, left, from)
    const outcomes = tried.map((arm) => ({ arm, outcome: outcome(arm.id) }))
    // The base is measured beside the first stage: without it nobody can say what a switch costs.
    const isWaiting = outcome(base.id).kind === 'waiting' || outcomes.some((own) => own.outcome.kind === 'waiting')
    const kept = isWaiting ? null : bestOf(outcomes, moreIsBetter)
    stages.push({ from, tried, kept })
    if (isWaiting) return path('waiting')
    if (!kept) return path('stuck')
    from = kept
  }
  return path('ended')
}

/** How many arms a path has at least and at most: which factor goes first decides how many levels are tried later. */
export function pathArms(factors: readonly VariedFactor[]): { readonly least: number; readonly most: number } {
  const others = factors.map(({ levels }) => levels.length - 1).sort((a, b) => a - b)
  // A factor that is switched at stage s has been tried in s stages.
  const count = (order: readonly number[]): number => order.reduce((sum, levels, at) => sum + levels * (at + 1), 1)
  return { least: count(others.toReversed()), most: count(others) }
}

function switched(factors: readonly VariedFactor[], left: readonly VariedFactor[], from: Arm): readonly Arm[] {
  return left.flatMap(({ name, levels: [, ...others] }) =>
    others.map((level) => armOf(factors, { ...from.levels, [name]: level })),
  )
}

function remaining(left: readonly VariedFactor[], kept: Arm): readonly VariedFactor[] {
  return left.filter(({ name, levels: [base] }) => kept.levels[name] === base)
}

function bestOf(
  outcomes: readonly { readonly arm: Arm; readonly outcome: ArmOutcome }[],
  moreIsBetter: boolean,
): Arm | null {
  let best: { readonly arm: Arm; readonly worth: number } | null = null
  for (const { arm, outcome } of outcomes) {
    if (outcome.kind !== 'measured') continue
    const worth = moreIsBetter ? outcome.mean : -outcome.mean
    if (!best || worth > best.worth) best = { arm, worth }
  }
  return best?.arm ?? null
}
