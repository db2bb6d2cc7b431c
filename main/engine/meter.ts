import type { TrainingMeasurement } from '../../shared/training/measurement'
import type { StepSums } from './training-session'

/** What a stretch of steps came to. */
export interface MeterReading {
  readonly train: TrainingMeasurement
  /** Spent in the steps: pauses are not in it. */
  readonly seconds: number
  readonly imagesPerSecond: number
}

export interface Meter {
  add(sums: StepSums, images: number, seconds: number): void
  /** Mean over the images so far. */
  loss(): number
  read(): MeterReading
}

/** Adds steps up, in double precision. @param heads auxiliary heads, in the order of the sums */
export function createMeter(heads: readonly string[], auxiliaryWeight: number): Meter {
  let images = 0
  let seconds = 0
  let main = 0
  let correct = 0
  const auxiliary = heads.map(() => 0)

  function loss(): number {
    return (main + auxiliaryWeight * auxiliary.reduce((total, sum) => total + sum, 0)) / images
  }

  return {
    add(sums, count, spent) {
      images += count
      seconds += spent
      main += sums.main
      correct += sums.correct
      sums.auxiliary.forEach((sum, index) => {
        auxiliary[index] = (auxiliary[index] ?? 0) + sum
      })
    },
    loss,
    read: () => ({
      train: {
        loss: loss(),
        accuracy: correct / images,
        heads: Object.fromEntries(heads.map((head, index) => [head, (auxiliary[index] ?? 0) / images])),
      },
      seconds,
      imagesPerSecond: images / seconds,
    }),
  }
}
