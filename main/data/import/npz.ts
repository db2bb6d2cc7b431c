import { amount, grouping } from '../amount'
import { type NpyArray, numberReader, openNpy, readTexts, readWholeArray } from './npy'
import { type PixelScale, scaleOf } from './pixel-scale'
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
import { readZip, type ZipEntry } from './zip'

/** Words of an array's name that tell what it holds. */
const IMAGE_WORDS = ['x', 'image', 'images', 'imgs', 'data', 'inputs', 'features']
const LABEL_WORDS = ['y', 'label', 'labels', 'target', 'targets']
const CLASS_NAMES = /^(class|label|target)_?names$|^classes$/i

/** Where a pixel lies in an array of images. */
interface Layout {
  readonly count: number
  readonly size: ImageSize
  /** Channels before height and width. */
  readonly planes: boolean
}

/** Whether a zip file holds NumPy arrays and nothing else. */
export async function isNpz(file: string): Promise<boolean> {
  const entries = await readZip(file)
  return entries.length > 0 && entries.every(({ name }) => name.endsWith('.npy'))
}

/**
 * Pairs of arrays in an npz file: `x_train` and `y_train`, `train_images` and `train_labels`, `images` and `labels`. Images of
 * bytes or other numbers, [n, height, width], with channels last or first, in either order; labels as numbers, one-hot or texts.
 */
export async function openNpz(file: string, { signal }: SourceOptions): Promise<Source> {
  const arrays = new Map<string, NpyArray>()
  const entries = await readZip(file)
  for (const entry of entries) {
    const name = nameOf(entry)
    if (roleOf(name) !== undefined || CLASS_NAMES.test(name)) arrays.set(name, await openNpy(file, entry))
  }
  const images = [...arrays].filter(([name]) => roleOf(name)?.role === 'images')
  if (images.length === 0)
    refuse(
      `${file}: holds no images: arrays such as x_train and y_train, or images and labels, are expected; it has ${namesTold(entries.map(nameOf))}`,
    )
  const pairs = images.map(([name, array]) => {
    const rest = roleOf(name)?.rest
    const [, labels] =
      [...arrays].find(([other]) => roleOf(other)?.role === 'labels' && roleOf(other)?.rest === rest) ?? []
    if (labels === undefined)
      refuse(
        `${array.place}: the array of its labels is not there; a name such as y${rest ? `_${rest}` : ''} is expected`,
      )
    return { name, images: array, labels, layout: layoutOf(array) }
  })
  for (const { images: array, labels, layout } of pairs)
    if (labels.shape[0] !== layout.count)
      refuse(
        `${labels.place}: holds ${amount(labels.shape[0] ?? 0, 'label')}, but ${array.place} has ${amount(layout.count, 'image')}`,
      )
  const named = [...arrays].find(
    ([name, { type }]) => CLASS_NAMES.test(name) && (type.kind === 'U' || type.kind === 'S'),
  )?.[1]
  const texts = await Promise.all(pairs.map(({ labels }) => (isText(labels) ? readTexts(labels) : undefined)))
  const classes = texts.some((words) => words !== undefined)
    ? [...new Set(texts.flatMap((words) => words ?? []))].filter((word) => word !== '').sort()
    : named && (await readTexts(named))
  return {
    format: 'npz',
    classes,
    skipped: [],
    parts: pairs.map(({ name, images: array, labels, layout }, index) => ({
      split: splitInName(spelled(name)),
      records: (reading) => recordsOf(array, layout, () => labelsOf(labels, texts[index], classes), reading, signal),
    })),
  }
}

function nameOf({ name }: ZipEntry): string {
  return name.replace(/\.npy$/, '')
}

function namesTold(names: readonly string[]): string {
  const told = names.slice(0, 8).map((name) => name.slice(0, 40))
  return `${told.join(', ')}${names.length > told.length ? ', …' : ''}`
}

/** A name's words apart: `trainX` is `train_x`, `Xtest` is `x_test`. */
function spelled(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/^([xy])(?=(train|training|val|valid|validation|test)$)/, '$1_')
}

function roleOf(name: string): { readonly role: 'images' | 'labels'; readonly rest: string } | undefined {
  const words = spelled(name).split(/[^a-z0-9]+/)
  const role = words.some((word) => LABEL_WORDS.includes(word))
    ? 'labels'
    : words.some((word) => IMAGE_WORDS.includes(word))
      ? 'images'
      : undefined
  const rest = words.filter((word) => !LABEL_WORDS.includes(word) && !IMAGE_WORDS.includes(word)).join('_')
  return role && { role, rest }
}

function isText({ type }: NpyArray): boolean {
  return type.kind === 'U' || type.kind === 'S'
}

