import type { Evidence } from '../../analysis/evidence'
import type { OutcomeWords } from '../../analysis/outcome-words'
import { formatSigned } from '../../format/numbers'
import type { LinearScale } from '../report-table'
import { niceDomain, plotScale } from './scale'

/** An interval of two replicates can be a hundred times as wide as its differences: past so many times theirs it is cut, and so is a margin. */
const WIDEST = 4

/** The scale that all effects are drawn on, in the outcome's unit; zero and every difference are on it. */
export function effectScale(
  effects: readonly Pick<Evidence, 'estimate' | 'interval' | 'differences'>[],
  margins: readonly number[],
  { unit }: Pick<OutcomeWords, 'unit'>,
): LinearScale {
  const values = [
    0,
    ...effects.flatMap(({ estimate, differences }) => [estimate ?? 0, ...differences.map(({ value }) => value)]),
  ]
  const reach = WIDEST * Math.max(...values.map(Math.abs))
  const ends = [
    ...effects.flatMap(({ interval }) => interval ?? []),
    ...margins.flatMap((margin) => [-margin, margin]),
  ].map((end) => Math.min(reach, Math.max(-reach, end)))
  const domain = niceDomain([...values, ...ends], 5)
  // Shares are told in percentage points.
  const shown = unit === 'pp' ? 100 : 1
  const { ticks } = plotScale(
    [domain[0] * shown, domain[1] * shown],
    (value, digits) => (value === 0 ? '0' : formatSigned(value, digits)),
    5,
  )
  return { domain, ticks: ticks.map(({ value, text }) => ({ value: value / shown, text })) }
}
