import type { ReactNode } from 'react'
import { outcomeWords } from '../../shared/analysis/outcome-words'
import { formatBytes, formatCount, formatP } from '../../shared/format/numbers'
import { formatPredicted } from '../../shared/format/time'
import { messages } from '../../shared/messages'
import type { StudyPlan } from '../../shared/study/plan'

const text = messages.study.summary

export function PlanSummary({ plan }: { plan: StudyPlan }) {
  const { arms, trials, replicates, predicted, dataset, epochs } = plan
  const words = outcomeWords({ metric: plan.metric ?? 'accuracy' })
  return (
    <dl className="summary">
      <Figure term={text.arms}>{formatCount(arms.length)}</Figure>
      <Figure term={text.trials} note={text.trialsNote(arms.length, replicates)}>
        {formatCount(trials.length)}
      </Figure>
      <Figure term={text.time} note={standsOn(predicted)}>
        {formatPredicted(predicted.seconds)}
      </Figure>
      <Figure term={text.disk}>{formatBytes(predicted.bytes)}</Figure>
      {plan.detectable && (
        <Figure
          term={text.detectable}
          note={text.detectableNote(formatP(plan.detectable.power))}
          title={text.detectableTitle(
            words.amount(plan.detectable.effectInFamily),
            words.amount(plan.detectable.sd),
            plan.detectable.sdFrom,
          )}
        >
          {words.amount(plan.detectable.effect)}
        </Figure>
      )}
      {predicted.memory !== undefined && (
        <Figure term={text.memory} note={text.memoryNote} secondary>
          {formatBytes(predicted.memory)}
        </Figure>
      )}
      <Figure term={text.epochs}>{formatCount(epochs)}</Figure>
      <Figure term={text.data} note={text.dataNote(dataset.name)} secondary>
        {formatCount(dataset.sizes.train)}
      </Figure>
    </dl>
  )
}

/** What the predicted time stands on. */
function standsOn({ from, trials }: StudyPlan['predicted']): string {
  return from === 'measured' ? text.standsOn.measured(trials) : text.standsOn[from]
}

/** @param secondary goes where the window is narrow. */
function Figure({
  term,
  note,
  title,
  secondary = false,
  children,
}: {
  term: string
  note?: string
  title?: string
  secondary?: boolean
  children: ReactNode
}) {
  return (
    <div className={secondary ? 'wide-only' : undefined} title={title}>
      <dt>{term}</dt>
      <dd>
        {children}
        {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  )
}
