import { digitsSupported, formatChange, formatCount, formatFixed, formatMegaMacs } from '../../format/numbers'
import { controlResiduals } from '../../study/control-words'
import { armLook } from '../arm-look'
import { pairedDifference } from '../paired-difference'
import { armAnchor } from '../provenance'
import type { ReportSection } from '../report-document'
import type { ComparedFacts } from '../report-facts'
import { type TableCell, type TableColumn, type TableNote, type TableRow, unitOf } from '../report-table'
import { replicateCount } from './effects-section'

/** The base against itself. */
const NO_CHANGE: TableCell = { kind: 'text', text: ['·'], weight: 'quiet' }

const BLANK: TableCell = { kind: 'blank' }

const COST_COLUMNS: readonly TableColumn[] = [
  { key: 'macs', heading: 'MACs', unit: 'M', align: 'end' },
  { key: 'macs-change', heading: 'Δ base', align: 'end' },
  { key: 'parameters', heading: 'Parameters', align: 'end' },
  { key: 'parameters-change', heading: 'Δ base', align: 'end', repeats: true },
  { key: 'seconds', heading: 'Time', unit: 's', align: 'end' },
]

/** Of imported runs costs are not known: their columns are left out. */
function hasCosts({ plan }: ComparedFacts): boolean {
  return plan.arms.some(({ macs }) => macs !== null)
}

/** Of an accuracy on a known number of images. */
function hasImageErrors({ analysis }: ComparedFacts): boolean {
  return analysis.arms.some(({ imageError }) => imageError !== null)
}

function ratioOf(cost: number | null, base: number | null): number | null {
  return cost === null || base === null ? null : cost / base
}

/** Every arm: its levels, its outcome, its cost. */
export function armsSection(facts: ComparedFacts): ReportSection {
  const { plan, analysis, words } = facts
  const columns: readonly TableColumn[] = [
    { key: 'arm', heading: 'Arm', align: 'start', rowHeading: true, grows: true },
    ...plan.factors.map(
      ({ name }): TableColumn => ({ key: `level-${name}`, heading: name, align: 'start', repeats: true }),
    ),
    { key: 'n', heading: analysis.testing.diverged === 'chance' ? 'Counted' : 'Finished', align: 'end' },
    { key: 'mean', heading: 'Mean', ...unitOf(words.valueUnit), align: 'end' },
    { key: 'sd', heading: 'SD', ...unitOf(words.unit), align: 'end' },
    ...(hasImageErrors(facts)
      ? [{ key: 'image-error', heading: 'Images', ...unitOf(words.unit), align: 'end' as const }]
      : []),
    { key: 'interval', heading: '95 % interval', ...unitOf(words.valueUnit), align: 'end' },
    { key: 'difference', heading: 'Δ base', ...unitOf(words.unit), align: 'end' },
    ...(hasCosts(facts) ? COST_COLUMNS : []),
  ]
  const changes = plan.arms.flatMap(({ macs }) => ratioOf(macs, facts.base.macs) ?? []).map((ratio) => ratio - 1)
  const range = [Math.min(0, ...changes), Math.max(0, ...changes)] as const
  const digits = Math.max(
    1,
    ...analysis.arms.map(({ interval }) =>
      interval ? digitsSupported(halfWidth(interval) * (words.unit === 'pp' ? 100 : 1), words.digits) : 1,
    ),
  )
  return {
    id: 'arms',
    title: 'Arms',
    note: hasCosts(facts) ? `${analysis.outcome}; costs per image at inference` : `outcome: ${analysis.outcome}`,
    blocks: [
      {
        kind: 'table',
        id: 'arms-table',
        caption: `Arms: outcome over finished trials${hasCosts(facts) ? ', and cost' : ''}`,
        columns,
        groups: [{ rows: plan.arms.map((arm) => row(arm, facts, range[0] === range[1] ? [0, 1] : range, digits)) }],
        notes: notes(facts),
      },
    ],
  }
}

function halfWidth([low, high]: readonly [number, number]): number {
  return (high - low) / 2
}

