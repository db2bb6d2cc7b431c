import { quantile } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { epochTicks } from '../../shared/report/figures/curve-axes'
import type { BandPoint } from './band'
import type { CurvePoint, Metric } from './curves'

/** An axis that all charts of a trellis share. */
export interface Axis {
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
}

const MOST_TICKS = 5

/** A loss so many times as high as nearly all others belongs to a training that explodes: it leaves the chart at the top. */
const EXPLOSION = 3

/** The highest value worth an axis. */
function withoutExplosions(values: readonly number[], high: number): number {
  const ordinary = quantile(values, 0.9) ?? high
  return ordinary > 0 && high > EXPLOSION * ordinary ? EXPLOSION * ordinary : high
}

/** Of the range of the points, a band may add so much at either end; wider ones, early or of wild trials, are cut. */
const BAND_REACH = 0.25

/** The y axis of a metric over all its points and bands: round ends, three to five ticks; accuracies end at 100. */
export function valueAxis(metric: Metric, points: readonly CurvePoint[], bands: readonly BandPoint[] = []): Axis {
  const accuracy = metric === 'validation-accuracy' || metric === 'training-accuracy'
  if (points.length === 0) return accuracy ? axis(0, 100) : axis(0, 2.4)
  const values = points.map(({ y }) => y)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const reach = BAND_REACH * (most - least)
  const low = Math.max(least - reach, Math.min(least, ...bands.map(({ range }) => range[0])))
  const high = Math.min(most + reach, Math.max(most, ...bands.map(({ range }) => range[1])))
  if (!accuracy) return axis(0, high > 0 ? withoutExplosions(values, high) : 1)
  // A point alone still needs an axis to stand on.
  const room = Math.max((high - low) * 0.05, 1)
  return axis(Math.max(0, low - room), Math.min(100, high + room))
}

const ROUND_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]

/** The least step that ends at the last epoch after two to four ticks; undefined for primes. */
function evenStep(epochs: number): number | undefined {
  for (let parts = 4; parts >= 2; parts -= 1) if (epochs % parts === 0) return epochs / parts
  return epochs === 1 ? 1 : undefined
}

/** True where a band leaves the axis. */
export function cuts({ domain: [low, high] }: Axis, bands: readonly BandPoint[]): boolean {
  return bands.some(({ range }) => range[0] < low || range[1] > high)
}

/**
 * The x axis: whole epochs up to the last.
 * @param within true where points lie within epochs, from 0 on; else the first is at 1.
 */
export function epochAxis(epochs: number, within: boolean): Axis {
  if (!within) return { domain: epochs > 1 ? [1, epochs] : [0.5, 1.5], ticks: epochTicks(epochs) }
  const step = evenStep(epochs) ?? ROUND_STEPS.find((candidate) => epochs / candidate <= 4) ?? epochs
  const ticks: number[] = []
  for (let at = 0; at <= epochs; at += step) ticks.push(at)
  return { domain: [0, epochs], ticks }
}

/** Ends on a fine step, so that little room is lost, and the most ticks of a coarse one that are few enough. */
function axis(low: number, high: number): Axis {
  const scale = scaleLinear().domain([low, high]).nice(10)
  const [from = low, to = high] = scale.domain()
  const ticks = [5, 4, 3, 2].map((count) => scale.ticks(count)).find(({ length }) => length <= MOST_TICKS)
  return { domain: [from, to], ticks: ticks ?? [from, to] }
}
