import { createLTTB } from 'downsample'
import { mainLoss } from '../../shared/report/main-loss'
import { auxiliaryWeightOf, type StudyPlan } from '../../shared/study/plan'
import type { TrialState } from '../../shared/study/run-state'

export const METRICS = ['validation-accuracy', 'training-accuracy', 'training-loss', 'auxiliary-loss'] as const
export type Metric = (typeof METRICS)[number]

/** A point of a curve: x in epochs, y in the metric's unit of display (accuracies in per cent). */
export interface CurvePoint {
  readonly x: number
  readonly y: number
}

/** The curve of one trial. */
export interface TrialCurve {
  readonly trial: string
  readonly replicate: number
  readonly state: TrialState['state']
  readonly points: readonly CurvePoint[]
}

/** No line carries more points: Recharts draws 300 in a few milliseconds, thousands not. */
export const MOST_POINTS = 300

/** What a plan says of how its trials are measured. */
export type MeasuredPlan = Pick<StudyPlan, 'epochs' | 'auxiliaryWeight' | 'arms'>

/** What a trial has measured of a metric so far. */
export function curveOf(trial: TrialState, metric: Metric, plan: MeasuredPlan): TrialCurve {
  return {
    trial: trial.id,
    replicate: trial.replicate,
    state: trial.state,
    points: downsample(pointsOf(trial, metric, plan)),
  }
}

function pointsOf(trial: TrialState, metric: Metric, plan: MeasuredPlan): CurvePoint[] {
  if (metric === 'validation-accuracy') {
    return trial.epochs.map(({ epoch, validation }) => ({ x: epoch, y: validation.accuracy * 100 }))
  }
  // A trial read back from disk has its epochs but not the stretches within them.
  const measured = trial.progress.length >= trial.epochs.length ? trial.progress : trial.epochs
  return measured.flatMap(({ step, steps, train }) => {
    const y =
      metric === 'training-accuracy'
        ? train.accuracy * 100
        : metric === 'training-loss'
          ? mainLoss(train, auxiliaryWeightOf(plan, trial.arm))
          : mean(Object.values(train.heads))
    return y === null ? [] : [{ x: (step / steps) * plan.epochs, y }]
  })
}

const largestTriangles = createLTTB<CurvePoint>({ x: 'x', y: 'y' })

/** At most `most` points that keep the curve's shape, its ends, its least and its greatest value. */
export function downsample(points: readonly CurvePoint[], most = MOST_POINTS): readonly CurvePoint[] {
  if (points.length <= most) return points
  const kept = new Set(Array.from(largestTriangles([...points], most - 4)))
  const [first, last] = [points[0], points.at(-1)]
  for (const point of [first, last, least(points, (p) => p.y), least(points, (p) => -p.y)]) if (point) kept.add(point)
  return [...kept].sort((a, b) => a.x - b.x)
}

/** The mean over curves, at each x that all of them have reached. */
export function meanCurve(curves: readonly TrialCurve[]): readonly CurvePoint[] {
  const [first, ...others] = curves
  if (first === undefined) return []
  const lookups = others.map(({ points }) => new Map(points.map((point) => [point.x, point.y])))
  return first.points.flatMap(({ x, y }) => {
    const values = [y]
    for (const lookup of lookups) {
      const other = lookup.get(x)
      if (other !== undefined) values.push(other)
    }
    return values.length === curves.length ? [{ x, y: values.reduce((a, b) => a + b, 0) / values.length }] : []
  })
}

/** @returns null for no values: an arm without auxiliary classifiers has no losses of them. */
function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function least<T>(items: readonly T[], by: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || by(item) < by(best) ? item : best),
    undefined,
  )
}
