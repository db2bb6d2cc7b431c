import { changeWords } from '../../analysis/change-words'
import type { Contrast } from '../../analysis/contrasts'
import { type Evidence, TEST_WORDS } from '../../analysis/evidence'
import type { OutcomeWords } from '../../analysis/outcome-words'
import { formatChange, formatFixed, formatP, formatSigned } from '../../format/numbers'
import type { TestName } from '../../study/analysis-schema'
import { MATCHED_WORDS } from '../../study/control-words'
import { equivalenceMargin } from '../equivalence-margin'
import { effectScale } from '../figures/effect-scale'
import { contrastAnchor } from '../provenance'
import type { ReportSection } from '../report-document'
import type { ComparedFacts } from '../report-facts'
import {
  type IntervalCell,
  type LinearScale,
  type NumberCell,
  type TableCell,
  type TableColumn,
  type TableRow,
  unitOf,
} from '../report-table'
import { capital } from '../words'

/** The letter of each test's statistic. */
const STATISTIC: Readonly<Record<TestName, string>> = { 'paired-t': 't (df)', 'sign-flip': 'Mean', wilcoxon: 'W' }

/** The columns of every table of effects. */
export function evidenceColumns(what: string, test: TestName, { unit }: OutcomeWords): readonly TableColumn[] {
  return [
    { key: 'contrast', heading: what, align: 'start', rowHeading: true },
    { key: 'plot', heading: 'Drawn', ...unitOf(unit), align: 'start', grows: true },
    { key: 'effect', heading: 'Effect', ...unitOf(unit), align: 'end' },
    { key: 'interval', heading: '95 % interval', ...unitOf(unit), align: 'end' },
    { key: 'd', heading: 'd', align: 'end', repeats: true },
    { key: 't', heading: STATISTIC[test], align: 'end', repeats: true },
    { key: 'p', heading: 'p', align: 'end' },
    { key: 'holm', heading: 'p, Holm', align: 'end' },
  ]
}

/** Each contrast with its interval, drawn and in numbers. */
export function effectsSection(facts: ComparedFacts): ReportSection {
  const { analysis, study, plan, words } = facts
  const { test, primary } = analysis.testing
  const margins = analysis.contrasts.map((contrast) => equivalenceMargin(contrast, study.hypotheses))
  const claimed = margins.filter((margin) => margin !== null)
  const scale = effectScale(analysis.contrasts, claimed, words)
  const shaded = claimed.length > 0 ? ' · shaded: the margin within which a claim counts it as equal' : ''
  const costs = analysis.contrasts.some(({ macsRatio }) => macsRatio !== null)
  return {
    id: 'effects',
    title: `Effects on ${words.noun}`,
    note: 'each averaged over the other factors within a replicate',
    blocks: [
      {
        kind: 'table',
        id: 'effects-table',
        caption: `Effects: change of ${words.noun} when one factor changes its level`,
        columns: [
          ...evidenceColumns('Contrast', test, words),
          ...(costs
            ? ([
                { key: 'macs', heading: 'MACs', align: 'end' },
                { key: 'per-mac', heading: 'Per M MACs', ...unitOf(words.unit), align: 'end', repeats: true },
              ] as const)
            : []),
          { key: 'n', heading: 'Replicates', align: 'end' },
        ],
        groups: [
          {
            rows: analysis.contrasts.map((contrast, index): TableRow => {
              const to = contrastAnchor(index)
              return {
                cells: [
                  contrastCell(contrast),
                  ...evidenceCells(contrast, changeWords(contrast), {
                    to,
                    scale,
                    margin: margins[index] ?? null,
                    words,
                  }),
                  ...(costs ? costCells(contrast, to, words) : []),
                  replicateCount(contrast.n, plan.replicates, to),
                ],
              }
            }),
          },
        ],
        footer: [{ kind: 'blank' }, { kind: 'axis', scale }],
        notes: [
          {
            text: [
              `Point: mean over replicates · line: 95 % paired t interval, an arrow where it goes on · small: each replicate${scaleWords(words)}${shaded}. ` +
                `p: two-sided ${TEST_WORDS[test]}. p, Holm: ${familyWords(facts)}.` +
                (costs ? ' MACs: change at inference, same arms.' : '') +
                (words.unit === 'pp' ? ' pp: percentage points.' : '') +
                (primary === null ? '' : ` ${capital(primary)} is the primary factor, named before the run.`),
            ],
            ofRepeats:
              `d: mean of the paired differences over their standard deviation; ${statisticWords(test)}.` +
              (costs ? ' Per M MACs: the effect over the millions of multiply-adds that the change adds.' : ''),
          },
        ],
      },
    ],
  }
}

