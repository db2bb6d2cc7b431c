import { formatChange, formatFixed, formatP, formatPoints, formatPointsInterval } from '../../format/numbers'
import type { Contrast } from '../../study/analysis'
import { changeWords, MATCHED_WORDS } from '../../study/control-words'
import { equivalenceMargin } from '../equivalence-margin'
import { effectScale } from '../figures/effect-scale'
import { contrastAnchor } from '../provenance'
import type { ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import type { IntervalCell, LinearScale, NumberCell, TableCell, TableColumn, TableRow } from '../report-table'

const COLUMNS: readonly TableColumn[] = [
  { key: 'contrast', heading: 'Contrast', align: 'start', rowHeading: true },
  { key: 'plot', heading: '', align: 'start', grows: true },
  { key: 'effect', heading: 'Effect', unit: 'pp', align: 'end' },
  { key: 'interval', heading: '95 % interval', unit: 'pp', align: 'end' },
  { key: 'd', heading: 'd', align: 'end', repeats: true },
  { key: 't', heading: 't (df)', align: 'end', repeats: true },
  { key: 'p', heading: 'p', align: 'end' },
  { key: 'holm', heading: 'p, Holm', align: 'end' },
  { key: 'macs', heading: 'MACs', align: 'end' },
  { key: 'n', heading: 'Replicates', align: 'end' },
]

/** Each contrast with its interval, drawn and in numbers. */
export function effectsSection({ analysis, study, plan }: ReportFacts): ReportSection {
  const margins = analysis.contrasts.map((contrast) => equivalenceMargin(contrast, study.hypotheses))
  const scale = effectScale(
    analysis.contrasts,
    margins.filter((margin) => margin !== null),
  )
  const shaded = margins.some((margin) => margin !== null)
    ? ' · shaded: the margin within which a claim counts it as equal'
    : ''
  return {
    id: 'effects',
    title: 'Effects on accuracy',
    note: 'each averaged over the other factors within a replicate',
    blocks: [
      {
        kind: 'table',
        id: 'effects-table',
        caption: 'Effects: change of validation accuracy when one factor changes its level',
        columns: COLUMNS,
        groups: [
          {
            rows: analysis.contrasts.map((contrast, index) =>
              row(contrast, contrastAnchor(index), scale, margins[index] ?? null, plan.replicates),
            ),
          },
        ],
        footer: [{ kind: 'blank' }, { kind: 'axis', scale }],
        notes: [
          {
            text: [
              `Point: mean over replicates · line: 95 % paired t interval, an arrow where it goes on · small: each replicate · scale in pp${shaded}. ` +
                'p, Holm: adjusted for the number of contrasts. MACs: change at inference, same arms. pp: percentage points.',
            ],
            ofRepeats: 'd: mean of the paired differences over their standard deviation; t: the paired t statistic.',
          },
        ],
      },
    ],
  }
}

function row(contrast: Contrast, to: string, scale: LinearScale, margin: number | null, replicates: number): TableRow {
  const { factor, from, at, estimate, interval, effectSize, statistic, df, p, pHolm, macsRatio, n } = contrast
  const number = (value: number | null, text: (value: number) => string): TableCell =>
    value === null ? { kind: 'blank' } : { kind: 'number', text: text(value), value, to }
  return {
    cells: [
      {
        kind: 'text',
        text: [factor],
        weight: 'strong',
        after: `${from} → ${contrast.to}${at === undefined ? '' : `, ${MATCHED_WORDS[at]}`}`,
      },
      plot(contrast, scale, margin),
      estimate === null
        ? { kind: 'blank' }
        : { kind: 'number', text: formatPoints(estimate), value: estimate, to, weight: 'strong' },
      interval === null
        ? { kind: 'blank' }
        : { kind: 'number', text: formatPointsInterval(interval), value: interval, to },
      number(effectSize, (value) => formatFixed(value, 2)),
      statistic === null || df === null
        ? { kind: 'blank' }
        : { kind: 'number', text: `${formatFixed(statistic, 2)} (${df})`, value: statistic, to },
      number(p, formatP),
      number(pHolm, formatP),
      { kind: 'number', text: formatChange(macsRatio), value: macsRatio, to },
      replicateCount(n, replicates, to),
    ],
  }
}

function plot(contrast: Contrast, scale: LinearScale, margin: number | null): IntervalCell {
  const { estimate, interval, differences } = contrast
  const numbers =
    estimate === null
      ? 'no complete replicate'
      : `${formatPoints(estimate)} pp${interval ? `, 95 % interval ${formatPointsInterval(interval)}` : ', no interval'}`
  return {
    kind: 'interval',
    scale,
    estimate,
    interval,
    values: differences.map(({ value }) => value),
    margin,
    label: `${changeWords(contrast).replace(' → ', ' to ')}: ${numbers}`,
  }
}

/** `3 of 3`; fewer than planned is pointed out. */
export function replicateCount(n: number, planned: number, to: string): NumberCell {
  return { kind: 'number', text: `${n} of ${planned}`, value: n, to, weight: n < planned ? 'warn' : 'quiet' }
}
