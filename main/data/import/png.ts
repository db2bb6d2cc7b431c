import { inflateSync } from 'node:zlib'
import type { DecodedImage } from './decoded-image'

/** What the header of a PNG tells. */
interface Header {
  readonly width: number
  readonly height: number
  /** Bits of one sample. */
  readonly depth: number
  readonly type: number
  readonly samples: number
  readonly interlaced: boolean
}

/** Samples of a pixel by colour type: grey, colour, palette, grey and alpha, colour and alpha. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const PALETTE = 3

/** The seven passes of Adam7: first column and row, and the steps between. A PNG without has a single one. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const

/**
 * Decodes a PNG of any kind to 8 bits: palettes become colours, 16 bits lose their lower half, fewer are spread over the whole
 * range; transparency is left out. It unpacks no more than its header tells of, so whoever calls has looked at that.
 * @throws a sentence where the file is damaged
 * @see Portable Network Graphics, third edition
 */
export function decodePng(file: Uint8Array): DecodedImage {
  const { header, palette, packed } = readChunks(file)
  const { width, height, samples, depth, type } = header
  const lines = unpackLines(header, packed)
  const channels = type === PALETTE || samples >= 3 ? 3 : 1
  const pixels = new Uint8Array(width * height * channels)
  let at = 0
  for (const [x0, y0, dx, dy] of passesOf(header)) {
    const columns = Math.ceil((width - x0) / dx)
    const rows = Math.ceil((height - y0) / dy)
    if (columns <= 0 || rows <= 0) continue
    const bytes = Math.ceil((columns * samples * depth) / 8)
    const line = unfilter(lines, at, rows, bytes, Math.max(1, (samples * depth) >> 3))
    at += rows * (bytes + 1)
    // The most frequent kinds are done: their samples lie as they should.
    if (depth === 8 && !header.interlaced && type !== PALETTE && samples === channels)
      return { width, height, channels, pixels: line }
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const to = ((y0 + row * dy) * width + x0 + column * dx) * channels
        if (type === PALETTE) {
          const entry = 3 * sample(line, row * bytes, column, depth)
          if (entry + 3 > palette.length) throw new Error('a pixel has a colour that its palette lacks')
          for (let channel = 0; channel < 3; channel++) pixels[to + channel] = palette[entry + channel] ?? 0
        } else
          for (let channel = 0; channel < channels; channel++)
            pixels[to + channel] = spread(sample(line, row * bytes, column * samples + channel, depth), depth)
      }
  }
  return { width, height, channels, pixels }
}

function readChunks(file: Uint8Array): { header: Header; palette: Uint8Array; packed: Uint8Array } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let header: Header | undefined
  let palette: Uint8Array = new Uint8Array(0)
  const parts: Uint8Array[] = []
  for (let at = 8; at + 12 <= file.length; ) {
    const length = view.getUint32(at)
    const type = view.getUint32(at + 4)
    if (at + 12 + length > file.length) break
    const content = file.subarray(at + 8, at + 8 + length)
    if (type === IHDR) header = readHeader(content)
    else if (type === PLTE) palette = content
    else if (type === IDAT) parts.push(content)
    else if (type === IEND) break
    at += 12 + length
  }
  if (header === undefined) throw new Error('its header is missing')
  if (parts.length === 0) throw new Error('its pixels are missing')
  if (header.type === PALETTE && palette.length === 0) throw new Error('its palette is missing')
  return { header, palette, packed: parts.length === 1 ? (parts[0] ?? palette) : Buffer.concat(parts) }
}

const IHDR = 0x49484452
const PLTE = 0x504c5445
const IDAT = 0x49444154
const IEND = 0x49454e44

function readHeader(content: Uint8Array): Header {
  if (content.length !== 13) throw new Error('its header is damaged')
  const view = new DataView(content.buffer, content.byteOffset, 13)
  const [depth, type, packing, filter, interlace] = content.subarray(8)
  const samples = SAMPLES[type ?? -1]
  const depths = type === 0 ? [1, 2, 4, 8, 16] : type === PALETTE ? [1, 2, 4, 8] : [8, 16]
  if (samples === undefined || depth === undefined || type === undefined || !depths.includes(depth))
    throw new Error(`its header is damaged: colour type ${type} of ${depth} bits`)
  if (packing !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) throw new Error('its header is damaged')
  return { width: view.getUint32(0), height: view.getUint32(4), depth, type, samples, interlaced: interlace === 1 }
}

function passesOf({ interlaced }: Header): readonly (readonly [number, number, number, number])[] {
  return interlaced ? ADAM7 : WHOLE
}

/** The lines of all passes, each after the byte of its filter: exactly as many as the header tells of. */
function unpackLines(header: Header, packed: Uint8Array): Uint8Array {
  const { width, height, samples, depth } = header
  let needed = 0
  for (const [x0, y0, dx, dy] of passesOf(header)) {
    const columns = Math.ceil((width - x0) / dx)
    const rows = Math.ceil((height - y0) / dy)
    if (columns > 0 && rows > 0) needed += rows * (Math.ceil((columns * samples * depth) / 8) + 1)
  }
  let lines: Uint8Array
  try {
    lines = inflateSync(packed, { maxOutputLength: needed })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new Error('it holds more pixels than its header tells of')
    throw new Error(`its pixels are damaged or cut off (${error instanceof Error ? error.message : error})`)
  }
  if (lines.length < needed) throw new Error('it holds fewer pixels than its header tells of')
  return lines
}

/** Undoes the filters of a pass. @param back bytes from a byte to the same sample of the pixel before */
function unfilter(lines: Uint8Array, from: number, rows: number, bytes: number, back: number): Uint8Array {
  const plain = new Uint8Array(rows * bytes)
  for (let row = 0; row < rows; row++) {
    const start = from + row * (bytes + 1)
    const filter = lines[start] ?? 0
    const to = row * bytes
    if (filter > 4) throw new Error(`a line of it has the filter ${filter}, which there is none of`)
    plain.set(lines.subarray(start + 1, start + 1 + bytes), to)
    if (filter === 1 || filter === 3 || filter === 4)
      for (let at = to; at < to + bytes; at++) {
        const left = at - to >= back ? (plain[at - back] ?? 0) : 0
        const above = row > 0 ? (plain[at - bytes] ?? 0) : 0
        const corner = row > 0 && at - to >= back ? (plain[at - bytes - back] ?? 0) : 0
        const predicted = filter === 1 ? left : filter === 3 ? (left + above) >> 1 : nearest(left, above, corner)
        plain[at] = (plain[at] ?? 0) + predicted
      }
    else if (filter === 2 && row > 0)
      for (let at = to; at < to + bytes; at++) plain[at] = (plain[at] ?? 0) + (plain[at - bytes] ?? 0)
  }
  return plain
}

/** Of the three neighbours the one nearest to left + above − corner: Paeth's predictor. */
function nearest(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner)
  const toAbove = Math.abs(left - corner)
  const toCorner = Math.abs(left + above - 2 * corner)
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

/** A sample of a line; of 16 bits the upper eight. */
function sample(line: Uint8Array, start: number, index: number, depth: number): number {
  if (depth === 8) return line[start + index] ?? 0
  if (depth === 16) return line[start + 2 * index] ?? 0
  const bit = index * depth
  return ((line[start + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
}

/** 1, 2 and 4 bits over the range of eight: their largest value is white. */
function spread(value: number, depth: number): number {
  return depth < 8 ? (value * 255) / ((1 << depth) - 1) : value
}
