import { formatCount, formatMegaMacs } from '../../shared/format/numbers'
import { messages } from '../../shared/messages'
import { type Difference, differencesByPlace } from '../../shared/report/differences-by-place'
import type { PlannedArm } from '../../shared/study/plan'

const text = messages.study.differs

/** What the selected arm changes in the base's architecture. */
export function Differences({ arm, isBase }: { arm: PlannedArm; isBase: boolean }) {
  return (
    <section className="section differences" aria-live="polite">
      <div className="head">
        <h2>{text.title(arm.label)}</h2>
        {!isBase && <span className="note">{text.note}</span>}
      </div>
      {isBase ? (
        <p>{text.base}</p>
      ) : arm.differs.length === 0 ? (
        <p>{text.same}</p>
      ) : (
        <ul>
          {differencesByPlace(arm.differs).map(({ place, changes }) => (
            <li key={place}>
              <b>{place}</b>
              {changes.map((change) => (
                <Change key={change.part} change={change} />
              ))}
            </li>
          ))}
        </ul>
      )}
      <p className="note">
        {text.training(formatCount(arm.trainingParameters), `${formatMegaMacs(arm.trainingMacs)} M`)}
      </p>
    </section>
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
