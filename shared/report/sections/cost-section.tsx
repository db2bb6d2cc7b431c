import { formatMegaMacs, formatPercent } from '../../format/numbers'
import { armLook, lookNotes } from '../arm-look'
import { COST_PLOT, type CostedArm, CostPlot } from '../figures/cost-plot'
import { paretoFront } from '../pareto'
import type { ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import { listed } from '../words'

/** Intervals of two values are wider than any plot; below three none is drawn. */
const LEAST_FOR_INTERVAL = 3

/** What an arm costs against how well it does. Null before any trial has finished. */
export function costSection({ plan, analysis, label }: ReportFacts): ReportSection | null {
  const [first] = plan.factors
  const arms = analysis.arms.flatMap(({ id, label: name, levels, control, macs, mean, interval, n }): CostedArm[] =>
    mean === null
      ? []
      : [
          {
            id,
            label: name,
            look: armLook(plan.factors, { levels, control }),
            group: first ? `${first.name} ${levels[first.name]}` : '',
            macs,
            mean,
            interval: n >= LEAST_FOR_INTERVAL ? interval : null,
          },
        ],
  )
  if (arms.length === 0) return null
  const front = paretoFront(arms.map((arm) => ({ id: arm.id, cost: arm.macs, worth: arm.mean })))
  const words = listed(front.map(({ id }) => label(id)))
  const all = arms.map(
    ({ label: name, macs, mean }) => `${name}: ${formatPercent(mean, 2)} % at ${formatMegaMacs(macs)} M MACs`,
  )
  return {
    id: 'cost',
    title: 'Accuracy against cost',
    blocks: [
      {
        kind: 'figure',
        id: 'cost-figure',
        caption: 'Mean validation accuracy, %, over MACs at inference.',
        notes: [
          'bar: 95 % t interval, from three finished trials on',
          ...lookNotes(plan.factors, analysis.arms).filter((note) => !first || !note.includes(`: ${first.name} `)),
          'dotted: no arm is both cheaper and more accurate in the mean',
          'bars of equal MACs stand side by side',
          'the axis of accuracy does not start at 0',
        ],
        alternative: `${all.join('. ')}. On the front: ${words}.`,
        columns: 1,
        panels: [
          {
            id: 'cost-panel',
            drawing: (
              <CostPlot arms={arms} label={`Accuracy against MACs of ${arms.length} arms; on the front: ${words}`} />
            ),
            width: COST_PLOT.width,
          },
        ],
      },
      {
        kind: 'paragraph',
        text: [
          `On the front of means ${front.length === 1 ? 'is' : 'are'} ${words}. It is drawn through means alone: where intervals overlap, the order of arms is not settled.`,
        ],
      },
    ],
  }
}
