import type { EvaluationMeasurement } from './measurement'
import type { Selection } from './trial'

/** The epoch whose validation is the best by this measure; of several the earliest. Undefined of none. */
export function bestEpoch<Point extends { readonly validation: EvaluationMeasurement }>(
  curve: readonly Point[],
  selection: Selection,
): Point | undefined {
  const worth = ({ validation }: Point): number => (selection === 'loss' ? -validation.loss : validation.accuracy)
  return curve.reduce<Point | undefined>(
    (best, point) => (best === undefined || worth(point) > worth(best) ? point : best),
    undefined,
  )
}
