import { useMemo } from 'react'
import type { StudyAnalysis } from '../../shared/analysis/analysis'
import { equivalenceMargin } from '../../shared/report/equivalence-margin'
import { parseStudy } from '../../shared/study/parse-study'
import type { StudyDocument } from '../state/study-document'

/**
 * The margin of equivalence that is claimed of each contrast. Claims are read from the study file; where it is no longer
 * the study that was run, none is known.
 */
export function useMargins(document: StudyDocument, analysis: StudyAnalysis | null): readonly (number | null)[] {
  const { source, plan, planned, planIsStale, runPlan } = document
  const isRun = planned && !planIsStale && plan !== null && plan.hash === runPlan?.hash
  const hypotheses = useMemo(() => (isRun ? (parseStudy(source).study?.hypotheses ?? []) : []), [isRun, source])
  return useMemo(
    () => (analysis?.contrasts ?? []).map((contrast) => equivalenceMargin(contrast, hypotheses)),
    [analysis, hypotheses],
  )
}