function row(
  arm: ComparedFacts['base'],
  facts: ComparedFacts,
  range: readonly [number, number],
  digits: number,
): TableRow {
  const { plan, base, words } = facts
  const analysed = facts.analysedArm(arm.id)
  const to = armAnchor(plan, arm.id)
  const own = (value: number | null, text: (value: number) => string, weight?: 'strong'): TableCell =>
    value === null ? { kind: 'blank' } : { kind: 'number', text: text(value), value, to, ...(weight && { weight }) }
  const { n, mean: centre, sd, interval } = analysed
  const isBase = arm.id === base.id
  const change = (ratio: number): TableCell =>
    isBase ? NO_CHANGE : { kind: 'number', text: formatChange(ratio), value: ratio, to }
  const costCells = (): readonly TableCell[] => {
    const macs = ratioOf(arm.macs, base.macs)
    const parameters = ratioOf(arm.parameters, base.parameters)
    return [
      own(arm.macs, formatMegaMacs),
      isBase ? NO_CHANGE : macs === null ? BLANK : { kind: 'change', ratio: macs, range, to },
      own(arm.parameters, formatCount),
      parameters === null ? BLANK : change(parameters),
      own(analysed.seconds, (value) => formatFixed(value, 1)),
    ]
  }
  return {
    ...(analysed.failed > 0 && { tone: 'bad' as const }),
    cells: [
      { kind: 'arm', label: arm.label, look: armLook(plan.factors, arm), to },
      ...plan.factors.map(({ name, levels }): TableCell => {
        const level = arm.levels[name]
        return level === undefined ? { kind: 'blank' } : { kind: 'level', level, base: level === levels[0] }
      }),
      replicateCount(n, plan.replicates, to),
      own(centre, (value) => words.value(value, digits), 'strong'),
      own(sd, (value) => words.value(value)),
      ...(hasImageErrors(facts) ? [own(analysed.imageError, (value) => words.value(value))] : []),
      interval === null
        ? { kind: 'blank' }
        : {
            kind: 'number',
            text: `${words.value(interval[0], digits)} to ${words.value(interval[1], digits)}`,
            value: interval,
            to,
          },
      isBase ? NO_CHANGE : own(pairedDifference(analysed, facts.analysedArm(base.id)), words.signed),
      ...(hasCosts(facts) ? costCells() : []),
    ],
  }
}

/** Whose controls there are, and how near they come. */
function controlsNote({ arms }: ComparedFacts['plan']): readonly string[] {
  const residuals = controlResiduals(arms)
  return residuals.length === 0
    ? []
    : [` Controls are arms rescaled in width to the base’s cost; off it by: ${residuals.join('; ')}.`]
}

function notes(facts: ComparedFacts): readonly TableNote[] {
  const { plan, analysis, diverged, label, words } = facts
  const heads = plan.arms.some(({ macs, trainingMacs }) => macs !== trainingMacs)
  return [
    {
      text: [
        `Mean, SD and Student t interval over finished trials. Δ base: for ${words.noun} the mean paired difference over replicates that both arms finished`,
        hasCosts(facts)
          ? '; for costs the relative change, bars on one scale. Time: median of a finished trial, wall clock, taken while the study’s workers ran side by side.'
          : '.',
        hasImageErrors(facts)
          ? ' SD: between seeds, on the same images. Images: the binomial standard error that so many images give each mean, whatever its seeds; the interval does not hold it.'
          : '',
        heads
          ? ' Auxiliary classifiers are dropped at inference, so they cost nothing here; what they add to training is under “What differs”.'
          : '',
        ...controlsNote(plan),
        analysis.arms.some(({ n }) => n < 2)
          ? ' An arm with fewer than two finished trials shows no spread, so it has no interval.'
          : '',
      ],
    },
    ...(diverged.length > 0
      ? [
          {
            text: [
              analysis.testing.diverged === 'chance'
                ? 'Diverged, and counted, as the study declared, as what a network reaches that knows nothing: '
                : 'Diverged and counted in no mean: ',
              ...diverged.flatMap(({ arm, replicate, anchor }, index) => [
                index > 0 ? '; ' : '',
                { text: `${label(arm)}, replicate ${replicate}`, to: anchor },
              ]),
              '.',
            ],
          },
        ]
      : []),
  ]
}
