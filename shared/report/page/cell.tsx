import type { ReactNode } from 'react'
import { assertNever } from '../../assert-never'
import { formatChange } from '../../format/numbers'
import { IntervalAxis, IntervalPlot } from '../figures/interval-plot'
import { MarkSign } from '../figures/mark'
import { pixel, share } from '../figures/scale'
import type { ChangeCell, NumberCell, TableCell, TrialOutcome } from '../report-table'
import { Rich } from './rich'
import { Cross, Open, Tick } from './signs'

/** What stands in a cell of a table. */
export function Cell({ cell }: { cell: TableCell }) {
  switch (cell.kind) {
    case 'blank':
      return null
    case 'text':
      return (
        <>
          <span className={cell.weight}>
            <Rich text={cell.text} />
          </span>
          {cell.after !== undefined && <span className="quiet"> {cell.after}</span>}
        </>
      )
    case 'number':
      return <Linked to={cell.to}>{numberText(cell)}</Linked>
    case 'arm':
      return (
        <>
          <MarkSign look={cell.look} />
          <Linked to={cell.to}>{cell.label}</Linked>
        </>
      )
    case 'level':
      return <Level level={cell.level} base={cell.base} />
    case 'change':
      return <Change cell={cell} />
    case 'interval':
      return <IntervalPlot {...cell} />
    case 'axis':
      return <IntervalAxis scale={cell.scale} />
    case 'outcome':
      return <Outcome outcome={cell.outcome} />
    case 'code':
      return <code>{cell.text}</code>
    case 'lines':
      return (
        <ul>
          {cell.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )
    default:
      return assertNever(cell)
  }
}

function Linked({ to, children }: { to: string | undefined; children: ReactNode }) {
  return to === undefined ? children : <a href={`#${to}`}>{children}</a>
}

/** The number as printed, the whole of it for machines. */
function numberText({ text, value, weight }: NumberCell) {
  if (value === null) return <span className={weight}>{text}</span>
  return (
    <data className={weight} value={typeof value === 'number' ? String(value) : value.join(' ')}>
      {text}
    </data>
  )
}

/** A dot, full at the base's level; a level that is not on or off is named. */
function Level({ level, base }: { level: string; base: boolean }) {
  return (
    <>
      <svg className="sign" width="11" height="11" viewBox="0 0 11 11" aria-hidden="true">
        <circle className={base ? 'mark' : 'mark hollow'} cx="5.5" cy="5.5" r="4" />
      </svg>
      {level}
    </>
  )
}

/** A bar from the zero rule, more to the right, less to the left, and its number. */
function Change({ cell: { ratio, range, to } }: { cell: ChangeCell }) {
  const change = ratio - 1
  const [zero, end] = [share(range, 0), share(range, change)]
  return (
    <span className="change">
      <svg width="72" height="12" viewBox="0 0 72 12" preserveAspectRatio="none" aria-hidden="true">
        <rect
          className={change > 0 ? 'more' : 'less'}
          x={pixel(72 * Math.min(zero, end))}
          width={pixel(72 * Math.abs(end - zero))}
          y="2"
          height="8"
        />
        <line className="zero" x1={pixel(72 * zero)} x2={pixel(72 * zero)} y1="0" y2="12" />
      </svg>
      <span>
        <Linked to={to}>
          <data value={String(change)}>{formatChange(ratio)}</data>
        </Linked>
      </span>
    </span>
  )
}

function Outcome({ outcome }: { outcome: TrialOutcome }) {
  switch (outcome) {
    case 'finished':
      return (
        <span className="outcome">
          <Tick /> finished
        </span>
      )
    case 'diverged':
      return (
        <span className="outcome bad">
          <Cross /> diverged
        </span>
      )
    case 'no result':
      return (
        <span className="outcome quiet">
          <Open /> no result
        </span>
      )
    default:
      return assertNever(outcome)
  }
}
