import type { PlannedChange } from '../../shared/diff/planned-changes'
import { formatCount, formatCountChange, formatMegaMacs, formatMegaMacsChange } from '../../shared/format/numbers'
import { messages } from '../../shared/messages'
import { type Difference, differencesByPlace } from '../../shared/report/differences-by-place'
import type { PlannedArm } from '../../shared/study/plan'

const text = messages.study.differs

/** What the selected arm changes in the base's architecture: in which module, and what that costs. */
export function Differences({ arm, base }: { arm: PlannedArm; base: PlannedArm }) {
  const isBase = arm === base
  const changes = arm.changes ?? []
  return (
    <section className="section differences" aria-live="polite">
      <div className="head">
        <h2>{text.title(arm.label)}</h2>
        {!isBase && <span className="note">{text.note}</span>}
      </div>
      {isBase ? (
        <p>{text.base}</p>
      ) : changes.length > 0 ? (
        <ChangeTable arm={arm} base={base} changes={changes} />
      ) : arm.differs.length === 0 ? (
        <p>{text.same}</p>
      ) : (
        <Sentences sentences={arm.differs} />
      )}
      <p className="note">
        {text.training(formatCount(arm.trainingParameters), `${formatMegaMacs(arm.trainingMacs)} M`)}
      </p>
    </section>
  )
}

/** Modules that the arm changes, and those whose costs follow, with the arm as a whole below. */
function ChangeTable({ arm, base, changes }: { arm: PlannedArm; base: PlannedArm; changes: readonly PlannedChange[] }) {
  return (
    <table className="changes">
      <thead>
        <tr>
          <th scope="col">{text.module}</th>
          <th scope="col">{text.change}</th>
          <th scope="col" className="num">
            {text.parameters}
          </th>
          <th scope="col" className="num" title={text.macsTitle}>
            {text.macs}
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.module} className={change.sign === '·' ? 'follows' : undefined}>
            <th scope="row">
              {change.sign === '-' ? <s>{change.module}</s> : change.module}
              {change.trainingOnly && <span className="note"> {text.trainingOnly}</span>}
            </th>
            <td title={change.sign === '·' ? text.follows : undefined}>
              <Parts changes={change.changes} />
            </td>
            <td className="num">{formatCountChange(change.parameters)}</td>
            <td className="num">{formatMegaMacsChange(change.macs)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {text.total}
          </th>
          <td className="num">{formatCountChange(arm.parameters - base.parameters)}</td>
          <td className="num">{formatMegaMacsChange(arm.macs - base.macs)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

/** More than so many parts of a module are counted. */
const MOST_PARTS = 4

function Parts({ changes }: Pick<PlannedChange, 'changes'>) {
  const shown = changes.length <= MOST_PARTS + 1 ? changes : changes.slice(0, MOST_PARTS)
  return (
    <>
      {shown.map(({ sign, what }) => (
        <span className={`change ${SIGN_CLASSES[sign]}`} key={`${sign} ${what}`}>
          {sign === '-' ? <s>{what}</s> : what}
        </span>
      ))}
      {shown.length < changes.length && <span className="note">{text.more(changes.length - shown.length)}</span>}
    </>
  )
}

const SIGN_CLASSES = { '+': 'added', '-': 'removed', '~': '', '·': 'quiet' } as const

/** A plan of an earlier version says what the edits were, in sentences. */
function Sentences({ sentences }: { sentences: readonly string[] }) {
  return (
    <ul>
      {differencesByPlace(sentences).map(({ place, changes }) => (
        <li key={place}>
          <b>{place}</b>
          {changes.map((change) => (
            <Change key={change.part} change={change} />
          ))}
        </li>
      ))}
    </ul>
  )
}

/** A removed part has its name struck; a changed one the sign of a change. */
function Change({ change: { part, change, removed } }: { change: Difference }) {
  if (change === '') return null
  return (
    <span className={removed ? 'change removed' : 'change'}>
      {part !== '' && (removed ? <s>{part}</s> : part)} {change}
    </span>
  )
}
