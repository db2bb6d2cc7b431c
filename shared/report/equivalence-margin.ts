import type { Contrast } from '../study/analysis'
import type { StudyFile } from '../study/schema'

/** The margin of a claim of equivalence about this contrast, either way round, in the outcome’s unit; null where none is made. */
export function equivalenceMargin(
  { factor, from, to }: Pick<Contrast, 'factor' | 'from' | 'to'>,
  hypotheses: StudyFile['hypotheses'],
): number | null {
  const claim = hypotheses.find(
    ({ compare, expect, outcome }) =>
      compare.factor === factor &&
      (outcome === undefined || outcome === 'accuracy') &&
      expect.equivalentWithin !== undefined &&
      ((compare.from === from && compare.to === to) || (compare.from === to && compare.to === from)),
  )
  return claim?.expect.equivalentWithin ?? null
}
