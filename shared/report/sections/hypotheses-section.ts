import { comparisonOf } from '../../analysis/hypotheses'
import { COST_OUTCOMES } from '../../study/schema'
import { contrastAnchor } from '../provenance'
import type { ReportSection } from '../report-document'
import type { ComparedFacts } from '../report-facts'

/** What was claimed before the run, and what the trials say of it. Null where nothing was claimed. */
export function hypothesesSection({ study, analysis }: ComparedFacts): ReportSection | null {
  if (analysis.hypotheses.length === 0) return null
  return {
    id: 'hypotheses',
    title: 'Hypotheses',
    note:
      analysis.registration === null
        ? 'when they were written, these files do not show'
        : analysis.registration.deviations.some(({ what }) => what.startsWith('hypotheses'))
          ? 'some were changed after the registration: see there'
          : 'as registered before the first trial',
    blocks: [
      {
        kind: 'claims',
        claims: analysis.hypotheses.map((judged, index) => ({
          ...judged,
          to: evidenceAnchor(study.hypotheses[index], analysis.contrasts),
        })),
      },
    ],
  }
}

type Hypothesis = ComparedFacts['study']['hypotheses'][number]

/** Where the paired differences stand that a claim was judged by; costs are computed, the table of arms has them. */
function evidenceAnchor(
  hypothesis: Hypothesis | undefined,
  contrasts: ComparedFacts['analysis']['contrasts'],
): string | null {
  if (!hypothesis) return null
  if (COST_OUTCOMES.some((cost) => cost === hypothesis.outcome)) return 'arms'
  const { factor, from, to, at } = comparisonOf(hypothesis.compare)
  const index = contrasts.findIndex(
    (contrast) =>
      contrast.factor === factor &&
      contrast.at === at &&
      ((contrast.from === from && contrast.to === to) || (contrast.from === to && contrast.to === from)),
  )
  return index < 0 ? null : contrastAnchor(index)
}
