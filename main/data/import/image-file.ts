import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../../store/atomic-write'
import { idxHeader } from '../stored-file'

/** A file of images that is being written, one after the other: a plain IDX file once it is closed. */
export interface ImageFile {
  readonly name: string
  readonly count: number
  add(pixels: Uint8Array): void
  /** Writes what is left, and the header, which has the count. */
  finish(): void
  /** Lets it go; of a finished one nothing is left to do. */
  close(): void
}

const BUFFERED = 4 * 2 ** 20
const MOST_IMAGES = 2 ** 32 - 1

/** @param shape of one image */
export function createImageFile(folder: string, name: string, shape: readonly number[]): ImageFile {
  const handle = openSync(join(folder, name), 'wx')
  const buffer = new Uint8Array(BUFFERED)
  let filled = 0
  let count = 0
  let open = true
  const flush = (): void => {
    writeWhole(handle, buffer.subarray(0, filled))
    filled = 0
  }
  writeWhole(handle, idxHeader('uint8', [0, ...shape]))
  const close = (): void => {
    if (open) closeSync(handle)
    open = false
  }
  return {
    name,
    get count() {
      return count
    },
    add(pixels) {
      if (count === MOST_IMAGES) throw new Error(`${name} has ${count} images, and an IDX file cannot have more`)
      if (filled + pixels.length > BUFFERED) flush()
      if (pixels.length > BUFFERED) writeWhole(handle, pixels)
      else {
        buffer.set(pixels, filled)
        filled += pixels.length
      }
      count++
    },
    finish() {
      flush()
      const header = idxHeader('uint8', [count, ...shape])
      writeSync(handle, header, 0, header.length, 0)
      fsyncSync(handle)
      close()
    },
    close,
  }
}

/** A plain IDX file of labels or row numbers. */
export function integerFile(element: 'uint8' | 'int16' | 'int32', values: ArrayLike<number>): Uint8Array {
  const header = idxHeader(element, [values.length])
  const width = element === 'uint8' ? 1 : element === 'int16' ? 2 : 4
  const bytes = new Uint8Array(header.length + width * values.length)
  bytes.set(header)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0
    if (width === 1) view.setUint8(header.length + at, value)
    else if (width === 2) view.setUint16(header.length + 2 * at, value)
    else view.setUint32(header.length + 4 * at, value)
  }
  return bytes
}
