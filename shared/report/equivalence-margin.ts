import type { Contrast } from '../analysis/contrasts'
import { comparisonOf } from '../analysis/hypotheses'
import { COST_OUTCOMES, type StudyFile } from '../study/schema'

/** The margin of a claim of equivalence about this contrast, either way round, in the outcome’s unit; null where none is made. */
export function equivalenceMargin(
  { factor, from, to, at }: Pick<Contrast, 'factor' | 'from' | 'to' | 'at'>,
  hypotheses: StudyFile['hypotheses'],
): number | null {
  const claim = hypotheses.find(
    ({ compare, expect, outcome }) =>
      compare.factor === factor &&
      comparisonOf(compare).at === at &&
      !isCost(outcome) &&
      expect.equivalentWithin !== undefined &&
      ((compare.from === from && compare.to === to) || (compare.from === to && compare.to === from)),
  )
  return claim?.expect.equivalentWithin ?? null
}

function isCost(outcome: string | undefined): boolean {
  return COST_OUTCOMES.some((cost) => cost === outcome)
}
