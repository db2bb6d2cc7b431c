import type { EvaluationMeasurement } from '../../shared/training/measurement'
import type { EvaluationSums, TrainingSession } from './training-session'

/**
 * Loss and accuracies over a whole split: every image counts once, however the last batch comes out.
 * @param images of the split
 * @param batch images evaluated at once; the recipe's fits in memory, and larger ones were slower
 * @param stopped asked before every batch
 */
export async function evaluate(
  session: Pick<TrainingSession, 'evaluate'>,
  images: number,
  batch: number,
  stopped: () => Promise<boolean>,
): Promise<EvaluationMeasurement | 'stopped'> {
  return measure(images, batch, stopped, (rows) => session.evaluate(rows))
}

/** What a trained network makes of a split. */
export interface Judgement {
  readonly measured: EvaluationMeasurement
  /** The class that each image is taken for, in the split's order. */
  readonly classes: Uint16Array
}

/** The same, with the class that each image is taken for. */
export async function judge(
  session: Pick<TrainingSession, 'judge'>,
  images: number,
  batch: number,
  stopped: () => Promise<boolean>,
): Promise<Judgement | 'stopped'> {
  const classes = new Uint16Array(images)
  const measured = await measure(images, batch, stopped, (rows) => {
    const { classes: found, ...sums } = session.judge(rows)
    classes.set(found, rows[0] ?? 0)
    return sums
  })
  return measured === 'stopped' ? measured : { measured, classes }
}

async function measure(
  images: number,
  batch: number,
  stopped: () => Promise<boolean>,
  sumsOf: (rows: Int32Array) => EvaluationSums,
): Promise<EvaluationMeasurement | 'stopped'> {
  let loss = 0
  let correct = 0
  let top5: number | undefined
  for (let first = 0; first < images; first += batch) {
    if (await stopped()) return 'stopped'
    const rows = Int32Array.from({ length: Math.min(batch, images - first) }, (_, index) => first + index)
    const sums = sumsOf(rows)
    loss += sums.main
    correct += sums.correct
    if (sums.top5 !== undefined) top5 = (top5 ?? 0) + sums.top5
  }
  return { loss: loss / images, accuracy: correct / images, ...(top5 !== undefined && { top5: top5 / images }) }
}
