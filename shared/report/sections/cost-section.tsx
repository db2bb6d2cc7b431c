import { formatMegaMacs } from '../../format/numbers'
import { lookNotes } from '../arm-look'
import { COST_PLOT, CostPlot } from '../figures/cost-plot'
import { costedArms, onFront } from '../figures/costed-arms'
import type { ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import { capital, listed } from '../words'
import { frontWords } from './front-words'

/** What an arm costs against how well it does. Null before any trial has finished. */
export function costSection({ plan, analysis, label, words }: ReportFacts): ReportSection | null {
  const [first] = plan.factors
  const places = new Map(analysis.arms.map(({ id, front }) => [id, front]))
  const arms = costedArms(plan.factors, analysis.arms)
  if (arms.length === 0) return null
  const front = onFront(arms)
  const frontNames = listed(front.map(({ label: name }) => name))
  const unit = words.valueUnit === '' ? '' : ` ${words.valueUnit}`
  const all = arms.map(
    ({ label: name, macs, mean }) => `${name}: ${words.value(mean)}${unit} at ${formatMegaMacs(macs)} M MACs`,
  )
  return {
    id: 'cost',
    title: `${capital(words.noun)} against cost`,
    blocks: [
      {
        kind: 'figure',
        id: 'cost-figure',
        caption: `Mean ${words.noun}${words.valueUnit === '' ? '' : `, ${words.valueUnit}`}, over MACs at inference.`,
        notes: [
          'bar: 95 % t interval, from three finished trials on',
          ...lookNotes(plan.factors, analysis.arms).filter((note) => !first || !note.includes(`: ${first.name} `)),
          'dotted: no arm is both cheaper and better in the mean',
          'bars of equal MACs stand side by side',
          words.moreIsBetter ? `the axis of ${words.noun} does not start at 0` : 'less is better, and stands higher',
        ],
        alternative: `${all.join('. ')}. On the front: ${frontNames}.`,
        columns: 1,
        panels: [
          {
            id: 'cost-panel',
            drawing: (
              <CostPlot
                arms={arms}
                label={`${capital(words.noun)} against MACs of ${arms.length} arms; on the front: ${frontNames}`}
                words={words}
              />
            ),
            width: COST_PLOT.width,
            data: [
              {
                name: 'arms',
                columns: ['arm', 'macs', 'mean', 'low', 'high', 'place', 'beaten-by'],
                rows: arms.map(({ id, macs, mean, interval }) => [
                  id,
                  macs,
                  mean,
                  ...(interval ?? [null, null]),
                  places.get(id)?.place ?? null,
                  places.get(id)?.by ?? null,
                ]),
              },
              {
                name: 'front',
                columns: ['arm', 'macs', 'mean'],
                rows: front.map(({ id, macs, mean }) => [id, macs, mean]),
              },
            ],
          },
        ],
      },
      ...frontWords(analysis.arms, label),
    ],
  }
}
