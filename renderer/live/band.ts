import { estimateMean, meanInterval } from '../../shared/statistics/student-t'
import type { TrialCurve } from './curves'

export interface BandPoint {
  readonly x: number
  readonly range: readonly [number, number]
}

/** Below three an interval would say more about luck than about the arm. */
const LEAST_TRIALS = 3

/** The 95 % t interval of the mean at each x that all curves have reached; empty below three curves. */
export function band(curves: readonly TrialCurve[]): readonly BandPoint[] {
  const [first, ...others] = curves
  if (first === undefined || curves.length < LEAST_TRIALS) return []
  const lookups = others.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])))
  return first.points.flatMap(({ x, y }) => {
    const values = [y, ...lookups.flatMap((lookup) => lookup.get(x) ?? [])]
    const estimate = values.length === curves.length ? estimateMean(values) : undefined
    return estimate === undefined ? [] : [{ x, range: meanInterval(estimate, 0.95) }]
  })
}
