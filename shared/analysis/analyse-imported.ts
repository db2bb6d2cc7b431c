import { importedMeasure, importedPhrase } from '../study/imported-measure'
import type { ImportedPlan } from '../study/imported-plan'
import { type ImportedOutcome, type ImportedResult, importedOutcome } from '../study/imported-result'
import type { ImportedStudy } from '../study/imported-study'
import { type AnalysedTrial, analyseTrials } from './analyse-study'
import type { StudyAnalysis } from './analysis'

/** What the folder of an imported study holds. */
export interface ImportedRecord {
  readonly study: ImportedStudy
  readonly plan: ImportedPlan
  readonly results: readonly ImportedResult[]
}

/** What imported runs say. What their files do not tell, such as costs, is null in it. */
export function analyseImported({ study, plan, results }: ImportedRecord): StudyAnalysis {
  const outcomes = results.map((result) => ({ result, outcome: importedOutcome(result, study.outcome) }))
  const places = new Map(plan.trials.map((trial) => [trial.id, trial]))
  return analyseTrials({
    plan: { ...plan, study: study.study, question: study.question },
    trials: outcomes.flatMap(({ result, outcome }): readonly AnalysedTrial[] => {
      const planned = places.get(result.trial)
      if (!planned) return []
      const { arm, replicate } = planned
      return [{ trial: result.trial, arm, replicate, ...endOf(outcome), seconds: null, curve: null }]
    }),
    testing: { ...study.analysis, diverged: 'leave-out' },
    hypotheses: study.hypotheses,
    measure: importedMeasure(
      study.outcome,
      outcomes.map(({ outcome }) => outcome),
    ),
    phrase: importedPhrase(study.outcome, plan.stepName),
    images: null,
    registration: null,
  })
}

function endOf(outcome: ImportedOutcome): Pick<AnalysedTrial, 'outcome' | 'value'> {
  if (outcome.kind === 'diverged') return { outcome: 'diverged', value: undefined }
  return { outcome: 'finished', value: outcome.kind === 'finished' ? outcome.value : undefined }
}
