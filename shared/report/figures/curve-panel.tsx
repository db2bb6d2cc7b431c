import { area, line } from 'd3-shape'
import type { ArmCurves, CurveValue, TrialCurve } from '../arm-curves'
import type { Hue } from '../arm-look'
import type { CurveAxes } from './curve-axes'
import { spread } from './spread'

export interface CurvePanelProps {
  readonly axes: CurveAxes
  readonly curves: ArmCurves
  readonly hue: Hue
  /** The base's mean; null in its own panel. */
  readonly base: readonly CurveValue[] | null
  /** Means of further quantities, labelled at their ends. */
  readonly others: readonly { readonly name: string; readonly points: readonly CurveValue[] }[]
  /** In a corner: the last mean with its reach, how many trials. */
  readonly summary: { readonly corner: 'top' | 'bottom'; readonly lines: readonly string[] }
  /** What is seen, in words. */
  readonly label: string
}

/** From so many trials on each is drawn fainter, or together they would hide their mean. */
const MANY = 12

/** One arm of a trellis: every trial thin, their mean thick, its band, the base dotted. */
export function CurvePanel({ axes, curves, hue, base, others, summary, label }: CurvePanelProps) {
  const { plot } = axes
  const path = line<CurveValue>()
    .defined(({ value }) => Number.isFinite(value))
    .x(({ epoch }) => axes.x(epoch))
    .y(({ value }) => axes.y(value))
  const band = area<ArmCurves['band'][number]>()
    .x(({ epoch }) => axes.x(epoch))
    .y0(({ interval: [low] }) => axes.y(low))
    .y1(({ interval: [, high] }) => axes.y(high))
  return (
    <svg className={`plot ${hue}`} viewBox={`0 0 ${axes.width} ${axes.height}`} role="img" aria-label={label}>
      <Axes axes={axes} />
      <svg x={plot.left} y={plot.top} width={plot.width} height={plot.height} overflow="hidden" aria-hidden="true">
        {curves.band.length > 0 && <path className="band" d={band([...curves.band]) ?? ''} />}
        {base && <path className="reference" d={path([...base]) ?? ''} />}
        {curves.finished.map(({ trial, points }) => (
          <path
            className={curves.finished.length > MANY ? 'seed many' : 'seed'}
            key={trial.anchor}
            d={path([...points]) ?? ''}
          />
        ))}
        {others.map(({ name, points }) => (
          <path className="other" key={name} d={path([...points]) ?? ''} />
        ))}
        <path className="mean" d={path([...curves.mean]) ?? ''} />
        {axes.epochs.length === 1 &&
          curves.finished.map(({ trial, points: [only] }) => (
            <circle className="mark" key={trial.anchor} cx={axes.x(1)} cy={axes.y(only?.value ?? 0)} r={2.5} />
          ))}
      </svg>
      {curves.diverged.map((curve) => (
        <Diverged
          key={curve.trial.anchor}
          axes={axes}
          curve={curve}
          d={path([...curve.points]) ?? ''}
          free={summary.corner === 'bottom' ? 18 : -10}
        />
      ))}
      <EndLabels axes={axes} others={others} />
      <Summary axes={axes} {...summary} />
    </svg>
  )
}

function Axes({ axes: { plot, epochs, values, x, y } }: { axes: CurveAxes }) {
  const bottom = plot.top + plot.height
  return (
    <g>
      {values.map(({ value, text }) => (
        <g key={value}>
          <line
            className="grid"
            x1={plot.left}
            x2={plot.left + plot.width}
            y1={plot.top + y(value)}
            y2={plot.top + y(value)}
          />
          <text className="end" x={plot.left - 6} y={plot.top + y(value) + 4}>
            {text}
          </text>
        </g>
      ))}
      <line className="axis" x1={plot.left} x2={plot.left + plot.width} y1={bottom} y2={bottom} />
      {epochs.map((epoch) => (
        <text className="middle" key={epoch} x={plot.left + x(epoch)} y={bottom + 16}>
          {epoch}
        </text>
      ))}
    </g>
  )
}

/**
 * Dashed up to the last finite value, a cross there. A curve that leaves the plot ends at its edge.
 * @param free how far below the cross its label finds room; where that is outside the plot, it stands beside the cross
 */
function Diverged({ axes, curve, d, free }: { axes: CurveAxes; curve: TrialCurve; d: string; free: number }) {
  const { plot } = axes
  const last = curve.points.at(-1)
  const x = plot.left + (last ? axes.x(last.epoch) : 5)
  const y = plot.top + Math.min(plot.height - 6, Math.max(6, last ? axes.y(last.value) : plot.height))
  const right = x > plot.left + plot.width / 2
  const fits = last !== undefined && y + free < plot.top + plot.height && y + free > plot.top + 8
  const away = fits ? -4 : 8
  return (
    <g className="diverged">
      <svg x={plot.left} y={plot.top} width={plot.width} height={plot.height} overflow="hidden" aria-hidden="true">
        <path d={d} />
      </svg>
      <path className="cross" d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`} />
      <text className={right ? 'end halo' : 'halo'} x={right ? x - away : x + away} y={fits ? y + free : y + 4}>
        diverged, replicate {curve.trial.replicate}
      </text>
    </g>
  )
}

function EndLabels({ axes, others }: { axes: CurveAxes; others: CurvePanelProps['others'] }) {
  const { plot } = axes
  const ends = others.flatMap(({ name, points }) => {
    const last = points.at(-1)
    return last ? [{ name, x: axes.x(last.epoch), y: Math.max(0, Math.min(plot.height, axes.y(last.value))) }] : []
  })
  const places = spread(
    ends.map(({ y }) => y),
    12,
  )
  return (
    <g className="other-labels">
      {ends.map(({ name, x }, index) => (
        <text key={name} x={plot.left + x + 4} y={plot.top + (places[index] ?? 0) + 4}>
          {name}
        </text>
      ))}
    </g>
  )
}

function Summary({ axes: { plot }, corner, lines }: { axes: CurveAxes } & CurvePanelProps['summary']) {
  const first = corner === 'top' ? plot.top + 12 : plot.top + plot.height - 6 - (lines.length - 1) * 14
  return (
    <g>
      {lines.map((text, index) => (
        <text
          className={index === 0 && lines.length > 1 ? 'end halo figure' : 'end halo'}
          key={text}
          x={plot.left + plot.width - 2}
          y={first + index * 14}
        >
          {text}
        </text>
      ))}
    </g>
  )
}
