import type { Shape } from '../../../shared/architecture/shape'
import type { Augmentation } from '../../../shared/training/recipe'

/** What was drawn for some images, as the graph is fed it; each is there where the augmentation needs it. */
export interface AugmentationDraws {
  /** [images, 8], see augmentation.ts */
  readonly place?: Float32Array
  /** [images, channels] */
  readonly gain?: Float32Array
  readonly offset?: Float32Array
}

/** Each draw has a number of its own, so that one kind of change leaves the draws of the others as they are. */
const DRAW = { down: 0, right: 1, flip: 2, share: 3, top: 4, left: 5, brightness: 16, contrast: 1024 } as const

/**
 * Draws the changes of some images. Nothing is remembered: an image's changes follow from the seed, the epoch and the
 * image's number alone, whatever batch and tower it is in.
 * @param seed derived from the trial's for this purpose
 * @param epoch 1, 2, 3 …
 * @param rows the images' numbers in their split
 * @param image height, width, channels
 */
export function drawAugmentation(
  augmentation: Augmentation,
  seed: number,
  epoch: number,
  rows: Int32Array,
  [height, width, channels]: Shape,
): AugmentationDraws {
  const { shift, crop, flip, brightness, contrast } = augmentation
  const place = new Float32Array(rows.length * 8)
  const gain = new Float32Array(rows.length * channels).fill(1)
  const offset = new Float32Array(rows.length * channels)

  rows.forEach((row, index) => {
    const chance = (draw: number): number => chanceOf(seed, epoch, row, draw)
    /** From −1 to 1. */
    const eitherWay = (draw: number): number => 2 * chance(draw) - 1
    const pixels = (draw: number): number =>
      shift === undefined ? 0 : Math.floor(chance(draw) * (2 * shift + 1)) - shift
    const share = crop ? crop.smallest + chance(DRAW.share) * (crop.largest - crop.smallest) : 1
    const mirrored = flip === true && chance(DRAW.flip) < 0.5
    const across = axis(width, { share, start: chance(DRAW.left), moved: pixels(DRAW.right), mirrored })
    const down = axis(height, { share, start: chance(DRAW.top), moved: pixels(DRAW.down), mirrored: false })
    place.set([across.factor, 0, across.first, 0, down.factor, down.first], index * 8)
    for (let channel = 0; channel < channels; channel += 1) {
      const at = index * channels + channel
      if (contrast !== undefined) gain[at] = 1 + contrast * eitherWay(DRAW.contrast + channel)
      if (brightness !== undefined) offset[at] = brightness * eitherWay(DRAW.brightness + channel)
    }
  })
  return {
    ...(shift !== undefined || crop !== undefined || flip === true ? { place } : {}),
    ...(brightness !== undefined || contrast !== undefined ? { gain, offset } : {}),
  }
}

/**
 * Where along one axis the pixels of the changed image are read in the stored one: pixel x at factor · x + first.
 * Cut out first, then moved, then mirrored. Places are those of pixels' centres, which lie at x + ½.
 */
function axis(
  size: number,
  { share, start, moved, mirrored }: { share: number; start: number; moved: number; mirrored: boolean },
): { readonly factor: number; readonly first: number } {
  const begin = share === 1 ? 0 : start * (1 - share) * size + (share - 1) / 2
  if (mirrored) return { factor: -share, first: share * (size - 1 - moved) + begin }
  return { factor: share, first: begin - share * moved }
}

/**
 * A number from 0 to below 1 for one draw of one image in one epoch, by the finishing mix of MurmurHash3.
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp, fmix32
 */
function chanceOf(seed: number, epoch: number, row: number, draw: number): number {
  let hash = mix(seed ^ Math.imul(epoch, 0x9e3779b1))
  hash = mix(hash ^ Math.imul(row + 1, 0x85ebca77))
  hash = mix(hash ^ Math.imul(draw + 1, 0xc2b2ae3d))
  return (hash >>> 0) / 2 ** 32
}

function mix(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