export function scaleWords({ unit }: OutcomeWords): string {
  return unit === '' ? '' : ` · scale in ${unit}`
}

function statisticWords(test: TestName): string {
  if (test === 'paired-t') return 't: the paired t statistic'
  return test === 'wilcoxon'
    ? 'W: the smaller of the two rank sums'
    : 'Mean: the statistic that the signs are flipped for'
}

function familyWords({ analysis: { contrasts, testing } }: ComparedFacts): string {
  const { primary, secondary } = testing.family
  const outside = contrasts.filter(({ family }) => family === null).length
  const others = outside > 0 ? `; ${outside} outside of any family are not adjusted` : ''
  if (primary === 0) return `adjusted for the ${secondary} contrasts of the family${others}`
  return `adjusted within the primary factor’s ${primary} and within the other ${secondary}${others}`
}

function contrastCell({ factor, from, to, at }: Contrast): TableCell {
  const after = `${from} → ${to}${at === undefined ? '' : `, ${MATCHED_WORDS[at]}`}`
  return { kind: 'text', text: [factor], weight: 'strong', after }
}

/** How a row of effects is drawn and told. */
export interface EvidenceLook {
  readonly to?: string
  readonly scale: LinearScale
  readonly margin: number | null
  readonly words: OutcomeWords
}

/** What `evidenceColumns` head, behind the name. @param name in words, for who cannot see the drawing */
export function evidenceCells(own: Evidence, name: string, look: EvidenceLook): readonly TableCell[] {
  const { estimate, interval, effectSize, statistic, df, p, pHolm } = own
  const { to, words } = look
  const link = to === undefined ? {} : { to }
  const number = (value: number | null, text: (value: number) => string): TableCell =>
    value === null ? { kind: 'blank' } : { kind: 'number', text: text(value), value, ...link }
  return [
    plot(own, name, look),
    estimate === null
      ? { kind: 'blank' }
      : { kind: 'number', text: words.signed(estimate), value: estimate, ...link, weight: 'strong' },
    interval === null
      ? { kind: 'blank' }
      : { kind: 'number', text: words.interval(interval), value: interval, ...link },
    number(effectSize, (value) => formatFixed(value, 2)),
    number(statistic, (value) =>
      df === null ? formatFixed(value, own.test === 'sign-flip' ? 4 : 1) : `${formatFixed(value, 2)} (${df})`,
    ),
    number(p, formatP),
    number(pHolm, formatP),
  ]
}

function costCells({ macsRatio, perMegaMac }: Contrast, to: string, words: OutcomeWords): readonly TableCell[] {
  const scale = words.unit === 'pp' ? 100 : 1
  return [
    macsRatio === null ? { kind: 'blank' } : { kind: 'number', text: formatChange(macsRatio), value: macsRatio, to },
    perMegaMac === null
      ? { kind: 'blank' }
      : { kind: 'number', text: formatSigned(perMegaMac * scale, 3), value: perMegaMac, to },
  ]
}

function plot({ estimate, interval, differences }: Evidence, name: string, look: EvidenceLook): IntervalCell {
  const { scale, margin, words } = look
  const numbers =
    estimate === null
      ? 'no complete replicate'
      : `${words.difference(estimate)}${interval ? `, 95 % interval ${words.interval(interval)}` : ', no interval'}`
  return {
    kind: 'interval',
    scale,
    estimate,
    interval,
    values: differences.map(({ value }) => value),
    margin,
    label: `${name.replaceAll(' → ', ' to ')}: ${numbers}`,
  }
}

/** `3 of 3`; fewer than planned is pointed out. */
export function replicateCount(n: number, planned: number, to: string): NumberCell {
  return { kind: 'number', text: `${n} of ${planned}`, value: n, to, weight: n < planned ? 'warn' : 'quiet' }
}
