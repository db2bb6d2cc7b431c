import { formatFixed, formatPercent, formatPoints, formatPointsInterval, formatSigned } from '../format/numbers'
import { type Measure, measureOf, type Outcome } from '../study/outcome'

/** An outcome as sentences and tables tell it. */
export interface OutcomeWords {
  /** `accuracy`, `loss`. */
  readonly noun: string
  /** Of differences: `pp`; empty where the number says all. */
  readonly unit: string
  /** Of values: `%`; empty where the number says all. */
  readonly valueUnit: string
  /** A value without its unit: `87.20`. */
  readonly value: (value: number, digits?: number) => string
  /** A difference with its sign, without its unit: `+0.31`. */
  readonly signed: (value: number) => string
  /** A difference with its sign and unit: `+0.31 pp`. */
  readonly difference: (value: number) => string
  /** The size of a difference, with its unit: `0.31 pp`. */
  readonly amount: (value: number) => string
  /** A margin of equivalence, with its unit: `2.0 pp`. */
  readonly margin: (value: number) => string
  /** An interval of differences without its unit: `−0.71 to +1.16`. */
  readonly interval: (ends: readonly [number, number]) => string
  /** After the point, of values and differences. */
  readonly digits: number
  /** Whether a greater value is the better one. */
  readonly moreIsBetter: boolean
}

export function outcomeWords(outcome: Pick<Outcome, 'metric'>): OutcomeWords {
  return measureWords(measureOf(outcome))
}

export function measureWords({ noun, unit, digits, moreIsBetter }: Measure): OutcomeWords {
  return { noun, moreIsBetter, digits, ...(unit === 'share' ? SHARE : numberWords(digits)) }
}

const SHARE = {
  unit: 'pp',
  valueUnit: '%',
  value: (value: number, digits = 2) => formatPercent(value, digits),
  signed: (value: number) => formatPoints(value),
  difference: (value: number) => `${formatPoints(value)} pp`,
  amount: (value: number) => `${formatFixed(value * 100, 2)} pp`,
  margin: (value: number) => `${formatFixed(value * 100, 1)} pp`,
  interval: (ends: readonly [number, number]) => formatPointsInterval(ends),
} as const

function numberWords(digits: number) {
  return {
    unit: '',
    valueUnit: '',
    value: (value: number, shown = digits) => formatFixed(value, shown),
    signed: (value: number) => formatSigned(value, digits),
    difference: (value: number) => formatSigned(value, digits),
    amount: (value: number) => formatFixed(value, digits),
    margin: String,
    interval: ([low, high]: readonly [number, number]) =>
      `${formatSigned(low, digits)} to ${formatSigned(high, digits)}`,
  }
}
