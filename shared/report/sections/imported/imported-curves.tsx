import { scaleLinear } from 'd3-scale'
import { formatFixed } from '../../../format/numbers'
import { mean } from '../../../statistics/sample'
import { estimateMean, meanInterval } from '../../../statistics/student-t'
import { readWrittenNumber } from '../../../study/imported-result'
import type { ArmCurves, CurveValue, TrialCurve } from '../../arm-curves'
import { armLook } from '../../arm-look'
import { type CurveAxes, curveAxes, curveDomain } from '../../figures/curve-axes'
import { CurvePanel } from '../../figures/curve-panel'
import { niceDomain, pixel } from '../../figures/scale'
import type { ImportedFacts, ImportedTrial } from '../../imported-facts'
import { armAnchor } from '../../provenance'
import type { ReportSection } from '../../report-document'
import { counted } from '../../words'

const PANEL = { width: 248, height: 168, right: 10 }
/** Steps that are drawn; a screen has no more room. */
const MOST_STEPS = 200
/** Arms that are drawn: more panels nobody looks at. */
const MOST_ARMS = 48
const MOST_COLUMNS = 4
const LEAST_FOR_BAND = 3

/** How the outcome went over steps, arm by arm on the same axes. Null where each run has its last number alone. */
export function importedCurves(facts: ImportedFacts): ReportSection | null {
  const { plan, words, study, base, label } = facts
  const { stepName } = plan
  const measured = facts.trials.map((trial) => ({ trial, points: pointsOf(trial, study.outcome) }))
  const all = [...new Set(measured.flatMap(({ points }) => points.map(({ epoch }) => epoch)))].sort((a, b) => a - b)
  if (stepName === null || all.length < 2 || plan.arms.length > MOST_ARMS) return null
  const shown = evenly(all, MOST_STEPS)
  const steps = new Set(shown)
  const arms = plan.arms.map((arm) => ({
    arm,
    curves: curvesOf(
      measured
        .filter(({ trial }) => trial.arm === arm.id)
        .map(({ trial, points }) => ({ trial, points: points.filter(({ epoch }) => steps.has(epoch)) })),
      shown,
    ),
  }))
  const axes = stepAxes(shown, domainOf(arms.map(({ curves }) => curves)), words.valueUnit === '%' ? 100 : 1)
  const baseMean = arms.find(({ arm }) => arm.id === base.id)?.curves.mean ?? []
  const unit = words.valueUnit === '' ? '' : `, ${words.valueUnit}`
  const inWords = ({ mean: means }: ArmCurves): string => {
    const [first, last] = [means[0], means.at(-1)]
    return first && last
      ? `mean from ${words.value(first.value)} at ${stepName} ${first.epoch} to ${words.value(last.value)} at ${last.epoch}`
      : 'no step that all runs have'
  }
  return {
    id: 'curves',
    title: 'Curves',
    note: `over ${stepName}, the same axes in every panel`,
    blocks: [
      {
        kind: 'figure',
        id: 'curves-figure',
        caption: `${words.noun}${unit}, over ${stepName}.`,
        notes: [
          'thin: each run',
          'thick: mean, at steps that all finished runs of the arm have',
          'band: 95 % t interval of the mean, from three finished runs on',
          'dotted: mean of the base',
          ...(all.length > shown.length ? [`drawn at ${shown.length} of ${all.length} steps`] : []),
        ],
        alternative: arms.map(({ arm, curves }) => `${label(arm.id)}: ${inWords(curves)}.`).join(' '),
        columns: Math.min(MOST_COLUMNS, plan.arms.length),
        panels: arms.map(({ arm, curves }) => {
          const look = armLook(plan.factors, arm)
          const analysed = facts.analysedArm(arm.id)
          const lines =
            analysed.mean === null
              ? ['no outcome']
              : [words.value(analysed.mean), `${analysed.n} of ${counted(plan.replicates, 'replicate', 'replicates')}`]
          return {
            id: arm.id,
            title: { text: label(arm.id), look, to: armAnchor(plan, arm.id) },
            drawing: (
              <CurvePanel
                axes={axes}
                curves={curves}
                base={arm.id === base.id ? null : baseMean}
                hue={look.hue}
                others={[]}
                summary={{ corner: words.moreIsBetter ? 'bottom' : 'top', lines }}
                label={`${label(arm.id)}: ${inWords(curves)}`}
              />
            ),
            width: PANEL.width,
            data: [
              {
                name: 'mean',
                columns: [stepName, 'value'],
                rows: curves.mean.map(({ epoch, value }) => [epoch, value]),
              },
              ...[...curves.finished, ...curves.diverged].map(({ trial, points }) => ({
                name: `trial ${trial.id}`,
                columns: [stepName, 'value'],
                rows: points.map(({ epoch, value }) => [epoch, value] as const),
              })),
            ],
          }
        }),
      },
    ],
  }
}

