import { formatFixed, formatPercent } from '../../format/numbers'
import { auxiliaryWeightOf } from '../../study/plan'
import {
  type ArmCurves,
  armCurves,
  type CurveValue,
  headLoss,
  headNames,
  mainTrainingLoss,
  validationAccuracy,
} from '../arm-curves'
import { armLook } from '../arm-look'
import { type CurveAxes, curveAxes, curveDomain } from '../figures/curve-axes'
import { CurvePanel } from '../figures/curve-panel'
import { ACCURACY_DIGITS, LOSS_DIGITS, meanWithReach } from '../mean-with-reach'
import { armAnchor } from '../provenance'
import type { FigurePanel, FigureSeries, ReportFigure, ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import { counted } from '../words'

const PANEL = { width: 248, height: 168 }
const NOTES = [
  'thin: each replicate',
  'thick: mean',
  'band: 95 % t interval of the mean, from three finished trials on',
  '±: half of it at the last epoch',
  'dotted: mean of the base',
]
const MOST_COLUMNS = 4

/** How accuracy and loss went, arm by arm on the same axes. Null before any trial has an epoch. */
export function curvesSection(facts: ReportFacts): ReportSection | null {
  if (facts.trials.every(({ result }) => result === null || result.curve.length === 0)) return null
  return {
    id: 'curves',
    title: 'Learning curves',
    note: 'over epochs, the same axes in every panel',
    blocks: [accuracyFigure(facts), lossFigure(facts)],
  }
}

function accuracyFigure(facts: ReportFacts): ReportFigure {
  const arms = facts.plan.arms.map(({ id }) => ({ id, curves: armCurves(facts.trialsOf(id), validationAccuracy) }))
  const axes = curveAxes(facts.plan.epochs, curveDomain(arms.map(({ curves }) => curves)), {
    ...PANEL,
    right: 10,
    format: (value, digits) => formatPercent(value, Math.max(0, digits - 2)),
  })
  const percent = (value: number) => formatPercent(value, 1)
  return {
    kind: 'figure',
    id: 'accuracy-figure',
    caption: 'Validation accuracy, %.',
    notes: [...NOTES, ...cutNote(axes, arms), ...divergedNote(facts)],
    alternative: inWords(facts, arms, (value) => `${percent(value)} %`),
    columns: columnsOf(facts),
    panels: panels(facts, arms, ({ curves, base, hue, label }) => (
      <CurvePanel
        axes={axes}
        curves={curves}
        base={base}
        hue={hue}
        others={[]}
        summary={{ corner: 'bottom', lines: summary(facts, curves, { scale: 100, digits: ACCURACY_DIGITS }) }}
        label={`${label}: ${course(curves, (value) => `${percent(value)} %`)}`}
      />
    )),
  }
}

function lossFigure(facts: ReportFacts): ReportFigure {
  const arms = facts.plan.arms.map(({ id }) => ({
    id,
    curves: armCurves(facts.trialsOf(id), mainTrainingLoss(auxiliaryWeightOf(facts.plan, id))),
  }))
  const heads = facts.plan.arms.map(({ id }) => {
    const trials = facts.trialsOf(id)
    return headNames(trials).map((name) => ({ name, points: armCurves(trials, headLoss(name)).mean }))
  })
  const labelled = heads.some((own) => own.length > 0)
  const domain = curveDomain(
    arms.map(({ curves }) => curves),
    heads.flatMap((own) => own.map(({ points }) => points)),
  )
  const axes = curveAxes(facts.plan.epochs, domain, { ...PANEL, right: labelled ? 58 : 10, format: formatFixed })
  const loss = (value: number) => formatFixed(value, 3)
  return {
    kind: 'figure',
    id: 'loss-figure',
    caption: 'Training loss of the main classifier, cross-entropy, mean over an epoch.',
    notes: [
      ...NOTES,
      ...cutNote(axes, arms),
      ...(labelled
        ? ['dashed: auxiliary classifiers’ own losses, unweighted and not in the thick line, mean over replicates']
        : []),
    ],
    alternative: inWords(facts, arms, loss),
    columns: columnsOf(facts),
    panels: panels(facts, arms, ({ curves, base, hue, label }, index) => (
      <CurvePanel
        axes={axes}
        curves={curves}
        base={base}
        hue={hue}
        others={heads[index] ?? []}
        summary={{ corner: 'top', lines: summary(facts, curves, { scale: 1, digits: LOSS_DIGITS }) }}
        label={`${label}, loss: ${course(curves, loss)}`}
      />
    )).map((panel, index) => ({ ...panel, data: [...panel.data, ...headSeries(heads[index] ?? [])] })),
  }
}

interface ShownArm {
  readonly id: string
  readonly curves: ArmCurves
}

type Drawn = ShownArm & Pick<Parameters<typeof CurvePanel>[0], 'base' | 'hue'> & { readonly label: string }

function panels(
  { plan, base, label }: ReportFacts,
  arms: readonly ShownArm[],
  draw: (arm: Drawn, index: number) => FigurePanel['drawing'],
): readonly FigurePanel[] {
  const baseMean = arms.find(({ id }) => id === base.id)?.curves.mean ?? []
  return plan.arms.flatMap((planned, index) => {
    const { id } = planned
    const arm = arms[index]
    if (!arm) return []
    const look = armLook(plan.factors, planned)
    const shown = { ...arm, base: id === base.id ? null : baseMean, hue: look.hue, label: label(id) }
    return [
      {
        id,
        title: { text: label(id), look, to: armAnchor(plan, id) },
        drawing: draw(shown, index),
        width: PANEL.width,
        data: seriesOf(shown.curves),
      },
    ]
  })
}

function seriesOf({ finished, diverged, mean, band }: ArmCurves): readonly FigureSeries[] {
  const rows = (points: readonly CurveValue[]) => points.map(({ epoch, value }) => [epoch, value] as const)
  const columns = ['epoch', 'value'] as const
  return [
    { name: 'mean', columns, rows: rows(mean) },
    {
      name: '95 % t interval of the mean',
      columns: ['epoch', 'low', 'high'],
      rows: band.map(({ epoch, interval }) => [epoch, ...interval]),
    },
    ...finished.map(({ trial, points }) => ({ name: `trial ${trial.id}`, columns, rows: rows(points) })),
    ...diverged.map(({ trial, points }) => ({ name: `trial ${trial.id}, diverged`, columns, rows: rows(points) })),
  ]
}

function headSeries(
  heads: readonly { readonly name: string; readonly points: readonly CurveValue[] }[],
): readonly FigureSeries[] {
  return heads.map(({ name, points }) => ({
    name: `${name}, mean`,
    columns: ['epoch', 'value'],
    rows: points.map(({ epoch, value }) => [epoch, value]),
  }))
}

/** A row for each level of the first factor, where that many panels fit. */
function columnsOf({ plan }: ReportFacts): number {
  const rows = plan.factors[0]?.levels.length ?? 1
  const columns = plan.arms.length / rows
  return Number.isInteger(columns) && columns <= MOST_COLUMNS ? columns : Math.min(MOST_COLUMNS, plan.arms.length)
}

/** `86.5 ± 1.2`, `3 of 3 replicates`. */
function summary(
  { plan }: ReportFacts,
  curves: ArmCurves,
  { scale, digits }: { scale: number; digits: Parameters<typeof meanWithReach>[2] },
): readonly string[] {
  const last = curves.mean.at(-1)
  if (!last) return ['no finished trial']
  const done = `${curves.finished.length} of ${counted(plan.replicates, 'replicate', 'replicates')}`
  const [low, high] = curves.band.at(-1)?.interval ?? []
  const interval = low === undefined || high === undefined ? null : ([low * scale, high * scale] as const)
  return [meanWithReach(last.value * scale, interval, digits), done]
}

function course({ mean, finished }: ArmCurves, format: (value: number) => string): string {
  const [first, last] = [mean[0], mean.at(-1)]
  if (!first || !last) return 'no finished trial'
  return `mean of ${finished.length} from ${format(first.value)} in epoch ${first.epoch} to ${format(last.value)} in epoch ${last.epoch}`
}

function inWords({ label }: ReportFacts, arms: readonly ShownArm[], format: (value: number) => string): string {
  return arms.map(({ id, curves }) => `${label(id)}: ${course(curves, format)}.`).join(' ')
}

function cutNote({ plot, y }: CurveAxes, arms: readonly ShownArm[]): readonly string[] {
  const cut = arms.some(({ curves }) =>
    curves.band.some(({ interval: [low, high] }) => y(low) > plot.height || y(high) < 0),
  )
  return cut ? ['bands are cut at the edge of the panel'] : []
}

function divergedNote({ diverged }: ReportFacts): readonly string[] {
  return diverged.length > 0 ? ['dashed with a cross: diverged, up to its last finished epoch'] : []
}
