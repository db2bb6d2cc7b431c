import { group } from 'd3-array'
import type { PlannedArm } from '../../shared/study/plan'
import type { RunState, TrialState } from '../../shared/study/run-state'
import { type BandPoint, band } from './band'
import { type CurvePoint, curveOf, type Metric, meanCurve, type TrialCurve } from './curves'

/** All that is drawn of one arm. */
export interface ArmCurves {
  readonly arm: PlannedArm
  readonly metric: Metric
  /** What it was made from. */
  readonly states: readonly TrialState[]
  readonly trials: readonly TrialCurve[]
  /** Over finished trials; of one, it is that trial's own curve. */
  readonly mean: readonly CurvePoint[]
  /** Over finished trials, from three on. */
  readonly band: readonly BandPoint[]
  readonly finished: number
}

/**
 * The curves of every arm, by its id.
 * @param before the curves of a moment ago: an arm of which nothing has changed keeps its own, so that it is not drawn anew.
 */
export function armCurves(
  run: RunState,
  arms: readonly PlannedArm[],
  metric: Metric,
  epochs: number,
  before: ReadonlyMap<string, ArmCurves> = new Map(),
): ReadonlyMap<string, ArmCurves> {
  const states = group(run.trials, ({ arm }) => arm)
  return new Map(
    arms.map((arm) => {
      const own = states.get(arm.id) ?? []
      const known = before.get(arm.id)
      return [arm.id, known !== undefined && isSame(known, arm, metric, own) ? known : drawn(arm, metric, own, epochs)]
    }),
  )
}

function drawn(arm: PlannedArm, metric: Metric, states: readonly TrialState[], epochs: number): ArmCurves {
  const trials = states.map((trial) => curveOf(trial, metric, epochs))
  const finished = trials.filter(({ state }) => state === 'finished')
  return { arm, metric, states, trials, mean: meanCurve(finished), band: band(finished), finished: finished.length }
}

function isSame(known: ArmCurves, arm: PlannedArm, metric: Metric, states: readonly TrialState[]): boolean {
  return (
    known.arm === arm &&
    known.metric === metric &&
    known.states.length === states.length &&
    known.states.every((state, index) => state === states[index])
  )
}
