import type { StudyAnalysis } from '../../shared/analysis/analysis'
import { measureWords } from '../../shared/analysis/outcome-words'
import { messages } from '../../shared/messages'
import type { StudyPlan } from '../../shared/study/plan'
import { Button } from '../frame/button'
import { Strip } from '../frame/strip'
import { ViewFrame } from '../frame/view-frame'
import { exportReport } from '../state/actions'
import { isUnderWay, trialsDone } from '../state/run-offer'
import { useWorkbench } from '../state/store'
import type { StudyDocument } from '../state/study-document'
import { EmptyStudy } from '../study/empty-study'
import { AccuracyAgainstCost } from './accuracy-against-cost'
import { ArmResults } from './arm-results'
import { Effects } from './effects'
import { Hypotheses } from './hypotheses'
import { useAnalysis } from './use-analysis'
import { useMargins } from './use-margins'

const text = messages.results

export function ResultsView({ document }: { document: StudyDocument }) {
  const { run, runPlan } = document
  const folder = run?.folder ?? null
  const done = run === null ? 0 : trialsDone(run)
  const busy = useWorkbench((state) => state.busy)
  const { analysis, problem, waiting } = useAnalysis(done > 0 ? folder : null, done)
  const margins = useMargins(document, analysis)
  if (done === 0) return <EmptyStudy document={document} title={messages.views.results} words={text.empty} />
  return (
    <ViewFrame
      title={messages.views.results}
      working={busy || waiting}
      switches={analysis !== null && <span className="dim small ellipsis wide-only">{analysis.outcome}</span>}
      actions={
        folder !== null && (
          <Button main onPress={() => void exportReport(folder)} refusal={busy ? text.exporting : null}>
            {text.export}
          </Button>
        )
      }
    >
      {problem !== null ? (
        <div>
          <Strip tone="bad">{problem}</Strip>
        </div>
      ) : analysis !== null && runPlan !== null ? (
        <Findings analysis={analysis} plan={runPlan} margins={margins} underWay={isUnderWay(run)} />
      ) : (
        <div />
      )}
    </ViewFrame>
  )
}

function Findings({
  analysis,
  plan,
  margins,
  underWay,
}: {
  analysis: StudyAnalysis
  plan: StudyPlan
  /** One a contrast. */
  margins: readonly (number | null)[]
  underWay: boolean
}) {
  const { trials } = analysis
  return (
    <section className="panel results">
      <div className="answer">
        <p className="sec">{analysis.question}</p>
        <p className="answer-text">{analysis.answer}</p>
        <p className="note">
          {text.trials(trials.finished, trials.planned)}
          {trials.failed > 0 && <span className="bad"> · {text.failed(trials.failed)}</span>}
          {trials.unmeasured !== undefined && <span className="bad"> · {text.unmeasured(trials.unmeasured)}</span>}
          {underWay && ` · ${text.soFar}`}
          {' · '}
          {analysis.outcome}, {text.paired}
        </p>
      </div>
      {analysis.contrasts.length > 0 && <Effects analysis={analysis} margins={margins} replicates={plan.replicates} />}
      {analysis.hypotheses.length > 0 && <Hypotheses hypotheses={analysis.hypotheses} />}
      <ArmResults arms={analysis.arms} replicates={plan.replicates} words={measureWords(analysis.measure)} />
      <AccuracyAgainstCost analysis={analysis} plan={plan} />
    </section>
  )
}