/** The outcome's metric at each step at which it is a number. */
function pointsOf(
  { measured }: ImportedTrial,
  { metric, unit }: ImportedFacts['study']['outcome'],
): readonly CurveValue[] {
  const own = measured.series.find((series) => series.metric === metric)
  return (own?.steps ?? []).flatMap((epoch, index) => {
    const value = readWrittenNumber(own?.values[index] ?? 'NaN') / (unit === 'percent' ? 100 : 1)
    return Number.isFinite(value) ? [{ epoch, value }] : []
  })
}

/** So many of a list, the first and the last among them, as evenly as can be. */
function evenly(list: readonly number[], most: number): readonly number[] {
  if (list.length <= most) return list
  return Array.from({ length: most }, (_, index) => list[Math.round((index * (list.length - 1)) / (most - 1))] ?? 0)
}

function curvesOf(
  own: readonly { readonly trial: ImportedTrial; readonly points: readonly CurveValue[] }[],
  steps: readonly number[],
): ArmCurves {
  const curves = own.map(({ trial, points }): TrialCurve & { readonly ends: ImportedTrial['end']['kind'] } => ({
    trial,
    points,
    ends: trial.end.kind,
  }))
  const finished = curves.filter(({ ends }) => ends === 'finished')
  const values = finished.map(({ points }) => new Map(points.map(({ epoch, value }) => [epoch, value])))
  const common = steps.flatMap((epoch) => {
    const found = values.flatMap((known) => known.get(epoch) ?? [])
    return found.length === finished.length && found.length > 0 ? [{ epoch, values: found }] : []
  })
  return {
    finished,
    diverged: curves.filter(({ ends }) => ends === 'diverged'),
    mean: common.map(({ epoch, values: found }) => ({ epoch, value: mean(found) })),
    band: common.flatMap(({ epoch, values: found }) => {
      const estimate = found.length >= LEAST_FOR_BAND ? estimateMean(found) : undefined
      return estimate ? [{ epoch, interval: meanInterval(estimate, 0.95) }] : []
    }),
  }
}

/** As the curves of a study that was run here, arm by arm: lists of all values at once can be too long. */
function domainOf(arms: readonly ArmCurves[]): readonly [number, number] {
  const domains = arms
    .filter(({ finished, diverged }) => finished.length + diverged.length > 0)
    .map((own) => curveDomain([own]))
  return niceDomain(domains.flat())
}

function stepAxes(steps: readonly number[], domain: readonly [number, number], shown: number): CurveAxes {
  const axes = curveAxes(2, domain, {
    ...PANEL,
    format: (value, digits) => formatFixed(value * shown, Math.max(0, digits - (shown === 100 ? 2 : 0))),
  })
  const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 1]
  const x = scaleLinear().domain([first, last]).range([0, axes.plot.width])
  const between = x.ticks(3).filter((tick) => tick > first + (last - first) / 8 && tick < last - (last - first) / 5)
  return { ...axes, epochs: [first, ...between, last], x: (step) => pixel(x(step)) }
}
