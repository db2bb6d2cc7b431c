import { median } from '../statistics/sample'
import type { CurvePoint } from '../study/result-record'

/** How a trial's curve rises: what its last number does not tell. */
export interface Convergence {
  /** The first epoch whose validation accuracy is at the level or above; null where none is. */
  readonly epochs: number | null
  /** Seconds of training until the end of that epoch, evaluations left out. */
  readonly seconds: number | null
  /** Mean validation accuracy over the epochs, each counted as long as it took in steps: the area under the curve over its length. */
  readonly area: number
}

/** @param curve at least one epoch */
export function convergence(curve: readonly CurvePoint[], level: number): Convergence {
  const reached = curve.findIndex(({ validation }) => validation.accuracy >= level)
  return {
    epochs: curve[reached]?.epoch ?? null,
    seconds: reached < 0 ? null : curve.slice(0, reached + 1).reduce((sum, { seconds }) => sum + seconds, 0),
    area: area(curve),
  }
}

/** By trapezes between the ends of epochs; of one epoch, its own accuracy. */
function area(curve: readonly CurvePoint[]): number {
  const [first] = curve
  const last = curve.at(-1)
  if (!first || !last) throw new Error('a curve without an epoch has no area')
  if (first === last) return first.validation.accuracy
  const trapezes = curve.slice(1).map((point, index) => {
    const before = curve[index] ?? point
    return ((before.validation.accuracy + point.validation.accuracy) / 2) * (point.step - before.step)
  })
  return trapezes.reduce((sum, part) => sum + part, 0) / (last.step - first.step)
}

/**
 * The accuracy by which arms' speed is compared: what the slowest arm reaches in the median, to a whole per cent below, so that most
 * trials of each arm get there and none is told as having failed.
 * @param last the last validation accuracies, arm by arm; arms without one are left out
 * @returns undefined where there is none
 */
export function commonLevel(last: readonly (readonly number[])[]): number | undefined {
  const medians = last.filter((values) => values.length > 0).map(median)
  if (medians.length === 0) return undefined
  return Math.floor(Math.min(...medians) * 100) / 100
}
