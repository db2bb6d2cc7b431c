import type { ReportInput } from '../../../shared/report/report-input'
import { diverged, planned, reportInput, resultsOf } from './report-fixture'

/** Names as someone might give them who wishes a report ill, or who simply writes Chinese. */
export const HOSTILE =
  '=1+1 <script>alert(1)</script> $(rm -rf /) 100%_\\alpha `a` |b| [x](javascript:y) {*}~^#&"\' 中文 🧪 é\r\nnext\u202eline'

/** A report in which every name that a person can give is `HOSTILE`, with a trial that diverged for that reason. */
export function hostileInput(name = HOSTILE): ReportInput {
  const study = planned()
  const { plan, study: file } = study
  const changes = {
    study: { ...file, question: name, hypotheses: file.hypotheses.map((own) => ({ ...own, claim: name })) },
    plan: {
      ...plan,
      question: name,
      study: name,
      architecture: name,
      dataset: { ...plan.dataset, name },
      arms: plan.arms.map((arm) => ({ ...arm, label: `${name}${arm.label}`, differs: [name] })),
    },
  }
  const results = resultsOf(study).map((result, index) => {
    const environment = { ...result.environment, device: name }
    return index === 4 ? { ...diverged(result, 2, name), environment } : { ...result, environment }
  })
  return reportInput(study, results, changes)
}
