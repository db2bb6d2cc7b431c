import type { StudyAnalysis } from '../../shared/analysis/analysis'
import { measureWords } from '../../shared/analysis/outcome-words'
import { messages } from '../../shared/messages'
import { lookNotes } from '../../shared/report/arm-look'
import { CostPlot } from '../../shared/report/figures/cost-plot'
import { costedArms } from '../../shared/report/figures/costed-arms'
import type { StudyPlan } from '../../shared/study/plan'
import { Section } from '../frame/section'

const text = messages.results.cost

/** What each arm reaches against what it costs, as in the report. */
export function AccuracyAgainstCost({ analysis, plan }: { analysis: StudyAnalysis; plan: StudyPlan }) {
  const { factors } = plan
  const [first] = factors
  const arms = costedArms(factors, analysis.arms)
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
