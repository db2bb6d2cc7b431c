import type { ImportedOutcome } from './imported-result'
import type { ImportedStudy } from './imported-study'
import type { Measure } from './outcome'

const MOST_DIGITS = 12

/**
 * How an imported outcome is told: a number with so many digits that runs can be told apart, four of their range.
 * @param outcomes those of all runs
 */
export function importedMeasure(
  { metric, better, unit }: ImportedStudy['outcome'],
  outcomes: readonly ImportedOutcome[],
): Measure {
  const moreIsBetter = better === 'more'
  if (unit !== 'number') return { noun: metric, unit: 'share', digits: 2, moreIsBetter }
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const own of outcomes)
    if (own.kind === 'finished') {
      least = Math.min(least, own.value)
      most = Math.max(most, own.value)
    }
  const range = most > least ? most - least : Math.abs(most)
  const known = Number.isFinite(range) && range > 0
  const digits = known ? Math.min(MOST_DIGITS, Math.max(0, 3 - Math.floor(Math.log10(range)))) : 4
  return { noun: metric, unit: 'number', digits, moreIsBetter }
}

/** `val_acc at each run’s last epoch`, `val_acc at epoch 40`, `val_acc`. */
export function importedPhrase({ metric, at }: ImportedStudy['outcome'], stepName: string | null): string {
  if (stepName === null) return metric
  return at === 'last-step' ? `${metric} at each run’s last ${stepName}` : `${metric} at ${stepName} ${at}`
}
