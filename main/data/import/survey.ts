import type { Shape } from '../../../shared/architecture/shape'
import { err, ok, type Result } from '../../../shared/result'
import type { SplitName } from '../../../shared/training/dataset'
import { amount, grouping } from '../amount'
import { tooLarge } from './fit-image'
import { createSkipList, type SkipGroup } from './skip-list'
import { type Format, isSkip, type Source } from './source'

/** What a source holds, by the heads of its images and its labels. */
export interface Survey {
  readonly format: Format
  readonly images: number
  /** Names of the classes: the source's own, else the labels as numbers. */
  readonly classes: readonly string[]
  readonly splits: readonly SurveyedSplit[]
  /** The most frequent first. */
  readonly sizes: readonly SurveyedSize[]
  /** Sizes beyond those that are listed. */
  readonly furtherSizes: number
  /** Images that have colour. */
  readonly colour: number
  /** Images that a camera noted are to be turned. */
  readonly turned: number
  readonly skipped: readonly SkipGroup[]
}

interface SurveyedSplit {
  /** null: images that belong to no split. */
  readonly split: SplitName | null
  readonly images: number
  /** Images of each class. */
  readonly byClass: readonly number[]
}

interface SurveyedSize {
  readonly height: number
  readonly width: number
  readonly images: number
}

const MOST_SIZES = 4096
const LISTED_SIZES = 5
const MOST_SIDE = 4096

/** Where no size is asked for, the one that so many of ten images have is the set's; the others are skipped. */
const COMMON = 0.9

/** Walks through a source once without decoding an image. */
export async function survey(source: Source, onImage: () => void): Promise<Survey> {
  const skipped = createSkipList(source.skipped)
  const sizes = new Map<string, { height: number; width: number; images: number }>()
  const splits: { split: SplitName | null; images: number; byClass: number[] }[] = []
  let further = 0
  let colour = 0
  let turned = 0
  let images = 0
  for (const { split, records } of source.parts) {
    const found = { split: split ?? null, images: 0, byClass: [] as number[] }
    splits.push(found)
    for await (const record of records('heads')) {
      if (isSkip(record)) {
        skipped.add(record)
        continue
      }
      const large = tooLarge(record.image.size)
      if (large !== undefined) {
        skipped.add({ ...large, place: record.place() })
        continue
      }
      onImage()
      images++
      found.images++
      found.byClass[record.label] = (found.byClass[record.label] ?? 0) + 1
      const { height, width, channels } = record.image.size
      if (channels === 3) colour++
      if (record.image.kind === 'encoded' && record.image.turned) turned++
      const key = `${height}x${width}`
      const known = sizes.get(key)
      if (known !== undefined) known.images++
      else if (sizes.size < MOST_SIZES) sizes.set(key, { height, width, images: 1 })
      else further++
    }
  }
  const count = Math.max(source.classes?.length ?? 0, ...splits.map(({ byClass }) => byClass.length))
  const ordered = [...sizes.values()].sort((a, b) => b.images - a.images)
  return {
    format: source.format,
    images,
    classes: source.classes ?? Array.from({ length: count }, (_, label) => String(label)),
    splits: splits.map(({ byClass, ...found }) => ({
      ...found,
      byClass: Array.from({ length: count }, (_, label) => byClass[label] ?? 0),
    })),
    sizes: ordered.slice(0, LISTED_SIZES),
    furtherSizes: Math.max(0, ordered.length - LISTED_SIZES) + further,
    colour,
    turned,
    skipped: skipped.groups(),
  }
}

/** What a person says of the images' shape. */
export interface AskedShape {
  readonly size: readonly [height: number, width: number] | undefined
  readonly channels: 1 | 3 | undefined
}

/** The shape of the set's images: as asked for, else as the source's have it. */
export function chooseShape({ images, sizes, furtherSizes, colour }: Survey, asked: AskedShape): Result<Shape, string> {
  const channels = asked.channels ?? (colour > 0 ? 3 : 1)
  if (asked.size !== undefined) return ok([...asked.size, channels])
  const [common] = sizes
  if (common === undefined) return err('it holds no image that can be used')
  const { height, width } = common
  if (height > MOST_SIDE || width > MOST_SIDE)
    return err(
      `its images are ${width}×${height}; name a size of at most ${grouping(MOST_SIDE)} a side with --size HxW`,
    )
  if (common.images >= COMMON * images) return ok([height, width, channels])
  const told = sizes.map((size) => `${size.width}×${size.height} (${amount(size.images, 'image')})`).join(', ')
  const more = furtherSizes > 0 ? ` and ${grouping(furtherSizes)} more` : ''
  return err(
    `its images have many sizes (width×height): ${told}${more}; say which size the set is to have, such as --size 64x64: images are resized by their shorter side and cropped to the centre`,
  )
}
