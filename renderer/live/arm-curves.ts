import { group } from 'd3-array'
import type { PlannedArm, StudyPlan } from '../../shared/study/plan'
import type { RunState, TrialState } from '../../shared/study/run-state'
import { type BandPoint, band } from './band'
import { type CurvePoint, curveOf, type Metric, meanCurve, type TrialCurve } from './curves'

/** All that is drawn of one arm. */
export interface ArmCurves {
  readonly arm: PlannedArm
  readonly metric: Metric
  /** What its trials were made from. */
  readonly states: readonly TrialState[]
  readonly trials: readonly TrialCurve[]
  /** Over finished trials; of one, it is that trial's own curve. */
  readonly mean: readonly CurvePoint[]
  /** Over finished trials, from three on. */
  readonly band: readonly BandPoint[]
  readonly finished: number
  /** What it is compared with; nothing for the base itself. */
  readonly reference: Reference
}

/** The base's mean over the replicates that an arm has finished too, so that both are of the same seeds. */
export interface Reference {
  readonly trials: readonly TrialCurve[]
  readonly mean: readonly CurvePoint[]
}

const NO_REFERENCE: Reference = { trials: [], mean: [] }

/**
 * The curves of every arm, by its id.
 * @param before the curves of a moment ago: an arm of which nothing has changed keeps its own, so that it is not drawn anew.
 */
export function armCurves(
  run: RunState,
  plan: StudyPlan,
  metric: Metric,
  before: ReadonlyMap<string, ArmCurves> = new Map(),
): ReadonlyMap<string, ArmCurves> {
  const states = group(run.trials, ({ arm }) => arm)
  const drawn = plan.arms.map((arm) => drawArm(arm, metric, states.get(arm.id) ?? [], plan, before.get(arm.id)))
  const [base] = drawn
  return new Map(drawn.map((own) => [own.arm.id, own === base ? own : withReference(own, base)]))
}

function drawArm(
  arm: PlannedArm,
  metric: Metric,
  states: readonly TrialState[],
  plan: StudyPlan,
  before: ArmCurves | undefined,
): ArmCurves {
  const known = before?.arm === arm && before.metric === metric ? before : undefined
  if (known !== undefined && isSame(known.states, states)) return known
  const trials = states.map((trial, index) => {
    const own = known?.states[index] === trial ? known.trials[index] : undefined
    return own ?? curveOf(trial, metric, plan)
  })
  const finished = trials.filter(({ state }) => state === 'finished')
  return {
    arm,
    metric,
    states,
    trials,
    mean: meanCurve(finished),
    band: band(finished),
    finished: finished.length,
    reference: known?.reference ?? NO_REFERENCE,
  }
}

/** Before an arm has finished a replicate, the base's of the replicates that it has begun. */
function withReference(curves: ArmCurves, base: ArmCurves | undefined): ArmCurves {
  const begun = curves.trials.filter(({ points }) => points.length > 0)
  const finished = begun.filter(({ state }) => state === 'finished')
  const shared = new Set((finished.length > 0 ? finished : begun).map(({ replicate }) => replicate))
  const trials = (base?.trials ?? []).filter(({ state, replicate }) => state === 'finished' && shared.has(replicate))
  if (isSame(curves.reference.trials, trials)) return curves
  return { ...curves, reference: { trials, mean: meanCurve(trials) } }
}

function isSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index])
}