function layoutOf({ place, shape, type }: NpyArray): Layout {
  const [count = 0, first = 0, second = 0, third] = shape
  const told = `${place}: its shape is ${shape.join('×')}`
  if (type.kind === 'U' || type.kind === 'S') refuse(`${place}: holds texts; numbers are expected of images`)
  if (shape.length < 3 || shape.length > 4)
    refuse(`${told}; count, height and width, with or without channels, are expected`)
  const last = third === undefined || third === 1 || third === 3
  const planes = !last && (first === 1 || first === 3)
  if (!last && !planes) refuse(`${told}; 1 or 3 channels are read, last or before height and width`)
  const [height, width, channels] = planes ? [second, third ?? 0, first] : [first, second, third ?? 1]
  if (count === 0 || height < 1 || width < 1 || height > 8192 || width > 8192)
    refuse(`${told}; 1 to 8,192 pixels a side are read`)
  return { count, size: { height, width, channels: channels === 3 ? 3 : 1 }, planes }
}

async function* recordsOf(
  array: NpyArray,
  layout: Layout,
  labelsOf: () => Promise<Labelled>,
  reading: Reading,
  signal: AbortSignal,
): AsyncIterable<SourceRecord | Skip> {
  const { count, size } = layout
  const labels = await labelsOf()
  const pixels = reading === 'whole' ? await pixelReader(array, layout, signal) : undefined
  try {
    for (let index = 0; index < count; index++) {
      signal.throwIfAborted()
      const place = (): string => `${array.place.split(', ').at(-1)}, image ${grouping(index + 1)}`
      const read = pixels === undefined ? new Uint8Array(0) : await pixels.next()
      const label = labels.at(index)
      if (typeof label === 'string') yield { reason: 'no-label', place: place(), what: label }
      else if (read === 'not-a-number')
        yield { reason: 'not-a-number', place: place(), what: 'it has values that are not finite' }
      else yield { place, label, image: { kind: 'pixels', size, pixels: read } }
    }
  } finally {
    pixels?.close()
  }
}

interface PixelReader {
  /** The next image, [height, width, channels]. */
  next(): Promise<Uint8Array | 'not-a-number'>
  close(): void
}

async function pixelReader(
  array: NpyArray,
  { count, size, planes }: Layout,
  signal: AbortSignal,
): Promise<PixelReader> {
  const { place, type, fortran } = array
  const { height, width, channels } = size
  const numbers = height * width * channels
  const scale = await scaleOf(array, signal)
  // Where in the stored image each number of [height, width, channels] stands.
  const order = Int32Array.from({ length: numbers }, (_, at) => {
    const channel = at % channels
    const column = Math.floor(at / channels) % width
    const row = Math.floor(at / channels / width)
    if (!fortran) return planes ? (channel * height + row) * width + column : at
    return planes ? channel + channels * (row + height * column) : row + height * (column + width * channel)
  })
  if (fortran) {
    const all = await readWholeArray(
      array,
      'its order is Fortran’s, in which an image is spread over all of it (numpy.ascontiguousarray mends that)',
    )
    let image = 0
    return { next: async () => convert(all, order, scale, type.bytes, image++, count), close: () => {} }
  }
  const stream = await array.open()
  return {
    next: async () => {
      const bytes = await stream.read(numbers * type.bytes)
      if (bytes.length < numbers * type.bytes) refuse(`${place}: ends too early; the file is truncated: copy it again`)
      return convert(bytes, order, scale, type.bytes, 0, 1)
    },
    close: () => stream.close(),
  }
}

/** @param first of the stored numbers the first; @param stride between the numbers of one image */
function convert(
  bytes: Uint8Array,
  order: Int32Array,
  { read, byteOf }: PixelScale,
  width: number,
  first: number,
  stride: number,
): Uint8Array | 'not-a-number' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pixels = new Uint8Array(order.length)
  for (let at = 0; at < order.length; at++) {
    const value = read(view, (first + stride * (order[at] ?? 0)) * width)
    if (!Number.isFinite(value)) return 'not-a-number'
    pixels[at] = byteOf(value)
  }
  return pixels
}

/** Labels by position: a number, or the sentence why there is none. */
interface Labelled {
  readonly at: (index: number) => number | string
}

async function labelsOf(
  array: NpyArray,
  texts: readonly string[] | undefined,
  classes: readonly string[] | undefined,
): Promise<Labelled> {
  const { place, shape, type, fortran } = array
  if (texts !== undefined) {
    const places = new Map((classes ?? []).map((name, label) => [name, label]))
    return { at: (index) => places.get(texts[index] ?? '') ?? 'its label is empty' }
  }
  const [count = 0, columns = 1] = shape
  if (shape.length > 2)
    refuse(`${place}: its shape is ${shape.join('×')}; a label, or a row of one-hot numbers, is expected of each image`)
  const bytes = await readWholeArray(array, 'labels are read whole')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = numberReader(type)
  const valueAt = (index: number, column: number): number =>
    read(view, (fortran ? index + count * column : index * columns + column) * type.bytes)
  if (columns === 1) return { at: (index) => asLabel(valueAt(index, 0)) }
  return {
    at: (index) => {
      const row = Array.from({ length: columns }, (_, column) => valueAt(index, column))
      const set = row.flatMap((value, column) => (value === 0 ? [] : [column]))
      return set.length === 1 && set[0] !== undefined && row[set[0]] === 1 ? set[0] : 'its row of labels is not one-hot'
    },
  }
}

function asLabel(value: number): number | string {
  return Number.isInteger(value) && value >= 0 && value < 65_536
    ? value
    : `its label is ${value}; whole numbers from 0 are allowed`
}
