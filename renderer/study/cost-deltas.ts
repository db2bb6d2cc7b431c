import type { PlannedArm } from '../../shared/study/plan'

export type Cost = 'parameters' | 'macs'

/** What an arm costs beside the base. */
export interface CostDelta {
  readonly value: number
  /** Arm over base; 1 is no change. */
  readonly ratio: number
  /** Ends of the bar on the common scale, 0 to 1 of its width. */
  readonly from: number
  readonly to: number
}

/** Where the bars of both costs are drawn: one scale for all. */
export interface DeltaScale {
  /** Least and greatest relative change shown, 0 among them: −0.05 … 1.5. */
  readonly low: number
  readonly high: number
  /** Where no change lies, 0 to 1 of the width. */
  readonly zero: number
  /** The marks beside zero. */
  readonly ticks: readonly { readonly change: number; readonly at: number }[]
}

const COSTS: readonly Cost[] = ['parameters', 'macs']

/** One scale over all arms and both costs, so that bars can be compared across and down. */
export function deltaScale(arms: readonly PlannedArm[], base: PlannedArm): DeltaScale {
  const changes = arms.flatMap((arm) => COSTS.map((cost) => arm[cost] / base[cost] - 1))
  const high = Math.max(0, ...changes)
  const low = Math.min(0, ...changes)
  const span = high - low || 1
  // A little room at both ends keeps a bar of the full length from touching its neighbour.
  const scale = { low: low - span * 0.04, high: high + span * 0.04 }
  const at = (change: number) => (change - scale.low) / (scale.high - scale.low)
  const step = niceStep(span)
  const candidates = [step, -step].filter((change) => change >= scale.low && change <= scale.high)
  return { ...scale, zero: at(0), ticks: candidates.map((change) => ({ change, at: at(change) })) }
}

/** An arm's cost on that scale. */
export function costDelta(arm: PlannedArm, base: PlannedArm, cost: Cost, scale: DeltaScale): CostDelta {
  const ratio = arm[cost] / base[cost]
  const end = (ratio - 1 - scale.low) / (scale.high - scale.low)
  return { value: arm[cost], ratio, from: Math.min(end, scale.zero), to: Math.max(end, scale.zero) }
}

/** The greatest of 1, 2, 5 × 10ⁿ that is at most three fifths of the span and so leaves room for its number. */
function niceStep(span: number): number {
  const limit = span * 0.6 + Number.EPSILON
  const power = 10 ** Math.floor(Math.log10(limit))
  const factor = [5, 2, 1].find((candidate) => candidate * power <= limit) ?? 1
  return factor * power
}
