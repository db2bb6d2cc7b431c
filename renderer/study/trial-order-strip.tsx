import { formatClock, formatPredicted } from '../../shared/format/time'
import { messages } from '../../shared/messages'
import { armLook } from '../../shared/report/arm-look'
import type { StudyPlan } from '../../shared/study/plan'
import { trialOrder } from './trial-order'

const text = messages.study.order
const percent = (share: number) => `${(share * 100).toFixed(3)}%`

/** All trials in the order of running, as wide as their predicted time, in the hue of their arm. */
export function TrialOrder({ plan }: { plan: StudyPlan }) {
  const { trials, replicates } = trialOrder(plan)
  const arms = new Map(plan.arms.map((arm) => [arm.id, arm]))
  const [first] = plan.factors
  return (
    <section className="section order">
      <div className="head">
        <h2>{text.title}</h2>
        <span className="note">
          {text.note}
          {first?.levels.map((level) => (
            <span key={level} className={armLook(plan.factors, { levels: { [first.name]: level } }).hue}>
              {' · '}
              <b className="hue-text">{`${first.name} ${level}`}</b>
            </span>
          ))}
        </span>
      </div>
      <div className="order-strip" role="img" aria-label={text.label}>
        {replicates.length <= 12 &&
          replicates.map(({ replicate, at, width, endsAt }) => (
            <span key={replicate} className="order-replicate" style={{ left: percent(at), width: percent(width) }}>
              <span className="name">{text.replicate(replicate)}</span>
              <span className="ends">{formatClock(endsAt)}</span>
            </span>
          ))}
        {trials.map(({ trial, at, width }) => {
          const arm = arms.get(trial.arm)
          return (
            <i
              key={trial.id}
              className={arm === undefined ? 'ink' : armLook(plan.factors, arm).hue}
              style={{ left: percent(at), width: `max(1px, calc(${percent(width)} - 1px))` }}
              title={text.trial(arm?.label ?? trial.arm, trial.replicate, formatPredicted(trial.seconds))}
            />
          )
        })}
      </div>
    </section>
  )
}
