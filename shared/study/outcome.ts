import { z } from 'zod'
import type { EvaluationMeasurement } from '../training/measurement'
import type { Selection } from '../training/trial'
import type { ResultRecord } from './result-record'
import type { StudyFile } from './schema'

/** By which number arms are compared, on which images, and when. */
export type Outcome = StudyFile['outcome']

const MEASURES: Readonly<
  Record<
    Outcome['metric'],
    { readonly noun: string; readonly of: (measured: EvaluationMeasurement) => number | undefined }
  >
> = {
  accuracy: { noun: 'accuracy', of: ({ accuracy }) => accuracy },
  loss: { noun: 'loss', of: ({ loss }) => loss },
  'top-5': { noun: 'top-5 accuracy', of: ({ top5 }) => top5 },
}

/** How an outcome’s numbers are told, whatever they are of. */
export const Measure = z.strictObject({
  /** `accuracy`, `loss`; of imported runs the metric’s own name. */
  noun: z.string(),
  /** A share of one is told in per cent, and differences in percentage points; a number as it is. */
  unit: z.enum(['share', 'number']),
  /** After the point, of a number. */
  digits: z.int().nonnegative(),
  moreIsBetter: z.boolean(),
})
export type Measure = z.infer<typeof Measure>

/** Digits of a loss: natural logarithms, a share of which a point of accuracy is about worth. */
const LOSS_DIGITS = 4

export function measureOf(outcome: Pick<Outcome, 'metric'>): Measure {
  const unit = outcome.metric === 'loss' ? 'number' : 'share'
  return {
    noun: outcomeNoun(outcome),
    unit,
    digits: unit === 'share' ? 2 : LOSS_DIGITS,
    moreIsBetter: moreIsBetter(outcome),
  }
}

/** `accuracy`, `loss`, `top-5 accuracy`. */
function outcomeNoun({ metric }: Pick<Outcome, 'metric'>): string {
  return MEASURES[metric].noun
}

/** `validation accuracy at the last epoch`. */
export function outcomePhrase(outcome: Outcome): string {
  const selection = selectionOf(outcome)
  const when = selection === undefined ? 'the last epoch' : `the epoch of best validation ${selection}`
  return `${outcome.split} ${outcomeNoun(outcome)} at ${when}`
}

/** What the best epoch is chosen by, where one is. */
export function selectionOf({ metric, at }: Outcome): Selection | undefined {
  if (at === 'last-epoch') return undefined
  return metric === 'loss' ? 'loss' : 'accuracy'
}

export function moreIsBetter({ metric }: Pick<Outcome, 'metric'>): boolean {
  return metric !== 'loss'
}

/** What a network that knows nothing reaches; in top-5, of more than five classes. */
export function chanceOutcome({ metric }: Outcome, classes: number): number {
  if (metric === 'loss') return Math.log(classes)
  return metric === 'top-5' ? Math.min(1, 5 / classes) : 1 / classes
}

/**
 * The outcome of a trial, in its own unit.
 * @returns undefined where the trial has not finished, or did not measure it
 */
export function outcomeOf(result: ResultRecord, outcome: Outcome): number | undefined {
  if (result.outcome !== 'finished') return undefined
  const { of } = MEASURES[outcome.metric]
  const measured = outcomeMeasurement(result, outcome)
  return measured && of(measured)
}

type Finished = Extract<ResultRecord, { readonly outcome: 'finished' }>

/** The evaluation that the outcome is read from. */
function outcomeMeasurement(result: Finished, outcome: Outcome): EvaluationMeasurement | undefined {
  // Measured once, with the weights that the trial ended with: those of the chosen epoch.
  if (outcome.split === 'test') return result.test
  const epoch = outcome.at === 'last-epoch' ? undefined : result.best?.epoch
  return (epoch === undefined ? result.curve.at(-1) : result.curve.find((point) => point.epoch === epoch))?.validation
}
