import { formatCount } from '../../shared/format/numbers'
import { messages } from '../../shared/messages'
import type { StudyPlan } from '../../shared/study/plan'
import { Section } from '../frame/section'

const text = messages.study.aliases

/** What a fraction cannot tell apart, and how it was made. */
export function Aliases({ plan: { aliases, fraction } }: { plan: StudyPlan }) {
  return (
    <Section title={text.title} note={text.note}>
      <ul className="aliases">
        {aliases.map((alias) => (
          <li key={alias}>{alias}</li>
        ))}
      </ul>
      {fraction !== undefined && (
        <p className="note">
          {text.made(fraction.resolution, fraction.generators.join(', '))} {relation(fraction.definingRelation)}
        </p>
      )}
    </Section>
  )
}

/** The longest words tell least. */
const MOST_WORDS = 15

function relation(words: readonly string[]): string {
  const more = words.length - MOST_WORDS
  return text.relation(words.slice(0, MOST_WORDS).join(' = '), more > 0 ? formatCount(more) : null)
}
