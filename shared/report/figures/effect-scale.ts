import { formatSigned } from '../../format/numbers'
import type { Contrast } from '../../study/analysis'
import type { LinearScale } from '../report-table'
import { niceDomain, plotScale } from './scale'

/** An interval of two replicates can be a hundred times as wide as its differences: past so many times theirs it is cut, and so is a margin. */
const WIDEST = 4

/** The scale that all effects are drawn on, in the outcome's unit; zero and every difference are on it. */
export function effectScale(contrasts: readonly Contrast[], margins: readonly number[]): LinearScale {
  const values = [
    0,
    ...contrasts.flatMap(({ estimate, differences }) => [estimate ?? 0, ...differences.map(({ value }) => value)]),
  ]
  const reach = WIDEST * Math.max(...values.map(Math.abs))
  const ends = [
    ...contrasts.flatMap(({ interval }) => interval ?? []),
    ...margins.flatMap((margin) => [-margin, margin]),
  ].map((end) => Math.min(reach, Math.max(-reach, end)))
  const domain = niceDomain([...values, ...ends], 5)
  const inPoints = plotScale(
    [domain[0] * 100, domain[1] * 100],
    (value, digits) => (value === 0 ? '0' : formatSigned(value, digits)),
    5,
  )
  return { domain, ticks: inPoints.ticks.map(({ value, text }) => ({ value: value / 100, text })) }
}
