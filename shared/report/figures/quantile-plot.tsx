import { scaleLinear } from 'd3-scale'
import type { OutcomeWords } from '../../analysis/outcome-words'
import { formatFixed, formatSigned } from '../../format/numbers'
import { digitsOf, niceDomain, pixel, ticksIn } from './scale'

export const QUANTILE_PLOT = { width: 720, height: 280 }
const PLOT = { left: 54, right: 12, top: 12, bottom: 40 }

export interface QuantilePoint {
  /** Of a standard normal sample. */
  readonly quantile: number
  readonly residual: number
}

/** Residuals against what a normal distribution would give: on the line where they are normal. */
export function QuantilePlot({
  points,
  label,
  words,
}: {
  points: readonly QuantilePoint[]
  label: string
  words: OutcomeWords
}) {
  const { width, height } = QUANTILE_PLOT
  const across = niceDomain(points.map(({ quantile }) => quantile))
  const up = niceDomain(points.map(({ residual }) => residual))
  const x = scaleLinear()
    .domain(across)
    .range([PLOT.left, width - PLOT.right])
  const y = scaleLinear()
    .domain(up)
    .range([height - PLOT.bottom, PLOT.top])
  const shown = words.unit === 'pp' ? 100 : 1
  const digits = digitsOf(((ticksIn(up)[1] ?? 1) - (ticksIn(up)[0] ?? 0)) * shown)
  const slope = spreadOf(points)
  const line = across.map((quantile) => ({ x: pixel(x(quantile)), y: pixel(y(slope * quantile)) }))
  const [from, to] = line
  return (
    <svg className="plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {ticksIn(up).map((value) => (
        <g key={value}>
          <line className="grid" x1={PLOT.left} x2={width - PLOT.right} y1={pixel(y(value))} y2={pixel(y(value))} />
          <text className="end" x={PLOT.left - 6} y={pixel(y(value)) + 4}>
            {value === 0 ? '0' : formatSigned(value * shown, digits)}
          </text>
        </g>
      ))}
      {ticksIn(across, 5).map((value) => (
        <text className="middle" key={value} x={pixel(x(value))} y={height - PLOT.bottom + 18}>
          {formatFixed(value, 0)}
        </text>
      ))}
      <text className="end" x={width - PLOT.right} y={height - 4}>
        quantile of a standard normal distribution
      </text>
      {from && to && <line className="reference" x1={from.x} x2={to.x} y1={from.y} y2={to.y} />}
      {points.map(({ quantile, residual }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the points stand in their order
        <circle className="value" key={index} cx={pixel(x(quantile))} cy={pixel(y(residual))} r="2.5" />
      ))}
    </svg>
  )
}

/** Standard deviation of the residuals about their mean, which is 0. */
function spreadOf(points: readonly QuantilePoint[]): number {
  return Math.sqrt(points.reduce((sum, { residual }) => sum + residual ** 2, 0) / Math.max(1, points.length - 1))
}
