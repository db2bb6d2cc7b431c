import type { ImageSize } from './source'

/** What the first bytes of an image file tell, before anything of it is decoded. */
export type ImageHeader =
  /** `turned`: a camera noted how it was held, and the pixels are stored as it was not. */
  | { readonly kind: 'image'; readonly size: ImageSize; readonly turned: boolean }
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
  let turned = false
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
      return sized(view.getUint16(at + 5), view.getUint16(at + 7), view.getUint8(at + 9) === 1 ? 1 : 3, turned)
    }
    // The image itself has begun, or its end: there was no frame.
    if (marker === 0xda || marker === 0xd9) return NONE
    const length = view.getUint16(at + 2)
    if (length < 2) return NONE
    if (marker === APP1) turned ||= tellsToTurn(view, at + 4, at + 2 + length)
    at += 2 + length
  }
  return { kind: 'further' }
}

/** Kinds of files that are often called .jpg or .png, by their first bytes as Latin-1. */
const FOREIGN = [
  { kind: 'a GIF', is: /^GIF8/ },
  { kind: 'a WebP', is: /^RIFF.{4}WEBP/s },
  { kind: 'an AVIF', is: /^.{4}ftypavi/s },
  { kind: 'a HEIC', is: /^.{4}ftyp(hei|mif|msf)/s },
  { kind: 'a TIFF', is: /^(II\*\0|MM\0\*)/ },
  { kind: 'a BMP', is: /^BM.{4}\0{4}/s },
  { kind: 'a JPEG 2000', is: /^.{4}jP {2}/s },
  { kind: 'a web page', is: /^\s*<(!doctype html|html)/i },
] as const

/** What the first bytes of a file are, where they are no image that is read. */
export function foreignKind(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1')
  const found = FOREIGN.find(({ is }) => is.test(head))
  return found === undefined
    ? 'its first bytes are neither those of a PNG nor of a JPEG'
    : `it is ${found.kind}, whatever its name; PNG and JPEG are read`
}

/** Whether a segment is Exif's and asks for the image to be turned or mirrored. @see Exif 2.32, 4.6.4 A, Orientation */
function tellsToTurn(view: DataView, start: number, end: number): boolean {
  if (end > view.byteLength || end - start < 16 || view.getUint32(start) !== EXIF) return false
  const tiff = start + 6
  const littleEndian = view.getUint16(tiff) === LITTLE_ENDIAN
  const directory = tiff + view.getUint32(tiff + 4, littleEndian)
  if (directory + 2 > end) return false
  const first = directory + 2
  const last = Math.min(first + 12 * view.getUint16(directory, littleEndian), end) - 12
  for (let entry = first; entry <= last; entry += 12)
    if (view.getUint16(entry, littleEndian) === ORIENTATION) {
      const orientation = view.getUint16(entry + 8, littleEndian)
      return orientation >= 2 && orientation <= 8
    }
  return false
}

const APP1 = 0xe1
const EXIF = 0x45786966
const LITTLE_ENDIAN = 0x4949
const ORIENTATION = 0x0112

function sized(height: number, width: number, channels: 1 | 3, turned = false): ImageHeader {
  return height > 0 && width > 0 ? { kind: 'image', size: { height, width, channels }, turned } : NONE
}
