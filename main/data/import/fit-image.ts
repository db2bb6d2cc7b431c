import { decode } from 'jpeg-js'
import type { Shape } from '../../../shared/architecture/shape'
import { err, ok, type Result } from '../../../shared/result'
import { grouping } from '../amount'
import type { DecodedImage } from './decoded-image'
import { decodePng } from './png'
import { resizeToCover } from './resize-image'
import type { ImageSize, SkipReason, SourceImage } from './source'

/** More pixels are not decoded: a file of some kilobytes can tell of as many as it likes. */
const MOST_PIXELS = 64_000_000

/** An encoded image may have so many bytes. */
export const MOST_ENCODED = 64 * 2 ** 20

/** What the decoder of JPEG may set aside, in its own unit: enough for the pixels above. */
const JPEG_LIMITS = { maxResolutionInMP: MOST_PIXELS / 1e6, maxMemoryUsageInMB: 2048 } as const

export interface Misfit {
  readonly reason: SkipReason
  readonly what: string
}

/** What is wrong with the size that an image's header tells. */
export function tooLarge({ height, width }: ImageSize): Misfit | undefined {
  if (height * width <= MOST_PIXELS) return undefined
  return {
    reason: 'too-large',
    what: `its header tells of ${grouping(width)}×${grouping(height)} pixels; at most ${grouping(MOST_PIXELS)} are decoded`,
  }
}

/**
 * Brings an image to the set's shape: decoded, resized by its shorter side and cropped to the centre where its size is
 * another, grey or colour as the set is. Pixels are taken as they are stored: a camera's note of how it was held does not turn
 * them, and transparency is left out.
 * @returns [height, width, channels], row-major
 */
export function fitImage(image: SourceImage, [height, width, channels]: Shape): Result<Uint8Array, Misfit> {
  const decoded = image.kind === 'pixels' ? ok({ ...image.size, pixels: image.pixels }) : decodeImage(image.bytes)
  if (!decoded.ok) return decoded
  const same = decoded.value.height === height && decoded.value.width === width
  const pixels = same ? decoded.value.pixels : resizeToCover(decoded.value, height, width)
  return ok(withChannels(pixels, decoded.value.channels, channels))
}

function decodeImage(bytes: Uint8Array): Result<DecodedImage, Misfit> {
  try {
    return ok(bytes[0] === 0x89 ? decodePng(bytes) : decodeJpeg(bytes))
  } catch (error) {
    // Whatever a decoder says of bytes from outside is said of them.
    return err({ reason: 'unreadable', what: messageOf(error).slice(0, 200) })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
}

/** In colour always: a grey one has three equal channels. */
function decodeJpeg(bytes: Uint8Array): DecodedImage {
  try {
    const { width, height, data } = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      ...JPEG_LIMITS,
    })
    return { width, height, channels: 3, pixels: data }
  } catch (error) {
    throw new Error(`it is damaged, or of a kind of JPEG that is not read (${messageOf(error)})`)
  }
}

/** Grey ↔ colour. @returns the same pixels where nothing changes */
function withChannels(pixels: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return pixels
  const count = pixels.length / from
  const changed = new Uint8Array(count * to)
  for (let pixel = 0; pixel < count; pixel++) {
    if (to === 1) changed[pixel] = grey(pixels[3 * pixel] ?? 0, pixels[3 * pixel + 1] ?? 0, pixels[3 * pixel + 2] ?? 0)
    else changed.fill(pixels[pixel] ?? 0, 3 * pixel, 3 * pixel + 3)
  }
  return changed
}

/** Luma of ITU-R BT.601, rounded. */
function grey(red: number, green: number, blue: number): number {
  return Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000)
}
