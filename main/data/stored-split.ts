import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { elements, formatShape, type Shape } from '../../shared/architecture/shape'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { SplitName } from '../../shared/training/dataset'
import { amount, grouping } from './amount'
import type { ImageReader, Labels, ReadSplit, Split } from './dataset'
import { evenPart } from './even-part'
import type { Manifest } from './manifest'
import { readIntegers, readStoredHeader, readWhole, type StoredFile } from './stored-file'
import { verify } from './verified'

/** Splits of more bytes than this stay on the disk and are read batch by batch. */
export interface StoredOptions {
  readonly residentBytes: number
}

/**
 * Reads a split of an added set: its labels, and its images where they are within the budget.
 * @param size images to take: the first of every class, as evenly as the classes allow
 */
export function readStoredSplit(
  manifest: Manifest,
  folder: string,
  name: SplitName,
  size: number,
  { residentBytes }: StoredOptions,
): Result<Split | ReadSplit, Failure> {
  const whole = openStoredSplit(manifest, folder, name)
  if (!whole.ok) return whole
  for (const [file, stored] of whole.value.files) {
    const verified = verify(folder, file, stored, manifest.sha256[file] ?? '')
    if (!verified.ok) return verified
  }
  const content = readContent(manifest, whole.value, name)
  if (!content.ok) return content
  const { labels, rows } = content.value
  const part = evenPart(labels, manifest.classes.length, size)
  const taken = { labels: pickLabels(labels, part), count: size }
  const images = fileImages(whole.value.images, elements(manifest.image), rowsOf(rows, part))
  if (images.length > residentBytes) return ok({ ...taken, images })
  return ok({ ...taken, images: images.readRows(Int32Array.from({ length: size }, (_, row) => row)) })
}

/** The files of a split, their headers read. */
export interface OpenedSplit {
  readonly images: StoredFile
  readonly labels: StoredFile
  readonly rows: StoredFile | undefined
  /** All of them, by name. */
  readonly files: readonly (readonly [string, StoredFile])[]
}

export function openStoredSplit(manifest: Manifest, folder: string, name: SplitName): Result<OpenedSplit, Failure> {
  const source = manifest.splits[name]
  const images = readStoredHeader(join(folder, source.images))
  if (!images.ok) return images
  const labels = readStoredHeader(join(folder, source.labels))
  if (!labels.ok) return labels
  const rows = source.rows === undefined ? ok(undefined) : readStoredHeader(join(folder, source.rows))
  if (!rows.ok) return rows
  const [count = 0, ...image] = images.value.dimensions
  const wanted = formatShape(manifest.image)
  if (images.value.element !== 'uint8' || image.length !== 3 || formatShape(image as unknown as Shape) !== wanted)
    return refuse(images.value, `holds ${image.join('×')}, and images of ${wanted} are expected`)
  if (labels.value.dimensions.length !== 1 || labels.value.dimensions[0] !== count)
    return refuse(labels.value, `holds ${labels.value.dimensions.join('×')} labels for ${amount(count, 'image')}`)
  const listed = rows.value === undefined ? count : (rows.value.dimensions[0] ?? 0)
  if (listed !== source.size)
    return refuse(
      rows.value ?? images.value,
      `gives ${amount(listed, 'image')}, and ${grouping(source.size)} are noted`,
    )
  const files: (readonly [string, StoredFile])[] = [
    [source.images, images.value],
    [source.labels, labels.value],
  ]
  if (source.rows !== undefined && rows.value !== undefined) files.push([source.rows, rows.value])
  return ok({ images: images.value, labels: labels.value, rows: rows.value, files })
}

interface SplitContent {
  /** [size], in the order of the split. */
  readonly labels: Labels
  /** Where each image stands in its file; undefined: in the same order. */
  readonly rows: Uint32Array | undefined
}

/** Labels and rows of a split, every number within its bounds. */
export function readContent(manifest: Manifest, opened: OpenedSplit, name: SplitName): Result<SplitContent, Failure> {
  const all = readIntegers(opened.labels)
  if (all instanceof Uint32Array) return refuse(opened.labels, 'labels have 8 or 16 bits')
  const classes = manifest.classes.length
  const foreign = all.findIndex((label) => label >= classes)
  if (foreign >= 0)
    return refuse(
      opened.labels,
      `label ${grouping(foreign + 1)} of ${grouping(all.length)} is ${all[foreign]}; 0 to ${classes - 1} are allowed`,
    )
  if (opened.rows === undefined) return ok({ labels: all, rows: undefined })
  const read = readIntegers(opened.rows)
  if (!(read instanceof Uint32Array)) return refuse(opened.rows, 'row numbers have 32 bits')
  let last = -1
  for (const row of read) {
    if (row <= last || row >= all.length)
      return refuse(
        opened.rows,
        `row numbers of the ${name} split must ascend and be below ${grouping(all.length)}; ${row} follows ${last}`,
      )
    last = row
  }
  return ok({ labels: pickLabels(all, read), rows: read })
}

/**
 * Images of a file, read as they are asked for; neighbours are read at once. The file is open no longer than one call takes.
 * @param size bytes of one image
 * @param rows where the images stand in the file
 */
function fileImages({ file, start }: StoredFile, size: number, rows: Uint32Array): ImageReader {
  return {
    length: rows.length * size,
    readRows(asked) {
      const batch = new Uint8Array(asked.length * size)
      const handle = openSync(file, 'r')
      try {
        for (let first = 0; first < asked.length; ) {
          const row = rowAt(rows, asked[first])
          let end = first + 1
          while (end < asked.length && rowAt(rows, asked[end]) === row + end - first) end++
          readWhole(handle, file, batch.subarray(first * size, end * size), start + row * size)
          first = end
        }
      } finally {
        closeSync(handle)
      }
      return batch
    },
  }
}

function rowAt(rows: Uint32Array, index: number | undefined): number {
  const row = index === undefined ? undefined : rows[index]
  if (row === undefined) throw new Error(`there is no image ${index} among ${rows.length}`)
  return row
}

function rowsOf(rows: Uint32Array | undefined, part: Uint32Array): Uint32Array {
  return rows === undefined ? part : part.map((position) => rows[position] ?? 0)
}

function pickLabels(labels: Labels, positions: Uint32Array): Labels {
  const picked = labels instanceof Uint8Array ? new Uint8Array(positions.length) : new Uint16Array(positions.length)
  positions.forEach((position, index) => {
    picked[index] = labels[position] ?? 0
  })
  return picked
}

function refuse({ file }: StoredFile, what: string): Result<never, Failure> {
  return err(inputFailure(`${file}: ${what}; delete the folder of the data set, and add it again`))
}
