import { type NpyArray, numberReader } from './npy'
import { refuse } from './unusable'

/** How an array's values become bytes. */
export interface PixelScale {
  readonly read: (view: DataView, at: number) => number
  /** A finite value → 0 to 255. */
  readonly byteOf: (value: number) => number
}

const BLOCK = 2 ** 20

/**
 * Tells by an array's least and largest value how its pixels are meant: 0 to 255; for floats also 0 to 1 and −1 to 1; for bools
 * black and white. Anything else is refused with the range.
 */
export async function scaleOf(array: NpyArray, signal: AbortSignal): Promise<PixelScale> {
  const { place, type } = array
  const read = numberReader(type)
  if (type.kind === 'b') return { read, byteOf: (value) => (value === 0 ? 0 : 255) }
  if (type.kind === 'u' && type.bytes === 1) return { read, byteOf: (value) => value }
  const { least, largest } = await rangeOf(array, read, signal)
  const float = type.kind === 'f'
  if (float && least >= 0 && largest <= 1) return { read, byteOf: (value) => Math.round(255 * value) }
  if (float && least >= -1 && largest <= 1) return { read, byteOf: (value) => Math.round(127.5 * (value + 1)) }
  if (least >= 0 && largest <= 255) return { read, byteOf: (value) => Math.round(value) }
  return refuse(
    `${place}: its values go from ${least} to ${largest}; 0 to 255${float ? ', 0 to 1 and −1 to 1 are' : ' is'} read as pixels`,
  )
}

async function rangeOf({ type, open, place }: NpyArray, read: PixelScale['read'], signal: AbortSignal) {
  let least = Number.POSITIVE_INFINITY
  let largest = Number.NEGATIVE_INFINITY
  const stream = await open()
  try {
    for (;;) {
      signal.throwIfAborted()
      const bytes = await stream.read(BLOCK * type.bytes)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (let at = 0; at + type.bytes <= bytes.length; at += type.bytes) {
        const value = read(view, at)
        if (!Number.isFinite(value)) continue
        if (value < least) least = value
        if (value > largest) largest = value
      }
      if (bytes.length < BLOCK * type.bytes) break
    }
  } finally {
    stream.close()
  }
  if (least > largest) refuse(`${place}: holds no finite number`)
  return { least, largest }
}
