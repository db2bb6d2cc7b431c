import { scaleLinear } from 'd3-scale'
import type { LinearScale } from '../report-table'

/** A domain around these values with round ends and 3 to 5 ticks; never empty, whatever the values. */
export function niceDomain(values: readonly number[], ticks = 4): readonly [number, number] {
  const finite = values.filter(Number.isFinite)
  const [low, high] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 1]
  const pad = high > low ? 0 : Math.max(Math.abs(low) * 0.05, 1e-3)
  const [from = 0, to = 1] = scaleLinear()
    .domain([low - pad, high + pad])
    .nice(ticks)
    .domain()
  return [from, to]
}

/** A domain around these values with a little room at both ends; never empty. */
export function paddedDomain(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const pad = high > low ? (high - low) * 0.08 : Math.max(Math.abs(low) * 0.1, 1)
  return [low - pad, high + pad]
}

/** Round values within a domain. */
export function ticksIn(domain: readonly [number, number], count = 4): readonly number[] {
  return scaleLinear().domain(domain).ticks(count)
}

/** @param format what a tick says. */
export function plotScale(
  domain: readonly [number, number],
  format: (value: number, digits: number) => string,
  count = 4,
): LinearScale {
  const values = ticksIn(domain, count)
  const [first = 0, second = 1] = values
  const digits = digitsOf(second - first)
  return { domain, ticks: values.map((value) => ({ value, text: format(value, digits) })) }
}

/** Digits after the point that tell ticks of this distance apart. */
export function digitsOf(step: number): number {
  return step > 0 ? Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) : 0
}

/** Where a value lies in a domain, 0 … 1 from its start to its end. */
export function share([low, high]: readonly [number, number], value: number): number {
  return (value - low) / (high - low)
}

/** Coordinates in SVG need no more than a hundredth of a pixel. */
export function pixel(value: number): number {
  return Math.round(value * 100) / 100
}
