import type { DatasetDescription, SplitName } from '../../shared/training/dataset'

/** The splits in the order they are told. */
export const SPLIT_NAMES: readonly SplitName[] = ['train', 'validation', 'test']

/** Indices into a description's classes: bytes up to 256 of them, else 16 bits. */
export type Labels = Uint8Array | Uint16Array

/** Images with their labels, in stored order. */
export interface Split {
  /** [count, height, width, channels], row-major, 0 to 255. */
  readonly images: Uint8Array
  /** [count]: an index into the description's classes. */
  readonly labels: Labels
  readonly count: number
}

/** Images that are read as they are asked for: they may lie in files that are larger than memory. */
export interface ImageReader {
  /** Numbers in all images together. */
  readonly length: number
  /**
   * @param rows numbers of images, in any order, one perhaps more than once
   * @returns [rows, height, width, channels], row-major, 0 to 255, in memory of its own
   */
  readRows(rows: Int32Array): Uint8Array
}

/** The same as a split in memory, with images that are read as they are asked for. */
export interface ReadSplit extends Omit<Split, 'images'> {
  readonly images: ImageReader
}

/** A data set, in memory unless said. The description's sizes are those of the splits here. */
export interface Dataset<Images extends Split | ReadSplit = Split> {
  readonly description: DatasetDescription
  readonly splits: Readonly<Record<SplitName, Images>>
}
