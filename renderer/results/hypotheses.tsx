import type { JudgedHypothesis, Verdict } from '../../shared/analysis/hypotheses'
import { messages } from '../../shared/messages'
import { Glyph, PendingGlyph } from '../frame/icons'
import { Section } from '../frame/section'

const text = messages.results.hypotheses

/** As the analysis names the test of equivalence. */
const TOST = 'TOST'

const TONES: Readonly<Record<Verdict, string>> = { supported: 'good', refuted: 'bad', undecided: 'sec' }

/** The claims with their verdicts: word, glyph, the sentence, and how it was decided. */
export function Hypotheses({ hypotheses }: { hypotheses: readonly JudgedHypothesis[] }) {
  return (
    <Section title={text.title} note={text.note}>
      <ol className="hypotheses">
        {hypotheses.map(({ claim, verdict, sentence, evidence }) => (
          <li key={claim}>
            <span className={`verdict ${TONES[verdict]}`}>
              <VerdictGlyph verdict={verdict} />
              {text.verdicts[verdict]}
            </span>
            <div>
              <b>{claim}</b>
              <p>{sentence}</p>
            </div>
            <span className="note" title={evidence.includes(TOST) ? text.tost : undefined}>
              {evidence}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

function VerdictGlyph({ verdict }: { verdict: Verdict }) {
  switch (verdict) {
    case 'supported':
      return <Glyph name="check" size={13} />
    case 'refuted':
      return <Glyph name="cross" size={13} />
    case 'undecided':
      return <PendingGlyph size={13} />
  }
}
