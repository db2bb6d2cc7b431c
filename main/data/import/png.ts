import { inflateSync } from 'node:zlib'
import { PNG } from 'pngjs'
import type { DecodedImage } from './decoded-image'
import { imageHeader } from './image-header'

/** The chunks that make the pixels. All others are kept from the decoder: transparency, profiles, texts, which may be packed. */
const PIXEL_CHUNKS = ['IHDR', 'PLTE', 'IDAT', 'IEND']
const SIGNATURE_BYTES = 8
/** Length, type and checksum of a chunk. */
const FRAME_BYTES = 12

/**
 * Decodes a PNG of any kind to 8 bits: palettes become colours, 16 bits are rounded, fewer are spread over the whole range;
 * transparency is left out. The decoder itself would unpack an interlaced one without bound: it is let at it only once it is
 * known to unpack to no more than its header tells of, so whoever calls has looked at that.
 * @throws a sentence where the file is damaged
 */
export function decodePng(file: Uint8Array): DecodedImage {
  const header = imageHeader(file)
  if (header.kind !== 'image') throw new Error('its header is damaged')
  const { height, width, channels } = header.size
  const { slim, packed } = pixelChunks(file)
  unpackWithin(packed, mostUnpacked(height, width))
  const data = unpackedPixels(slim)
  const pixels = new Uint8Array(height * width * channels)
  for (let pixel = 0; pixel < height * width; pixel++)
    for (let channel = 0; channel < channels; channel++)
      pixels[pixel * channels + channel] = data[4 * pixel + channel] ?? 0
  return { width, height, channels, pixels }
}

/** The file with the chunks of its pixels alone, and what is packed in it. */
function pixelChunks(file: Uint8Array): { readonly slim: Buffer; readonly packed: Buffer } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const kept = [file.subarray(0, SIGNATURE_BYTES)]
  const packed: Uint8Array[] = []
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= file.length; ) {
    const end = at + FRAME_BYTES + view.getUint32(at)
    const type = Buffer.from(file.subarray(at + 4, at + 8)).toString('latin1')
    if (end > file.length) break
    // A second header would tell of other sizes than those that were looked at.
    if (PIXEL_CHUNKS.includes(type) && (type !== 'IHDR' || at === SIGNATURE_BYTES)) kept.push(file.subarray(at, end))
    if (type === 'IDAT') packed.push(file.subarray(at + 8, end - 4))
    if (type === 'IEND') return { slim: Buffer.concat(kept), packed: Buffer.concat(packed) }
    at = end
  }
  throw new Error('it is cut off')
}

/**
 * Bytes that no PNG of this size exceeds: four samples of 16 bits a pixel; and a line has a byte of its filter and one that may be
 * filled in part, of which the seven passes of an interlaced one make less than two a row, and seven.
 */
function mostUnpacked(height: number, width: number): number {
  return 8 * height * width + 2 * (2 * height + 7)
}

function unpackWithin(packed: Uint8Array, most: number): void {
  try {
    inflateSync(packed, { maxOutputLength: most })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new Error('it holds more pixels than its header tells of')
    throw new Error(`its pixels are damaged or cut off (${error instanceof Error ? error.message : error})`)
  }
}

/** [height, width, 4]. What the decoder says where it stumbles is often of a later stumble: it is not passed on. */
function unpackedPixels(slim: Buffer): Buffer {
  try {
    return PNG.sync.read(slim).data
  } catch {
    throw new Error('it is damaged: its header, palette, lines or checksums are not those of a PNG')
  }
}
