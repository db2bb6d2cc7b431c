import { formatFixed, formatPercent } from '../../format/numbers'
import { armLook } from '../arm-look'
import { armAnchor } from '../provenance'
import type { ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import type { TableCell } from '../report-table'

/** How fast arms learn, in numbers: the end of a curve does not tell. Null before any trial has finished. */
export function convergenceSection({ analysis, plan }: ReportFacts): ReportSection | null {
  const { convergenceLevel: level } = analysis
  const arms = plan.arms.flatMap((arm) => {
    const convergence = analysis.arms.find(({ id }) => id === arm.id)?.convergence
    return convergence ? [{ arm, convergence, n: analysis.arms.find(({ id }) => id === arm.id)?.n ?? 0 }] : []
  })
  if (level === null || arms.length === 0 || plan.epochs < 2) return null
  return {
    id: 'convergence',
    title: 'How fast arms learn',
    note: 'of validation accuracy, whatever the outcome is',
    blocks: [
      {
        kind: 'table',
        id: 'convergence-table',
        caption: `Epochs and seconds of training to ${formatPercent(level, 0)} %, and the area under the curve`,
        compact: true,
        columns: [
          { key: 'arm', heading: 'Arm', align: 'start', rowHeading: true, grows: true },
          { key: 'reached', heading: 'Reached by', align: 'end' },
          { key: 'epochs', heading: 'Epochs', align: 'end' },
          { key: 'seconds', heading: 'Seconds', align: 'end' },
          { key: 'area', heading: 'Area', unit: '%', align: 'end' },
        ],
        groups: [
          {
            rows: arms.map(({ arm, convergence, n }) => {
              const to = armAnchor(plan, arm.id)
              const own = (value: number | null, text: (value: number) => string): TableCell =>
                value === null ? { kind: 'blank' } : { kind: 'number', text: text(value), value, to }
              return {
                cells: [
                  { kind: 'arm' as const, label: arm.label, look: armLook(plan.factors, arm), to },
                  own(convergence.reached, (value) => `${value} of ${n}`),
                  own(convergence.epochs, (value) => formatFixed(value, Number.isInteger(value) ? 0 : 1)),
                  own(convergence.seconds, (value) => formatFixed(value, 1)),
                  own(convergence.area, (value) => formatPercent(value, 1)),
                ],
              }
            }),
          },
        ],
        notes: [
          {
            text: [
              `The level is ${formatPercent(level, 0)} %: what the arm that ends lowest reaches in the median, rounded down, so that it is one that all can reach. Medians over the trials that reached it; seconds are of training alone, with trials side by side. Area: mean of the curve over its length.`,
            ],
          },
        ],
      },
    ],
  }
}
