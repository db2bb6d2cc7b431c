import type { ByteStream } from './byte-stream'
import { refuse } from './unusable'

/** A file, link or folder within a tar archive. */
export interface TarEntry {
  /** As it stands there: nothing that a path may be made from unchecked. */
  readonly name: string
  readonly kind: 'file' | 'folder' | 'other'
  readonly bytes: number
}

const BLOCK = 512
/** Long names and further fields stand in entries of their own, of this size at most. */
const MOST_FIELDS = 2 ** 20

/** Whether a block is the header of a tar archive: its checksum is that of its bytes. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK) return false
  const told = octal(block, 148, 8)
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  return told === sum && sum > 8 * 32
}

/**
 * Walks through a tar archive: ustar, with the long names of GNU and of POSIX (pax).
 * @param take reads the entry's content from the stream, or leaves it
 */
export async function walkTar(
  file: string,
  stream: ByteStream,
  take: (entry: TarEntry, content: ByteStream) => Promise<void>,
): Promise<void> {
  let fields: { path?: string; size?: number } = {}
  for (;;) {
    const header = await stream.read(BLOCK)
    // Archives end with blocks of zeros; some just end.
    if (header.length === 0 || header.every((byte) => byte === 0)) return
    if (!isTarHeader(header)) refuse(`${file}: is a damaged tar archive; copy it again`)
    const type = String.fromCharCode(header[156] ?? 0)
    const bytes = fields.size ?? sizeOf(file, header)
    const padding = (BLOCK - (bytes % BLOCK)) % BLOCK
    if (type === 'L' || type === 'x' || type === 'g') {
      if (bytes > MOST_FIELDS) refuse(`${file}: a name of it has ${bytes} bytes; the archive is damaged`)
      const content = new TextDecoder().decode(await stream.read(bytes))
      await stream.skip(padding)
      if (type === 'L') fields = { ...fields, path: content.replace(/\0.*$/s, '') }
      else if (type === 'x') fields = { ...fields, ...paxFields(content) }
      continue
    }
    const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : ''
    const name = fields.path ?? (prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`)
    const kind = type === '0' || type === '\0' || type === '7' ? 'file' : type === '5' ? 'folder' : 'other'
    const content = limited(stream, kind === 'file' ? bytes : 0)
    await take({ name, kind, bytes: kind === 'file' ? bytes : 0 }, content)
    const left = content.left()
    if ((await stream.skip(left + (kind === 'file' ? padding : 0))) < left)
      refuse(`${file}: ends within ${JSON.stringify(name.slice(0, 200))}; the archive is truncated: copy it again`)
    fields = {}
  }
}

/** A stream that ends with the entry. */
function limited(stream: ByteStream, bytes: number): ByteStream & { readonly left: () => number } {
  let left = bytes
  return {
    async read(count) {
      const read = await stream.read(Math.min(count, left))
      left -= read.length
      return read
    },
    async skip(count) {
      const skipped = await stream.skip(Math.min(count, left))
      left -= skipped
      return skipped
    },
    close: () => {},
    left: () => left,
  }
}

/** `27 path=folder/name\n`: the length counts itself. */
function paxFields(content: string): { path?: string; size?: number } {
  const path = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content)?.[1]
  const size = /(?:^|\n)\d+ size=(\d+)\n/.exec(content)?.[1]
  return { ...(path !== undefined && { path }), ...(size !== undefined && { size: Number(size) }) }
}

function sizeOf(file: string, header: Uint8Array): number {
  // Beyond 8 GB GNU writes the size in base 256, marked by the first bit.
  if ((header[124] ?? 0) & 0x80) {
    const size = header.subarray(125, 136).reduce((value, byte) => value * 256 + byte, 0)
    if (!Number.isSafeInteger(size)) refuse(`${file}: an entry of it would have ${size} bytes; the archive is damaged`)
    return size
  }
  return octal(header, 124, 12)
}

function octal(block: Uint8Array, at: number, length: number): number {
  const digits = text(block, at, length).trim()
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : 0
}

function text(block: Uint8Array, at: number, length: number): string {
  const bytes = block.subarray(at, at + length)
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}
