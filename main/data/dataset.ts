import type { DatasetDescription, SplitName } from '../../shared/training/dataset'

/** The splits in the order they are told. */
export const SPLIT_NAMES: readonly SplitName[] = ['train', 'validation', 'test']

/** Images with their labels, in stored order. */
export interface Split {
  /** [count, height, width, channels], row-major, 0 to 255. */
  readonly images: Uint8Array
  /** [count]: an index into the description's classes. */
  readonly labels: Uint8Array
  readonly count: number
}

/** A data set in memory. The description's sizes are those of the splits here. */
export interface Dataset {
  readonly description: DatasetDescription
  readonly splits: Readonly<Record<SplitName, Split>>
}
