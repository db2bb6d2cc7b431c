import type { SplitName } from '../../../shared/training/dataset'

/** The formats that data sets are imported from, in the order they are looked for. */
export const FORMATS = ['cifar', 'idx', 'npz', 'parquet', 'folders'] as const
export type Format = (typeof FORMATS)[number]

export const FORMAT_TITLES: Readonly<Record<Format, string>> = {
  cifar: 'CIFAR, binary version',
  idx: 'IDX, as MNIST has it',
  npz: 'NumPy arrays in an npz file',
  parquet: 'Parquet with image columns',
  folders: 'folders of PNG and JPEG images',
}

/** Why something of a source does not become an image of the set. */
export const SKIP_REASONS = {
  unreadable: 'unreadable',
  'too-large': 'too large to be decoded',
  'wrong-size': 'of another size',
  'no-label': 'without a usable label',
  'not-a-number': 'with values that are no numbers',
  duplicate: 'the same image as one before',
  contradiction: 'the same image as one before, with another label',
  link: 'links, which are not followed',
  'not-an-image': 'not named as a PNG or JPEG is (.png, .jpg, .jpeg)',
} as const
export type SkipReason = keyof typeof SKIP_REASONS

export interface Skip {
  readonly reason: SkipReason
  /** What it was: `train/cat/7.png`, `data_batch_1.bin, image 7`. */
  readonly place: string
  /** What is wrong with it; '' where the reason says it all. */
  readonly what: string
}

/** An image as a source has it. Where only heads are read, there may be no pixels or bytes, or the first ones. */
export type SourceImage =
  | { readonly kind: 'pixels'; readonly size: ImageSize; readonly pixels: Uint8Array }
  | {
      readonly kind: 'encoded'
      readonly size: ImageSize
      /** Whether a camera noted that it is to be turned to be looked at. */
      readonly turned: boolean
      readonly bytes: Uint8Array
    }

export interface ImageSize {
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
}

export interface SourceRecord {
  readonly place: () => string
  readonly label: number
  readonly image: SourceImage
}

/** `heads`: sizes and labels are enough; `whole`: the images too. */
export type Reading = 'heads' | 'whole'

/** A part of a source that belongs to one split, or to none. */
export interface SourcePart {
  readonly split: SplitName | undefined
  /** In stored order, the same in every reading. */
  readonly records: (reading: Reading) => AsyncIterable<SourceRecord | Skip>
}

/** What was found at a path, opened. */
export interface Source {
  readonly format: Format
  /** Names of the classes, where the source tells them. */
  readonly classes: readonly string[] | undefined
  readonly parts: readonly SourcePart[]
  /** What was passed over before anything was read. */
  readonly skipped: readonly Skip[]
}

export function isSkip(record: SourceRecord | Skip): record is Skip {
  return 'reason' in record
}

/** What a person may say of a source beside its path. */
export interface SourceOptions {
  /** Which of a source's labels: a column of Parquet, `fine` or `coarse` of CIFAR-100. */
  readonly label: string | undefined
  readonly signal: AbortSignal
}

/** The split that a word of a file's or folder's name stands for. */
const SPLIT_WORDS: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  t10k: 'test',
}

/** The split that a whole name stands for: `val` is one, `valley` is none. */
export function splitOfName(name: string): SplitName | undefined {
  return Object.hasOwn(SPLIT_WORDS, name.toLowerCase()) ? SPLIT_WORDS[name.toLowerCase()] : undefined
}

/** The split that a word of the name stands for: `train-00000-of-00002`, `x_test`, `emnist-letters-train-images`. */
export function splitInName(name: string): SplitName | undefined {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map(splitOfName)
    .find((split) => split !== undefined)
}
