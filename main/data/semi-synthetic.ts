import { createHash } from 'node:crypto'
import type { SplitName } from '../../shared/training/dataset'
import { type Dataset, SPLIT_NAMES } from './dataset'
import type { Idx } from './idx'
import { idxHeader } from './stored-file'

/** Height and width of a made image. */
const SIDE = 32
const CHANNELS = 3

/** The object's size, as a share of its own: kernels of several sizes have something to find. */
const SMALLEST = 0.45
const LARGEST = 1.1

/** Directions that stripes run in, as steps along x and y. */
const DIRECTIONS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, 2],
  [2, 1],
] as const

/**
 * Makes the semi-synthetic colour variant of a split of grey images: each keeps its label and gets hues, stripes, a size
 * and a place by chance, on a striped ground. Shapes and classes are real, colours and grounds are made up. Nothing but
 * + − × ÷ and whole numbers is used, which give the same bits on every machine.
 * @param source images [count, height, width, 1]
 * @returns images [count, 32, 32, 3] and labels, as IDX files would hold them
 */
export function semiSyntheticSplit(
  { description, splits }: Dataset,
  split: SplitName,
  seed: number,
): { readonly images: Idx; readonly labels: Idx } {
  const [height, width, channels] = description.image
  if (channels !== 1) throw new Error(`${description.name} has ${channels} channels, and grey images are coloured`)
  const { images, labels, count } = splits[split]
  const values = new Uint8Array(count * SIDE * SIDE * CHANNELS)
  for (let image = 0; image < count; image++) {
    const grey = images.subarray(image * height * width, (image + 1) * height * width)
    const draw = drawsOf(seed, SPLIT_NAMES.indexOf(split), image)
    colour(grey, height, width, draw, values.subarray(image * SIDE * SIDE * CHANNELS))
  }
  const file = (what: string) => `${description.name}, ${what} of its ${split} split`
  return {
    images: idxOf(file('images made from those'), [count, SIDE, SIDE, CHANNELS], values),
    labels: idxOf(file('labels'), [count], Uint8Array.from(labels)),
  }
}

function idxOf(file: string, dimensions: readonly number[], values: Uint8Array): Idx {
  const sha256 = createHash('sha256').update(idxHeader('uint8', dimensions)).update(values).digest('hex')
  return { file, dimensions, values, sha256 }
}

/** Numbers from 0 to 1, not 1 itself: of each image its own. Mulberry32 by Tommy Ettinger, seeded by all three numbers. */
function drawsOf(seed: number, split: number, image: number): () => number {
  let state = Math.imul(Math.imul(seed, 0x9e3779b1) ^ (split + 1), 0x85ebca6b) ^ Math.imul(image + 1, 0xc2b2ae35)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

interface Stripes {
  readonly colour: readonly number[]
  readonly direction: readonly [number, number]
  readonly period: number
  /** How much darker they get, as a share. */
  readonly depth: number
}

function colour(grey: Uint8Array, height: number, width: number, draw: () => number, into: Uint8Array): void {
  const hue = draw()
  const object = stripes(draw, hue, 0.3)
  // A third of the colour circle away at least: object and ground never have one colour.
  const ground = stripes(draw, (hue + 1 / 3 + draw() / 3) % 1, 0.5)
  const scale = SMALLEST + (LARGEST - SMALLEST) * draw()
  const left = (SIDE - width * scale) * draw()
  const top = (SIDE - height * scale) * draw()
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const shade = sample(grey, height, width, (y + 0.5 - top) / scale - 0.5, (x + 0.5 - left) / scale - 0.5) / 255
      const cover = Math.min(1, shade * 4)
      const lit = brightness(object, x, y) * (0.4 + 0.6 * shade)
      const behind = brightness(ground, x, y) * 0.7
      for (let channel = 0; channel < CHANNELS; channel++) {
        const value = cover * lit * (object.colour[channel] ?? 0) + (1 - cover) * behind * (ground.colour[channel] ?? 0)
        into[(y * SIDE + x) * CHANNELS + channel] = Math.floor(255 * value + 0.5)
      }
    }
  }
}

function stripes(draw: () => number, hue: number, depth: number): Stripes {
  const direction = DIRECTIONS[Math.floor(draw() * DIRECTIONS.length)] ?? DIRECTIONS[0]
  return { colour: rgb(hue, 0.5 + 0.5 * draw()), direction, period: 3 + Math.floor(draw() * 8), depth: depth * draw() }
}

/** From 1 down and up again within each period. */
function brightness({ direction: [dx, dy], period, depth }: Stripes, x: number, y: number): number {
  const phase = ((x * dx + y * dy) % period) / period
  return 1 - depth * (phase < 0.5 ? 2 * phase : 2 - 2 * phase)
}

/** Full brightness; hue and saturation from 0 to 1. */
function rgb(hue: number, saturation: number): readonly number[] {
  return [0, 4, 2].map((shift) => {
    const place = (hue * 6 + shift) % 6
    const pure = Math.min(1, Math.max(0, Math.abs(place - 3) - 1))
    return 1 - saturation * (1 - pure)
  })
}

/** Between the four nearest pixels; 0 beyond the edge. */
function sample(grey: Uint8Array, height: number, width: number, y: number, x: number): number {
  const top = Math.floor(y)
  const left = Math.floor(x)
  const at = (row: number, column: number) =>
    row < 0 || column < 0 || row >= height || column >= width ? 0 : (grey[row * width + column] ?? 0)
  const upper = at(top, left) * (left + 1 - x) + at(top, left + 1) * (x - left)
  const lower = at(top + 1, left) * (left + 1 - x) + at(top + 1, left + 1) * (x - left)
  return upper * (top + 1 - y) + lower * (y - top)
}
