import {
  type Confusion,
  confusion,
  type JudgedSplit,
  type JudgedTrial,
  type PairedImages,
  pairedImages,
} from './per-image'

/** What each arm's networks make of each image, against the base's. */
export interface ImageAnalysis {
  readonly split: 'validation' | 'test'
  readonly classes: readonly string[]
  /** The base's. */
  readonly confusion: Confusion
  /** Every other arm, in the plan's order. */
  readonly arms: readonly PairedImages[]
}

/**
 * @param arms the base first
 * @returns undefined where the base has no judged trial
 */
export function analyseImages(
  arms: readonly string[],
  trials: readonly JudgedTrial[],
  split: JudgedSplit,
  name: ImageAnalysis['split'],
): ImageAnalysis | undefined {
  const [base, ...others] = arms
  const of = (arm: string): readonly JudgedTrial[] => trials.filter((trial) => trial.arm === arm)
  const own = base === undefined ? [] : of(base)
  if (base === undefined || own.length === 0) return undefined
  return {
    split: name,
    classes: split.classes,
    confusion: confusion(base, own, split),
    arms: others.flatMap((arm) => pairedImages(own, of(arm), split) ?? []),
  }
}
