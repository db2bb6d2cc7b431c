import type { Edit } from '../ablation/edit'
import type { Architecture } from '../architecture/architecture'
import type { Shape } from '../architecture/shape'
import type { SplitName } from './dataset'
import type { Recipe } from './recipe'

/** The data a trial is trained on, by name and by content. */
export interface TrialData {
  readonly name: string
  /** Images taken of each split. */
  readonly sizes: Readonly<Record<SplitName, number>>
  /** Hash of the files’ content, as in DatasetDescription. */
  readonly sha256: string
}

/** One arm with one seed, resolved so far that nothing else is needed to run it. */
export interface Trial {
  /** Hash of everything below but the names of arm and replicate, and what the architecture was made of. */
  readonly id: string
  readonly arm: string
  /** 1, 2, 3 … */
  readonly replicate: number
  /** The replicate's: the same in every arm. Its streams are derived, see `deriveSeed`. */
  readonly seed: number
  readonly architecture: Architecture
  /** The study's architecture, and the edits that make this one of it: proven before the trial begins. */
  readonly base: Architecture
  readonly edits: readonly Edit[]
  readonly input: Shape
  readonly classes: number
  readonly recipe: Recipe
  readonly data: TrialData
  /** By which validation measure the epoch is chosen whose weights are kept; absent, it is the last one. */
  readonly selection?: Selection
}

/** The epoch of best validation accuracy, or of least validation loss; of several the earliest. */
export type Selection = 'accuracy' | 'loss'
