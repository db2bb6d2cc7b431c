import type { Shape } from '../../../shared/architecture/shape'
import { err, type Result } from '../../../shared/result'
import type { SplitName } from '../../../shared/training/dataset'
import { SPLIT_NAMES } from '../dataset'
import { createDuplicates } from './duplicates'
import { fitImage, type Misfit, tooLarge } from './fit-image'
import { createNumberList } from './number-list'
import { createSkipList, type SkipGroup } from './skip-list'
import { isSkip, type Source, type SourceRecord } from './source'

export interface TakeOptions {
  readonly shape: Shape
  /** Whether images of another size are resized; else they are skipped. */
  readonly resize: boolean
  readonly classes: number
  /** What becomes of an image that its own split has already. */
  readonly duplicates: 'skip' | 'keep'
  readonly signal: AbortSignal
  /** Takes the pixels of an image, in the order of their numbers. */
  readonly keep: (split: SplitName | undefined, pixels: Uint8Array) => void
  readonly onImage: (done: number) => void
}

/** The images that were taken: numbered from 0 in the order they came. */
export interface Taken {
  readonly count: number
  labelOf(image: number): number
  /** Where the image stands among those of its group. */
  rowOf(image: number): number
  /** Numbers of the images that the source gives to this split, or to none. */
  imagesOf(split: SplitName | undefined): Uint32Array
  /** Calls for each image that was taken though there is the same image before it. */
  eachPair(take: (first: number, again: number) => void): void
  /** How a person finds an image in the source. */
  placeOf(image: number): string
  /** Images whose size was another. */
  readonly resized: number
  /** Of these, images that were smaller than they are now. */
  readonly enlarged: number
  readonly skipped: readonly SkipGroup[]
}

/** Of more images than these their places are not kept, but told by number. */
const MOST_PLACES = 200_000

/** Decodes all images of a source, brings them to one shape, and leaves out what cannot be used or was there before. */
export async function takeImages(source: Source, options: TakeOptions): Promise<Taken> {
  const { shape, classes, duplicates, signal, keep, onImage } = options
  const skipped = createSkipList(source.skipped)
  const seen = createDuplicates()
  const [labels, groups, rows] = [createNumberList(), createNumberList(), createNumberList()]
  const counts = [0, 0, 0, 0]
  const [firsts, agains] = [createNumberList(), createNumberList()]
  const places: string[] = []
  const placeOf = (image: number): string => places[image] ?? `image ${image + 1} of those taken`
  let [resized, enlarged, done] = [0, 0, 0]

  for (const { split, records } of source.parts) {
    const group = groupOf(split)
    for await (const record of records('whole')) {
      signal.throwIfAborted()
      onImage(++done)
      if (isSkip(record)) {
        skipped.add(record)
        continue
      }
      const fitted = fitRecord(record, options)
      const skip = (misfit: Misfit): void => skipped.add({ ...misfit, place: record.place() })
      if (!fitted.ok) {
        skip(fitted.error)
        continue
      }
      if (record.label >= classes) throw new Error(`${record.place()} has label ${record.label} of ${classes}`)
      const image = labels.length
      const first = seen.firstOf(fitted.value, image)
      if (first !== undefined && groups.at(first) === group && duplicates === 'skip') {
        const contradicts = labels.at(first) !== record.label
        skip({ reason: contradicts ? 'contradiction' : 'duplicate', what: `the same image as ${placeOf(first)}` })
        continue
      }
      if (first !== undefined) {
        firsts.push(first)
        agains.push(image)
      }
      labels.push(record.label)
      groups.push(group)
      rows.push(counts[group] ?? 0)
      counts[group] = (counts[group] ?? 0) + 1
      if (image < MOST_PLACES) places.push(record.place())
      const { height, width } = record.image.size
      if (height !== shape[0] || width !== shape[1]) {
        resized++
        if (height < shape[0] || width < shape[1]) enlarged++
      }
      keep(split, fitted.value)
    }
  }
  return {
    count: labels.length,
    labelOf: (image) => labels.at(image),
    rowOf: (image) => rows.at(image),
    imagesOf(split) {
      const group = groupOf(split)
      const images = new Uint32Array(counts[group] ?? 0)
      for (let image = 0, next = 0; image < labels.length; image++)
        if (groups.at(image) === group) images[next++] = image
      return images
    },
    eachPair(take) {
      for (let pair = 0; pair < firsts.length; pair++) take(firsts.at(pair), agains.at(pair))
    },
    placeOf,
    resized,
    enlarged,
    skipped: skipped.groups(),
  }
}

function groupOf(split: SplitName | undefined): number {
  return split === undefined ? SPLIT_NAMES.length : SPLIT_NAMES.indexOf(split)
}

function fitRecord(record: SourceRecord, { shape, resize }: TakeOptions): Result<Uint8Array, Misfit> {
  const large = record.image.kind === 'encoded' ? tooLarge(record.image.size) : undefined
  if (large !== undefined) return err(large)
  const { height, width } = record.image.size
  if (resize || (height === shape[0] && width === shape[1])) return fitImage(record.image, shape)
  return err({ reason: 'wrong-size', what: `it is ${width}×${height}; with --size it would be resized` })
}
