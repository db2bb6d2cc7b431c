import type { KeyboardEvent } from 'react'
import { formatChange, formatCount, formatMegaMacs } from '../../shared/format/numbers'
import { messages } from '../../shared/messages'
import type { PlannedArm, StudyPlan } from '../../shared/study/plan'
import { Section } from '../frame/section'
import { type Cost, costDelta, type DeltaScale, deltaScale } from './cost-deltas'
import { DeltaAxis, DeltaBar } from './delta-bar'

const text = messages.study.arms

/** Every arm with its levels and costs; the selected one tells below what it changes. */
export function ArmTable({
  plan,
  selected,
  onSelect,
}: {
  plan: StudyPlan
  selected: string | null
  onSelect: (arm: string) => void
}) {
  const [base] = plan.arms
  if (base === undefined) return null
  const scale = deltaScale(plan.arms, base)
  const auxiliary = trainingOnlyMacs(plan.arms)
  return (
    <Section title={text.title} note={text.note}>
      <table className="arms">
        <thead>
          <tr>
            <th scope="col">{text.arm}</th>
            {plan.factors.map(({ name }) => (
              <th key={name} scope="col" title={name}>
                <span className="ellipsis factor">{name}</span>
              </th>
            ))}
            <th scope="col" className="num">
              {text.parameters}
            </th>
            <th scope="col" className="num wide-only">
              {text.change}
            </th>
            <th className="bar-cell wide-only">
              <DeltaAxis scale={scale} label={text.bars} />
            </th>
            <th scope="col" className="num" title={text.macsTitle}>
              {text.macs}
            </th>
            <th scope="col" className="num">
              {text.change}
            </th>
            <th className="bar-cell">
              <DeltaAxis scale={scale} label={text.bars} />
            </th>
          </tr>
        </thead>
        <tbody>
          {plan.arms.map((arm) => (
            <ArmRow
              key={arm.id}
              arm={arm}
              base={base}
              plan={plan}
              scale={scale}
              selected={arm.id === selected}
              onSelect={() => onSelect(arm.id)}
            />
          ))}
        </tbody>
      </table>
      <p className="note">
        {text.deltaNote} {auxiliary !== null && text.auxiliaryNote(auxiliary)}
      </p>
    </Section>
  )
}

/** What the auxiliary classifiers add to a training pass: `0.08`, `0.08 to 0.12`; null where no arm has them. */
function trainingOnlyMacs(arms: readonly PlannedArm[]): string | null {
  const added = arms.map(({ macs, trainingMacs }) => trainingMacs - macs).filter((macs) => macs > 0)
  if (added.length === 0) return null
  const [least, most] = [formatMegaMacs(Math.min(...added)), formatMegaMacs(Math.max(...added))]
  return least === most ? least : messages.live.range(least, most)
}

function ArmRow({
  arm,
  base,
  plan,
  scale,
  selected,
  onSelect,
}: {
  arm: PlannedArm
  base: PlannedArm
  plan: StudyPlan
  scale: DeltaScale
  selected: boolean
  onSelect: () => void
}) {
  return (
    <tr className={selected ? 'selected' : undefined} aria-selected={selected} onClick={onSelect}>
      <th scope="row">
        <button type="button" aria-pressed={selected} onClick={onSelect} onKeyDown={moveByArrows} title={arm.id}>
          {arm.label}
        </button>
      </th>
      {plan.factors.map(({ name, levels }) => (
        <LevelCell key={name} level={arm.levels[name] ?? ''} levels={levels} />
      ))}
      <CostCells cost="parameters" arm={arm} base={base} scale={scale} />
      <CostCells cost="macs" arm={arm} base={base} scale={scale} />
    </tr>
  )
}

/** A full dot for the base's level, a hollow one for another; where there are but two, the dot alone does in a narrow window. */
function LevelCell({ level, levels }: { level: string; levels: readonly string[] }) {
  return (
    <td title={level}>
      <span className={level === levels[0] ? 'level' : 'level hollow'} />
      <span className={levels.length > 2 ? undefined : 'wide-only'}>{level}</span>
    </td>
  )
}

function CostCells({ cost, arm, base, scale }: { cost: Cost; arm: PlannedArm; base: PlannedArm; scale: DeltaScale }) {
  const delta = costDelta(arm, base, cost, scale)
  // On a narrow window the second cost's columns suffice: computation is what most studies ask about.
  const secondary = cost === 'parameters' ? ' wide-only' : ''
  return (
    <>
      <td className="num">{cost === 'macs' ? formatMegaMacs(delta.value) : formatCount(delta.value)}</td>
      <td className={`num${secondary}`}>{formatChange(delta.ratio)}</td>
      <td className={`bar-cell${secondary}`}>
        <DeltaBar delta={delta} scale={scale} />
      </td>
    </>
  )
}

function moveByArrows(event: KeyboardEvent<HTMLButtonElement>) {
  const row = event.currentTarget.closest('tr')
  const next =
    event.key === 'ArrowDown' ? row?.nextElementSibling : event.key === 'ArrowUp' ? row?.previousElementSibling : null
  const button = next?.querySelector('button')
  if (!button) return
  event.preventDefault()
  button.focus()
  button.click()
}
