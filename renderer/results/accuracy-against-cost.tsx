import type { StudyAnalysis } from '../../shared/analysis/analysis'
import { measureWords } from '../../shared/analysis/outcome-words'
import { messages } from '../../shared/messages'
import { armLook, lookNotes } from '../../shared/report/arm-look'
import { type CostedArm, CostPlot } from '../../shared/report/figures/cost-plot'
import type { StudyPlan } from '../../shared/study/plan'
import { Section } from '../frame/section'

const text = messages.results.cost

/** Of two values the interval is wider than any plot. */
const LEAST_FOR_INTERVAL = 3

/** What each arm reaches against what it costs, as in the report. */
export function AccuracyAgainstCost({ analysis, plan }: { analysis: StudyAnalysis; plan: StudyPlan }) {
  const { factors } = plan
  const [first] = factors
  const arms = analysis.arms.flatMap(({ id, label, levels, control, macs, mean, interval, n }): CostedArm[] =>
    mean === null || macs === null
      ? []
      : [
          {
            id,
            label,
            look: armLook(factors, { levels, control }),
            group: first === undefined ? '' : `${first.name} ${levels[first.name]}`,
            macs,
            mean,
            interval: n >= LEAST_FOR_INTERVAL ? interval : null,
          },
        ],
  )
  if (arms.length < 2) return null
  // The hues are named in the plot itself.
  const marks = lookNotes(factors, analysis.arms).filter(
    (note) => first === undefined || !note.includes(`: ${first.name} `),
  )
  const words = measureWords(analysis.measure)
  const { noun, valueUnit, moreIsBetter } = words
  return (
    <Section title={text.title(noun)} note={text.note(noun, valueUnit, moreIsBetter)}>
      <div className="plot-figure">
        <CostPlot arms={arms} label={text.plot(noun, arms.length)} words={words} />
      </div>
      <p className="note">{marks.join(' · ')}</p>
    </Section>
  )
}
