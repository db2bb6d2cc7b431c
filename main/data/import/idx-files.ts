import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { amount, grouping } from '../amount'
import { type ByteStream, headOf, isGzip, openBytes } from './byte-stream'
import { plainFiles } from './plain-files'
import {
  type ImageSize,
  type Reading,
  type Skip,
  type Source,
  type SourceOptions,
  type SourceRecord,
  splitInName,
} from './source'
import { refuse } from './unusable'

/** A file of images and the file of their labels. */
interface Pair {
  readonly images: IdxFile
  readonly labels: IdxFile
}

interface IdxFile {
  readonly file: string
  readonly packing: 'none' | 'gzip'
  readonly type: number
  readonly dimensions: readonly number[]
  /** Bytes of the header. */
  readonly start: number
}

/** Bytes of a label by IDX's code of its type; images are unsigned bytes alone. */
const LABEL_BYTES: Readonly<Record<number, number>> = { 8: 1, 9: 1, 11: 2, 12: 4 }
const UNSIGNED_BYTE = 8

/**
 * Pairs of IDX files in a folder, gzipped or not: `…images…` and `…labels…` of otherwise the same name, whose split is a word
 * of that name. Undefined where there is none.
 * @see http://yann.lecun.com/exdb/mnist/ "The IDX file format"
 */
export async function openIdxFiles(folder: string, { signal }: SourceOptions): Promise<Source | undefined> {
  const { files } = await plainFiles(folder)
  const named = files.filter((name) => /images/i.test(name) && /ubyte|idx/i.test(name))
  const pairs: (Pair & { readonly name: string })[] = []
  for (const name of named) {
    const partner = files.find((other) => stem(other) === stem(name) && /labels/i.test(other))
    if (partner === undefined)
      refuse(
        `${join(folder, name)}: the file of its labels is not beside it; a name such as ${labelsName(name)} is expected.`,
      )
    const images = await openIdx(join(folder, name))
    const labels = await openIdx(join(folder, partner))
    pairs.push({ name, images, labels })
  }
  if (pairs.length === 0) return undefined
  for (const pair of pairs) checkPair(pair)
  return {
    format: 'idx',
    classes: undefined,
    parts: pairs.map((pair) => ({
      split: splitInName(pair.name),
      records: (reading) => recordsOf(pair, reading, signal),
    })),
    skipped: [],
  }
}

/** The name without what tells images from labels, dimensions and packing: the same of both files of a pair. */
function stem(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.gz$/, '')
    .replace(/images|labels/, '')
    .replace(/idx\d/, 'idx')
}

function labelsName(name: string): string {
  return name.replace(/images/i, 'labels').replace(/idx[34]/i, 'idx1')
}

async function openIdx(file: string): Promise<IdxFile> {
  const packing = isGzip(await headOf(file, 2)) ? 'gzip' : 'none'
  const stream = openBytes(file, { packing })
  try {
    const head = await stream.read(4)
    const [first, second, type = 0, rank = 0] = head
    if (head.length < 4 || first !== 0 || second !== 0 || rank < 1 || rank > 4)
      refuse(
        `${file}: is no IDX file: it begins with the bytes ${hex(head)}; 0000, a type and 1 to 4 dimensions are expected`,
      )
    const sizes = await stream.read(4 * rank)
    if (sizes.length < 4 * rank) refuse(`${file}: ends within its header; the file is truncated: copy it again`)
    const view = new DataView(sizes.buffer, sizes.byteOffset, sizes.byteLength)
    const dimensions = Array.from({ length: rank }, (_, index) => view.getUint32(4 * index))
    return { file, packing, type, dimensions, start: 4 + 4 * rank }
  } finally {
    stream.close()
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function checkPair({ images, labels }: Pair): void {
  const [count = 0, height = 0, width = 0, channels = 1] = images.dimensions
  const shape = images.dimensions.join('×')
  if (images.type !== UNSIGNED_BYTE)
    refuse(`${images.file}: its elements are of type ${images.type}; only 8 (unsigned bytes) is read as images`)
  if (images.dimensions.length < 3 || height === 0 || width === 0 || (channels !== 1 && channels !== 3))
    refuse(`${images.file}: its dimensions are ${shape}; a count, height, width, and 1 or 3 channels are expected`)
  if (height > 8192 || width > 8192)
    refuse(`${images.file}: its images are ${height}×${width}; at most 8,192 pixels a side are read`)
  if (LABEL_BYTES[labels.type] === undefined || labels.dimensions.length !== 1)
    refuse(
      `${labels.file}: its dimensions are ${labels.dimensions.join('×')}, of type ${labels.type}; one, of whole numbers, is expected`,
    )
  if (labels.dimensions[0] !== count)
    refuse(
      `${labels.file}: holds ${amount(labels.dimensions[0] ?? 0, 'label')}, but ${images.file} has ${amount(count, 'image')}`,
    )
}

async function* recordsOf(
  { images, labels }: Pair,
  reading: Reading,
  signal: AbortSignal,
): AsyncIterable<SourceRecord | Skip> {
  const [count = 0, height = 0, width = 0, channels = 1] = images.dimensions
  const size: ImageSize = { height, width, channels: channels === 3 ? 3 : 1 }
  const bytes = height * width * channels
  await checkLength(images, count * bytes)
  const pixelStream = await openValues(images)
  const labelStream = await openValues(labels)
  try {
    for (let number = 1; number <= count; number++) {
      signal.throwIfAborted()
      const label = await readLabel(labelStream, labels)
      const pixels = reading === 'whole' ? await pixelStream.read(bytes) : new Uint8Array(0)
      if (reading === 'whole' && pixels.length < bytes) cutOff(images, number - 1)
      const place = (): string => `${basename(images.file)}, image ${grouping(number)}`
      if (label < 0) yield { reason: 'no-label', place: place(), what: `its label is ${label}; 0 and more are allowed` }
      else yield { place, label, image: { kind: 'pixels', size, pixels } }
    }
    if (reading === 'whole' && (await pixelStream.read(1)).length > 0)
      refuse(`${images.file}: holds more than the ${amount(count, 'image')} that its header tells; copy it again`)
  } finally {
    pixelStream.close()
    labelStream.close()
  }
}

/** Of a file that is not packed, the length tells at once whether all images are there. */
async function checkLength({ file, packing, start }: IdxFile, needed: number): Promise<void> {
  if (packing !== 'none') return
  const { size } = await stat(file)
  if (size < start + needed)
    refuse(
      `${file}: has ${amount(size - start, 'byte')} of images, but its header needs ${grouping(needed)}; the file is truncated: copy it again`,
    )
}

async function openValues({ file, packing, start }: IdxFile): Promise<ByteStream> {
  const stream = openBytes(file, { packing })
  await stream.skip(start)
  return stream
}

function cutOff({ file, dimensions }: IdxFile, there: number): never {
  return refuse(
    `${file}: holds ${amount(there, 'image')}, but its header needs ${grouping(dimensions[0] ?? 0)}; the file is truncated: copy it again`,
  )
}

async function readLabel(stream: ByteStream, labels: IdxFile): Promise<number> {
  const bytes = LABEL_BYTES[labels.type] ?? 1
  const read = await stream.read(bytes)
  if (read.length < bytes)
    refuse(`${labels.file}: has fewer labels than its header tells; the file is truncated: copy it again`)
  const view = new DataView(read.buffer, read.byteOffset, bytes)
  if (labels.type === 9) return view.getInt8(0)
  if (bytes === 1) return view.getUint8(0)
  return bytes === 2 ? view.getInt16(0) : view.getInt32(0)
}
