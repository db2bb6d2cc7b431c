import type { AnalysedArm } from '../../shared/analysis/analysis'
import type { OutcomeWords } from '../../shared/analysis/outcome-words'
import { formatCount, formatFixed, formatMegaMacs } from '../../shared/format/numbers'
import { messages } from '../../shared/messages'
import { pairedDifference } from '../../shared/report/paired-difference'
import { Section } from '../frame/section'

const text = messages.results.arms

/** Each arm's outcome with its uncertainty, beside what it costs. */
export function ArmResults({
  arms,
  replicates,
  words,
}: {
  arms: readonly AnalysedArm[]
  replicates: number
  words: OutcomeWords
}) {
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
              {text.mean(words.valueUnit)}
            </th>
            <th scope="col" className="num">
              {text.sd(words.unit)}
            </th>
            <th scope="col" className="num">
              {text.interval(words.valueUnit)}
            </th>
            <th scope="col" className="num">
              {text.difference(words.unit)}
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
              <td className="num">{arm.mean === null ? '' : <b>{words.value(arm.mean)}</b>}</td>
              <td className="num">{arm.sd === null ? '' : words.value(arm.sd)}</td>
              <td className="num">{arm.interval === null ? '' : rangeOf(arm.interval, words)}</td>
              <td className="num">{arm === base ? messages.study.arms.noChange : differenceTo(base, arm, words)}</td>
              <td className="num">{arm.parameters === null ? '' : formatCount(arm.parameters)}</td>
              <td className="num">{arm.macs === null ? '' : formatMegaMacs(arm.macs)}</td>
              <td className="num">{arm.seconds === null ? '' : formatFixed(arm.seconds, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** Over the replicates that both have finished. */
function differenceTo(base: AnalysedArm | undefined, arm: AnalysedArm, words: OutcomeWords): string {
  const difference = base === undefined ? null : pairedDifference(arm, base)
  return difference === null ? '' : words.signed(difference)
}

function rangeOf([low, high]: readonly [number, number], words: OutcomeWords): string {
  return messages.live.range(words.value(low), words.value(high))
}
