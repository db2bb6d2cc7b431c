import { formatCount, formatFixed, formatMegaMacs, formatPercent, formatPoints } from '../../shared/format/numbers'
import { messages } from '../../shared/messages'
import { pairedDifference } from '../../shared/report/paired-difference'
import type { AnalysedArm } from '../../shared/study/analysis'
import { Section } from '../frame/section'

const text = messages.results.arms

/** Each arm's outcome with its uncertainty, beside what it costs. */
export function ArmResults({ arms, replicates }: { arms: readonly AnalysedArm[]; replicates: number }) {
  const [base] = arms
  return (
    <Section title={text.title} note={text.note}>
      <table className="arm-results">
        <thead>
          <tr>
            <th scope="col">{text.arm}</th>
            <th scope="col" className="num">
              {text.finished}
            </th>
            <th scope="col" className="num">
              {text.mean}
            </th>
            <th scope="col" className="num">
              {text.sd}
            </th>
            <th scope="col" className="num">
              {text.interval}
            </th>
            <th scope="col" className="num">
              {text.difference}
            </th>
            <th scope="col" className="num">
              {text.parameters}
            </th>
            <th scope="col" className="num" title={text.macsTitle}>
              {text.macs}
            </th>
            <th scope="col" className="num">
              {text.seconds}
            </th>
          </tr>
        </thead>
        <tbody>
          {arms.map((arm) => (
            <tr key={arm.id}>
              <th scope="row">
                <span className="ellipsis" title={arm.label}>
                  {arm.label}
                </span>
              </th>
              <td className={arm.n < replicates ? 'num warn' : 'num sec'}>
                {messages.results.effects.of(arm.n, replicates)}
                {arm.failed > 0 && (
                  <span className="bad">
                    {' · '}
                    {messages.results.failed(arm.failed)}
                  </span>
                )}
              </td>
              <td className="num">{arm.mean === null ? '' : <b>{formatPercent(arm.mean, 2)}</b>}</td>
              <td className="num">{arm.sd === null ? '' : formatPercent(arm.sd, 2)}</td>
              <td className="num">{arm.interval === null ? '' : rangeOf(arm.interval)}</td>
              <td className="num">{arm === base ? messages.study.arms.noChange : differenceTo(base, arm)}</td>
              <td className="num">{formatCount(arm.parameters)}</td>
              <td className="num">{formatMegaMacs(arm.macs)}</td>
              <td className="num">{arm.seconds === null ? '' : formatFixed(arm.seconds, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** In percentage points, over the replicates that both have finished. */
function differenceTo(base: AnalysedArm | undefined, arm: AnalysedArm): string {
  const difference = base === undefined ? null : pairedDifference(arm, base)
  return difference === null ? '' : formatPoints(difference)
}

function rangeOf([low, high]: readonly [number, number]): string {
  return messages.live.range(formatPercent(low, 2), formatPercent(high, 2))
}
