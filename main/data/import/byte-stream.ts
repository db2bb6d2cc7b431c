import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib'
import { amount } from '../amount'
import { refuse } from './unusable'

/** Bytes of a file, one after the other, unpacked on the way. */
export interface ByteStream {
  /** The next bytes: fewer than asked for at the end alone, none after it. */
  read(count: number): Promise<Uint8Array>
  /** Passes bytes over. @returns how many there were */
  skip(count: number): Promise<number>
  close(): void
}

export interface ByteRange {
  readonly packing: 'none' | 'gzip' | 'deflate'
  /** The first byte, and the one after the last; the whole file unless said. */
  readonly start?: number
  readonly end?: number
}

/** Packed data may unpack to so many times its size, and as many bytes more: real images are far below. */
const MOST_RATIO = 200
const FREE_BYTES = 64 * 2 ** 20

/** Opens a file for reading from front to back; a file whose packed bytes unpack to too many is refused. */
export function openBytes(file: string, { packing, start = 0, end }: ByteRange = { packing: 'none' }): ByteStream {
  if (end !== undefined && end <= start) return readFrom(nothing(), () => {})
  const stored = createReadStream(file, { start, ...(end !== undefined && { end: end - 1 }), highWaterMark: 2 ** 18 })
  const unpacking = packing === 'gzip' ? createGunzip() : packing === 'deflate' ? createInflateRaw() : undefined
  const chunks = unpacking === undefined ? stored : unpacked(file, stored, unpacking)
  return readFrom(chunks, () => {
    stored.destroy()
    unpacking?.destroy()
  })
}

/** Cuts a stream's chunks into what is asked for. */
function readFrom(chunks: AsyncIterable<Uint8Array>, close: () => void): ByteStream {
  const source = chunks[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  const more = async (): Promise<boolean> => {
    if (rest.length > 0) return true
    const next = await source.next()
    if (next.done) return false
    rest = next.value
    return true
  }
  return {
    async read(count) {
      const bytes = new Uint8Array(count)
      let done = 0
      while (done < count && (await more())) {
        const taken = rest.subarray(0, count - done)
        bytes.set(taken, done)
        rest = rest.subarray(taken.length)
        done += taken.length
      }
      return done === count ? bytes : bytes.subarray(0, done)
    },
    async skip(count) {
      let done = 0
      while (done < count && (await more())) {
        const passed = Math.min(rest.length, count - done)
        rest = rest.subarray(passed)
        done += passed
      }
      return done
    },
    close,
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}

async function* unpacked(file: string, stored: Readable, unpacking: Gunzip | InflateRaw): AsyncIterable<Uint8Array> {
  let packed = 0
  stored.on('data', (chunk: Buffer) => {
    packed += chunk.length
  })
  stored.on('error', (error) => unpacking.destroy(error))
  stored.pipe(unpacking)
  let bytes = 0
  try {
    for await (const chunk of unpacking as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > FREE_BYTES + MOST_RATIO * packed)
        refuse(
          `${file}: ${amount(packed, 'byte')} of it unpack to more than ${amount(bytes, 'byte')}, more than ${MOST_RATIO} times as ` +
            'many: no images do that. It is not unpacked any further.',
        )
      yield chunk
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'Z_BUF_ERROR')
      refuse(`${file}: its packed content stops in the middle; the file is truncated: copy it again`)
    if (code.startsWith('Z_'))
      refuse(`${file}: its packed content is damaged (${(error as Error).message}); copy it again`)
    throw error
  }
}

/** The first bytes of a file as they are stored. */
export async function headOf(file: string, count: number): Promise<Uint8Array> {
  const handle = await open(file, 'r')
  try {
    const bytes = new Uint8Array(count)
    const { bytesRead } = await handle.read(bytes, 0, count, 0)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}
