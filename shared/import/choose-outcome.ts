import { nearest } from '../nearest'
import { err, ok, type Result } from '../result'
import type { ImportedStudy, Unit } from '../study/imported-study'
import { nameWords } from './column-roles'
import type { ImportedRuns } from './imported-runs'

type Outcome = ImportedStudy['outcome']

/** A metric with one of these words is better the less it is, unless a person says otherwise. */
const LESS_IS_BETTER = [
  ...['loss', 'error', 'err', 'perplexity', 'ppl', 'mse', 'rmse', 'mae', 'nll', 'fid', 'wer', 'cer'],
  ...['seconds', 'time', 'runtime', 'duration'],
]
const OF_IMAGES = ['acc', 'accuracy', 'top1', 'top5']
/** A metric with one of these words is a share of one, or of a hundred. */
const SHARES = [...OF_IMAGES, 'auc', 'auroc', 'f1', 'precision', 'recall', 'map', 'iou', 'miou', 'error', 'err']
const VALIDATION = ['val', 'valid', 'validation']

/** Which metric arms are compared by, and how it is to be read. @returns the sentence why it cannot be told */
export function chooseOutcome(
  runs: ImportedRuns,
  { metric: asked, better }: { readonly metric?: string | undefined; readonly better?: 'more' | 'less' | undefined },
): Result<Outcome, string> {
  const { metrics } = runs
  const metric = asked ?? likeliest(metrics)
  const listed = metrics.slice(0, 30).join(', ')
  if (metric === undefined)
    return err(`Which of ${metrics.length} metrics are arms compared by? Say so with --metric: ${listed}.`)
  if (!metrics.includes(metric)) {
    const near = nearest(metric, metrics)
    return err(
      `--metric ${JSON.stringify(metric.slice(0, 200))} was not measured. Allowed: ${listed}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    )
  }
  const words = nameWords(metric)
  const less = words.some((word) => LESS_IS_BETTER.includes(word))
  return ok({ metric, better: better ?? (less ? 'less' : 'more'), unit: unitOf(metric, words, runs), at: 'last-step' })
}

/** The only one; else the only accuracy on validation, or the only accuracy; else nobody can tell. */
function likeliest(metrics: readonly string[]): string | undefined {
  const accuracies = metrics.filter((name) => nameWords(name).some((word) => ['acc', 'accuracy'].includes(word)))
  const validation = accuracies.filter((name) => nameWords(name).some((word) => VALIDATION.includes(word)))
  return [metrics, validation, accuracies].find((list) => list.length === 1)?.[0]
}

function unitOf(metric: string, words: readonly string[], { runs }: ImportedRuns): Unit {
  if (!words.some((word) => SHARES.includes(word))) return 'number'
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { series } of runs)
    for (const value of series.find((own) => own.metric === metric)?.values ?? [])
      if (Number.isFinite(value)) {
        least = Math.min(least, value)
        most = Math.max(most, value)
      }
  if (least < 0 || most > 100) return 'number'
  return most <= 1 ? 'share' : 'percent'
}
