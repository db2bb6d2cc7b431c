import { messages } from '../../shared/messages'
import type { StudyPlan } from '../../shared/study/plan'
import { Strip } from '../frame/strip'
import { Aliases } from './aliases'
import { ArmTable } from './arm-table'
import { Differences } from './differences'
import { PlanSummary } from './plan-summary'
import { TrialOrder } from './trial-order-strip'

/** What will be run, costed. */
export function PlanPanel({
  plan,
  selected,
  onSelect,
}: {
  plan: StudyPlan
  /** The arm whose changes are shown. */
  selected: string | null
  onSelect: (arm: string) => void
}) {
  const arm = plan.arms.find(({ id }) => id === selected) ?? plan.arms[1] ?? plan.arms[0]
  return (
    <div className="plan-content">
      <PlanSummary plan={plan} />
      {plan.warnings.map((warning) => (
        <Strip key={warning} tone="warn">
          {warning}
        </Strip>
      ))}
      {plan.aliases.length > 0 && <Strip tone="warn">{messages.study.aliases.warning(plan.aliases.length)}</Strip>}
      <ArmTable plan={plan} selected={arm?.id ?? null} onSelect={onSelect} />
      {plan.aliases.length > 0 && <Aliases plan={plan} />}
      {arm !== undefined && <Differences arm={arm} base={plan.arms[0] ?? arm} />}
      <TrialOrder plan={plan} />
    </div>
  )
}
