import type { Contrast } from '../study/analysis'
import { comparisonOf } from '../study/hypotheses'
import type { StudyFile } from '../study/schema'

/** The margin of a claim of equivalence about this contrast, either way round, in the outcome’s unit; null where none is made. */
export function equivalenceMargin(
  { factor, from, to, at }: Pick<Contrast, 'factor' | 'from' | 'to' | 'at'>,
  hypotheses: StudyFile['hypotheses'],
): number | null {
  const claim = hypotheses.find(
    ({ compare, expect, outcome }) =>
      compare.factor === factor &&
      comparisonOf(compare).at === at &&
      (outcome === undefined || outcome === 'accuracy') &&
      expect.equivalentWithin !== undefined &&
      ((compare.from === from && compare.to === to) || (compare.from === to && compare.to === from)),
  )
  return claim?.expect.equivalentWithin ?? null
}
