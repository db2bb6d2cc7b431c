import { useState } from 'react'
import { formatCount, formatFixed, formatPercent } from '../../shared/format/numbers'
import { formatDuration, formatPredicted } from '../../shared/format/time'
import { messages } from '../../shared/messages'
import type { StudyPlan } from '../../shared/study/plan'
import type { RunState, TrialState } from '../../shared/study/run-state'
import { asSentence } from '../frame/as-sentence'
import { Glyph, PausedGlyph, PendingGlyph, RunningGlyph } from '../frame/icons'
import { Segments } from '../frame/segments'
import { QUEUE_FILTERS, type QueueFilter, type QueueRow, queueCounts, queueRows } from './queue'

const text = messages.live.queue

/** All trials with how far they are; failures stand on top with their reason. */
export function QueueTable({ run, plan }: { run: RunState; plan: StudyPlan }) {
  const [filter, setFilter] = useState<QueueFilter>('all')
  const counts = queueCounts(run)
  const rows = queueRows(run, plan, filter)
  return (
    <section className="panel queue" aria-label={text.title}>
      <div className="queue-head">
        <h2>{text.title}</h2>
        <Segments
          label={text.filters}
          options={QUEUE_FILTERS.filter((value) => value !== 'failed' || counts.failed > 0 || filter === 'failed').map(
            (value) => ({
              value,
              text: text[value](counts[value]),
            }),
          )}
          value={filter}
          onChoose={setFilter}
        />
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.state}</th>
            <th scope="col">{text.arm}</th>
            <th scope="col" className="num">
              {text.replicate}
            </th>
            <th scope="col">{text.progress}</th>
            <th scope="col" className="num">
              {text.epoch}
            </th>
            <th scope="col" className="num">
              {text.accuracy}
            </th>
            <th scope="col" className="num" title={text.lossTitle}>
              {text.loss}
            </th>
            <th scope="col" className="num wide-only">
              {text.speed}
            </th>
            <th scope="col" className="num">
              {text.time}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TrialRows key={row.id} row={row} epochs={plan.epochs} paused={run.phase === 'paused'} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="note nothing">{text.none}</p>}
    </section>
  )
}

/** @param paused a running trial waits between two steps */
function TrialRows({ row, epochs, paused }: { row: QueueRow; epochs: number; paused: boolean }) {
  const failed = row.state === 'diverged' || row.state === 'failed'
  const kind = failed ? 'failed' : row.state
  const waits = paused && row.state === 'running'
  return (
    <>
      <tr className={kind}>
        <td>
          <span className="state">
            {waits ? <PausedGlyph /> : <StateGlyph state={row.state} />}
            {text.states[waits ? 'paused' : row.state]}
          </span>
        </td>
        <td className="arm">
          <span className="ellipsis" title={row.arm}>
            {row.arm}
          </span>
        </td>
        <td className="num">{row.replicate}</td>
        <td>
          <ProgressBar share={row.share} />
        </td>
        <td className="num">{row.epoch === null ? null : formatFixed(row.epoch, epochs > 1 ? 1 : 2)}</td>
        <td className="num">{row.accuracy === null ? null : formatPercent(row.accuracy)}</td>
        <td className="num">
          {row.state === 'diverged' ? text.notFinite : row.loss === null ? null : formatFixed(row.loss, 2)}
        </td>
        <td className="num wide-only">
          {row.imagesPerSecond === null || row.imagesPerSecond <= 0 ? null : formatCount(row.imagesPerSecond)}
        </td>
        <td className="num">{waits ? null : timeOf(row)}</td>
      </tr>
      {row.reason !== null && (
        <tr className={`${kind} reason`}>
          <td />
          <td colSpan={8}>
            {asSentence(row.reason)} {failed && text.othersUntouched}
          </td>
        </tr>
      )}
    </>
  )
}

function timeOf({ seconds, secondsLeft }: QueueRow): string | null {
  if (seconds !== null) return formatDuration(seconds)
  return secondsLeft === null ? null : text.endsIn(formatPredicted(secondsLeft))
}

function ProgressBar({ share }: { share: number }) {
  return (
    <span
      className="progress"
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-label={text.progress}
    >
      <i style={{ width: `${share * 100}%` }} />
    </span>
  )
}

function StateGlyph({ state }: { state: TrialState['state'] }) {
  switch (state) {
    case 'diverged':
    case 'failed':
      return <Glyph name="cross" />
    case 'running':
      return <RunningGlyph />
    case 'finished':
      return <Glyph name="check" />
    case 'queued':
    case 'interrupted':
      return <PendingGlyph />
  }
}
