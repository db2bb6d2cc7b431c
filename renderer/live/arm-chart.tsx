import { memo } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, XAxis, YAxis } from 'recharts'
import { messages } from '../../shared/messages'
import type { Hue } from '../../shared/report/arm-look'
import { ACCURACY_DIGITS, LOSS_DIGITS, meanWithReach } from '../../shared/report/mean-with-reach'
import type { ArmCurves } from './arm-curves'
import type { Axis } from './axis'
import type { CurvePoint, Metric, TrialCurve } from './curves'

const text = messages.live
const MARGIN = { top: 6, right: 8, bottom: 0, left: 0 }

/** One arm's curves: each replicate faint, their mean over it, the base dotted. */
export const ArmChart = memo(function ArmChart({
  curves,
  hue,
  named,
  replicates,
  metric,
  x,
  y,
  width,
  height,
}: {
  curves: ArmCurves
  hue: Hue
  /** The chart carries its arm's name itself, for no row or column head does. */
  named: boolean
  replicates: number
  metric: Metric
  x: Axis
  y: Axis
  width: number
  height: number
}) {
  const { arm, trials, mean, band, finished, reference } = curves
  const points = trials.reduce((sum, trial) => sum + trial.points.length, 0)
  const last = mean.at(-1)
  return (
    <figure className={`arm-chart ${hue}`} aria-label={text.chart(arm.label, points)} data-points={points}>
      {named && (
        <figcaption className="ellipsis" title={arm.label}>
          {arm.label}
        </figcaption>
      )}
      <ComposedChart width={width} height={height} margin={MARGIN} accessibilityLayer={false}>
        <CartesianGrid vertical={false} syncWithTicks stroke="var(--rule)" />
        <XAxis
          type="number"
          dataKey="x"
          domain={[...x.domain]}
          ticks={[...x.ticks]}
          height={20}
          tickSize={3}
          tickMargin={3}
          stroke="var(--rule-strong)"
          tick={AXIS_TEXT}
          interval={0}
          allowDataOverflow
        />
        <YAxis
          type="number"
          domain={[...y.domain]}
          ticks={[...y.ticks]}
          width={32}
          axisLine={false}
          tickLine={false}
          tickMargin={4}
          tick={AXIS_TEXT}
          interval={0}
          allowDataOverflow
        />
        {band.length > 0 && (
          <Area
            data={band}
            dataKey="range"
            type="linear"
            stroke="none"
            fill="var(--c)"
            fillOpacity="var(--band)"
            isAnimationActive={false}
            activeDot={false}
          />
        )}
        {reference.mean.length > 0 && (
          <Curve points={reference.mean} stroke="var(--reference)" width={1.2} opacity={1} dash="2 2" />
        )}
        {trials.map((trial) => (
          <TrialLine key={trial.trial} trial={trial} />
        ))}
        {mean.length > 0 && <Curve points={mean} stroke="var(--c)" width={1.8} opacity={1} />}
      </ComposedChart>
      <figcaption className={isLoss(metric) ? 'arm-value high' : 'arm-value'}>
        {last !== undefined && (
          <b className="hue-text">
            {meanWithReach(last.y, band.at(-1)?.range ?? null, isLoss(metric) ? LOSS_DIGITS : ACCURACY_DIGITS)}
          </b>
        )}
        <span>{caption(trials, finished, replicates)}</span>
      </figcaption>
    </figure>
  )
})

const AXIS_TEXT = { fontSize: 11, fill: 'var(--text-3)' } as const

/** A finished trial is faint, or full where it is the only one; a running one ends in a ring; a diverged one in a cross. */
function TrialLine({ trial }: { trial: TrialCurve }) {
  const { points, state } = trial
  if (points.length === 0) return null
  if (state === 'diverged' || state === 'failed') {
    return <Curve points={points} stroke="var(--bad)" width={1} opacity={1} dash="5 3" end="cross" />
  }
  if (state === 'running') return <Curve points={points} stroke="var(--c)" width={1.2} opacity={0.8} end="ring" />
  return <Curve points={points} stroke="var(--c)" width={1} opacity="var(--faint)" />
}

function Curve({
  points,
  stroke,
  width,
  opacity,
  dash,
  end,
}: {
  points: readonly CurvePoint[]
  stroke: string
  width: number
  opacity: number | string
  dash?: string
  end?: 'ring' | 'cross'
}) {
  return (
    <Line
      data={[...points]}
      dataKey="y"
      type="linear"
      stroke={stroke}
      strokeWidth={width}
      strokeOpacity={opacity}
      {...(dash === undefined ? {} : { strokeDasharray: dash })}
      dot={(dot: { cx?: number; cy?: number; index?: number }) => (
        <EndMark key={dot.index} dot={dot} count={points.length} stroke={stroke} end={end} />
      )}
      activeDot={false}
      isAnimationActive={false}
    />
  )
}

/** The mark on a line's last point; a line of one point is a point. */
function EndMark({
  dot: { cx, cy, index },
  count,
  stroke,
  end,
}: {
  dot: { cx?: number; cy?: number; index?: number }
  count: number
  stroke: string
  end: 'ring' | 'cross' | undefined
}) {
  if (cx === undefined || cy === undefined || index !== count - 1) return null
  if (end === 'cross') return <path d={`M${cx - 4} ${cy - 4}l8 8m0 -8l-8 8`} stroke={stroke} strokeWidth={1.8} />
  if (end === 'ring') return <circle cx={cx} cy={cy} r={3} fill="var(--surface)" stroke={stroke} strokeWidth={1.6} />
  return count === 1 ? <circle cx={cx} cy={cy} r={2.2} fill={stroke} stroke="none" /> : null
}

/** Losses fall, so the room for words is above the curve. */
function isLoss(metric: Metric): boolean {
  return metric === 'training-loss' || metric === 'auxiliary-loss'
}

function caption(trials: readonly TrialCurve[], finished: number, replicates: number): string {
  if (finished > 0) return text.reached(finished, replicates)
  const running = trials.filter(({ state }) => state === 'running')
  if (running.length === 0) return text.waiting
  return running.some(({ points }) => points.length > 0) ? text.running : text.waitingEpoch
}
