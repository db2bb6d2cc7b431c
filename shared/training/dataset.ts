import type { Shape } from '../architecture/shape'

export type SplitName = 'train' | 'validation' | 'test'

/** What is known of a data set without reading its images. */
export interface DatasetDescription {
  /** The name a study uses, such as `fashion-mnist-8k`. */
  readonly name: string
  readonly title: string
  /** SPDX identifier of the licence the images come under. */
  readonly licence: string
  /** Where the images come from, for a person to read. */
  readonly source: string
  /** Height, width, channels of one image. */
  readonly image: Shape
  /** Class names; a label is an index into them. */
  readonly classes: readonly string[]
  /** Images in each split. */
  readonly sizes: Readonly<Record<SplitName, number>>
  /** SHA-256 of the stored files’ content, unpacked, in hexadecimal: the identity of the data. */
  readonly sha256: string
  /** Whether the images are partly made up; not there where they are not. */
  readonly semiSynthetic?: true
}
