import { scaleLinear } from 'd3-scale'
import type { ArmCurves, CurveValue } from '../arm-curves'
import { digitsOf, niceDomain, pixel, ticksIn } from './scale'

/** The axes that all panels of a trellis share, and where values lie on them. */
export interface CurveAxes {
  readonly width: number
  readonly height: number
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  readonly epochs: readonly number[]
  readonly values: readonly { readonly value: number; readonly text: string }[]
  /** Pixels within the plot. */
  readonly x: (epoch: number) => number
  readonly y: (value: number) => number
}

const MARGIN = { left: 34, top: 8, bottom: 22 }

/** @param right room for labels at the ends of lines. */
export function curveAxes(
  epochs: number,
  domain: readonly [number, number],
  {
    width,
    height,
    right,
    format,
  }: { width: number; height: number; right: number; format: (value: number, digits: number) => string },
): CurveAxes {
  const plot = {
    left: MARGIN.left,
    top: MARGIN.top,
    width: width - MARGIN.left - right,
    height: height - MARGIN.top - MARGIN.bottom,
  }
  const x = scaleLinear()
    .domain(epochs > 1 ? [1, epochs] : [0.5, 1.5])
    .range([0, plot.width])
  const y = scaleLinear().domain(domain).range([plot.height, 0])
  const values = ticksIn(domain)
  const digits = digitsOf((values[1] ?? 1) - (values[0] ?? 0))
  return {
    width,
    height,
    plot,
    epochs: epochTicks(epochs),
    values: values.map((value) => ({ value, text: format(value, digits) })),
    x: (epoch) => pixel(x(epoch)),
    y: (value) => pixel(y(value)),
  }
}

/** The first epoch, the last, and round ones between that leave both room. */
export function epochTicks(epochs: number): readonly number[] {
  if (epochs <= 6) return Array.from({ length: epochs }, (_, index) => index + 1)
  const between = scaleLinear()
    .domain([1, epochs])
    .ticks(4)
    .filter((tick) => tick > 1 && epochs - tick > epochs / 10)
  return [1, ...between, epochs]
}

/**
 * The range of values that panels show: all of finished curves, their bands from half of the epochs on. Early bands and
 * diverged curves may leave it: they would press everything else flat.
 */
export function curveDomain(
  arms: readonly ArmCurves[],
  others: readonly (readonly CurveValue[])[] = [],
): readonly [number, number] {
  const values = [
    ...arms.flatMap(({ finished }) => finished.flatMap(({ points }) => points.map(({ value }) => value))),
    ...others.flatMap((points) => points.map(({ value }) => value)),
  ].filter(Number.isFinite)
  if (values.length === 0)
    return niceDomain(
      arms.flatMap(({ diverged }) => diverged.flatMap(({ points }) => points.map(({ value }) => value))),
    )
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const reach = (high - low) / 4
  const late = arms.flatMap(({ band }) =>
    band.slice(Math.floor(band.length / 2)).flatMap(({ interval }) => [...interval]),
  )
  return niceDomain([low, high, ...late.map((value) => Math.min(high + reach, Math.max(low - reach, value)))])
}
