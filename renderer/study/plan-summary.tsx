import type { ReactNode } from 'react'
import { formatBytes, formatCount } from '../../shared/format/numbers'
import { formatPredicted } from '../../shared/format/time'
import { messages } from '../../shared/messages'
import type { StudyPlan } from '../../shared/study/plan'

const text = messages.study.summary

export function PlanSummary({ plan }: { plan: StudyPlan }) {
  const { arms, trials, replicates, predicted, dataset, epochs } = plan
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
  secondary = false,
  children,
}: {
  term: string
  note?: string
  secondary?: boolean
  children: ReactNode
}) {
  return (
    <div className={secondary ? 'wide-only' : undefined}>
      <dt>{term}</dt>
      <dd>
        {children}
        {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  )
}
