import type { ImageSize } from './source'

/** What the first bytes of an image file tell, before anything of it is decoded. */
export type ImageHeader =
  | { readonly kind: 'image'; readonly size: ImageSize }
  /** A JPEG whose size stands further on than the bytes that were given. */
  | { readonly kind: 'further' }
  | { readonly kind: 'none' }

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const NONE: ImageHeader = { kind: 'none' }

/**
 * Reads the size of a PNG or JPEG, by its content; whatever it is called.
 * @see PNG specification 11.2.2 (IHDR); ITU-T T.81 B.2.2 (frame header)
 */
export function imageHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (PNG.every((byte, at) => bytes[at] === byte)) return pngHeader(view)
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return jpegHeader(view)
  return NONE
}

const GREY_TYPES = [0, 4]

function pngHeader(view: DataView): ImageHeader {
  if (view.byteLength < 29 || view.getUint32(12) !== 0x49484452) return NONE
  const channels = GREY_TYPES.includes(view.getUint8(25)) ? 1 : 3
  return sized(view.getUint32(20), view.getUint32(16), channels)
}

/** Start-of-frame markers; C4, C8 and CC are something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

function jpegHeader(view: DataView): ImageHeader {
  for (let at = 2; at + 4 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return NONE
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    // Markers without content.
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2
      continue
    }
    if (isFrame(marker)) {
      if (at + 10 > view.byteLength) return { kind: 'further' }
      return sized(view.getUint16(at + 5), view.getUint16(at + 7), view.getUint8(at + 9) === 1 ? 1 : 3)
    }
    // The image itself has begun, or its end: there was no frame.
    if (marker === 0xda || marker === 0xd9) return NONE
    const length = view.getUint16(at + 2)
    if (length < 2) return NONE
    at += 2 + length
  }
  return { kind: 'further' }
}

function sized(height: number, width: number, channels: 1 | 3): ImageHeader {
  return height > 0 && width > 0 ? { kind: 'image', size: { height, width, channels } } : NONE
}
