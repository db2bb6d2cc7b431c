import { formatChange, formatCount, formatMegaMacs } from '../../format/numbers'
import { armLook } from '../arm-look'
import { differencesByPlace, placeLine } from '../differences-by-place'
import type { ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import type { TableCell } from '../report-table'

/** How each arm's network differs from the base's, and what that costs. */
export function architecturesSection({ plan, base }: ReportFacts): ReportSection {
  const change = (ratio: number, same: boolean): TableCell =>
    same ? { kind: 'text', text: ['·'], weight: 'quiet' } : { kind: 'number', text: formatChange(ratio), value: ratio }
  return {
    id: 'architectures',
    title: 'What differs',
    note: `every change to the architecture ${plan.architecture}, made by the study’s factors`,
    blocks: [
      {
        kind: 'table',
        id: 'architectures-table',
        caption: 'Architectures: changes against the base, costs in inference and in training',
        columns: [
          { key: 'arm', heading: 'Arm', align: 'start', rowHeading: true },
          { key: 'differs', heading: 'Changed in the base’s architecture', align: 'start', grows: true },
          { key: 'weights', heading: 'Weights', align: 'end', repeats: true },
          { key: 'activations', heading: 'Activations', align: 'end', repeats: true },
          { key: 'training-parameters', heading: 'Parameters, training', align: 'end' },
          { key: 'training-macs', heading: 'MACs, training', unit: 'M', align: 'end' },
          { key: 'training-change', heading: 'Δ base', align: 'end' },
        ],
        groups: [
          {
            rows: plan.arms.map((arm) => ({
              cells: [
                { kind: 'arm', label: arm.label, look: armLook(plan.factors, arm) },
                arm.differs.length > 0
                  ? { kind: 'lines', lines: differencesByPlace(arm.differs).map(placeLine).map(unbroken) }
                  : {
                      kind: 'text',
                      text: [
                        arm.id === base.id
                          ? `${plan.architecture}, as it is at the first level of every factor`
                          : 'nothing',
                      ],
                      weight: 'quiet',
                    },
                { kind: 'number', text: formatCount(arm.weights), value: arm.weights },
                { kind: 'number', text: formatCount(arm.activations), value: arm.activations },
                { kind: 'number', text: formatCount(arm.trainingParameters), value: arm.trainingParameters },
                { kind: 'number', text: formatMegaMacs(arm.trainingMacs), value: arm.trainingMacs },
                change(arm.trainingMacs / base.trainingMacs, arm.id === base.id),
              ],
            })),
          },
        ],
        notes: [
          {
            text: ['Training counts auxiliary classifiers; MACs are those of one forward pass of one image.'],
            ofRepeats:
              'Weights are the multiplicative ones among the parameters; activations are the numbers all layers write for an image at inference.',
          },
        ],
      },
    ],
  }
}

/** No line ends before or after an arrow. */
function unbroken(line: string): string {
  return line.replaceAll(' → ', '\u00a0→\u00a0')
}
