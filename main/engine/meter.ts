import type { TrainingMeasurement } from '../../shared/training/measurement'
import type { StepSums } from './training-session'

/** What a stretch of steps came to. */
export interface MeterReading {
  readonly train: TrainingMeasurement
  /** Means of the norms that were added; absent where none were. */
  readonly gradientNorms?: Readonly<Record<string, number>>
  /** Spent in the steps: pauses are not in it. */
  readonly seconds: number
  readonly imagesPerSecond: number
}

export interface Meter {
  add(sums: StepSums, images: number, seconds: number): void
  /** @param norms of one step, by module; one that is not finite is left out, since the loss tells of it */
  addNorms(norms: Readonly<Record<string, number>>): void
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
  const norms = new Map<string, { readonly sum: number; readonly steps: number }>()

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
    addNorms(added) {
      for (const [module, norm] of Object.entries(added)) {
        if (!Number.isFinite(norm)) continue
        const { sum, steps } = norms.get(module) ?? { sum: 0, steps: 0 }
        norms.set(module, { sum: sum + norm, steps: steps + 1 })
      }
    },
    loss,
    read: () => ({
      train: {
        loss: loss(),
        accuracy: correct / images,
        heads: Object.fromEntries(heads.map((head, index) => [head, (auxiliary[index] ?? 0) / images])),
      },
      ...(norms.size > 0 && {
        gradientNorms: Object.fromEntries([...norms].map(([module, { sum, steps }]) => [module, sum / steps])),
      }),
      seconds,
      imagesPerSecond: images / seconds,
    }),
  }
}
