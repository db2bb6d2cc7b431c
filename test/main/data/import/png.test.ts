import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodePng } from '../../../../main/data/import/png'
import { resizeToCover } from '../../../../main/data/import/resize-image'
import { chunk, FIXTURES, pngBytes, pngOf } from './importing'

describe('decodePng', () => {
  /** Columns and rows of each pass: first and step. */
  const PLAIN = [[0, 0, 1, 1]] as const
  const ADAM7 = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const
  const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
  const WIDTH = 13
  const HEIGHT = 11
  /** Of the palette the red, green and blue of a colour. */
  const colour = (index: number) => [(index * 7) % 256, (index * 31 + 5) % 256, 255 - (index % 256)]

  /** A picture of this kind, and the samples that it was made of. */
  function picture(type: number, depth: number, interlaced: boolean, extra: readonly Buffer[] = []) {
    const samples = SAMPLES[type] ?? 1
    const largest = 2 ** depth - 1
    const value = (x: number, y: number, sample: number) => ((x + 3) * (y + 5) * (2 * sample + 257)) % (largest + 1)
    const lines: Buffer[] = []
    for (const [x0, y0, dx, dy] of interlaced ? ADAM7 : PLAIN)
      for (let y = y0; y < HEIGHT; y += dy) {
        let bits = ''
        for (let x = x0; x < WIDTH; x += dx)
          for (let sample = 0; sample < samples; sample++) bits += value(x, y, sample).toString(2).padStart(depth, '0')
        const bytes = bits.match(/.{1,8}/g) ?? []
        lines.push(Buffer.from([0, ...bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))]))
      }
    const palette = Buffer.from(Array.from({ length: largest + 1 }, (_, index) => colour(index)).flat())
    const file = pngOf(
      chunk('IHDR', headerOf(WIDTH, HEIGHT, depth, type, interlaced)),
      ...(type === 3 ? [chunk('PLTE', palette)] : []),
      ...extra,
      chunk('IDAT', deflateSync(Buffer.concat(lines))),
      chunk('IEND', Buffer.alloc(0)),
    )
    return { file, value, largest }
  }

  const kinds = [
    { type: 0, depths: [1, 2, 4, 8, 16] },
    { type: 2, depths: [8, 16] },
    { type: 3, depths: [1, 2, 4, 8] },
    { type: 4, depths: [8, 16] },
    { type: 6, depths: [8, 16] },
  ].flatMap(({ type, depths }) =>
    depths.flatMap((depth) => [false, true].map((interlaced) => ({ type, depth, interlaced }))),
  )

  it.each(kinds)('reads colour type $type of $depth bits, interlaced: $interlaced', ({ type, depth, interlaced }) => {
    const { file, value, largest } = picture(type, depth, interlaced)
    const { width, height, channels, pixels } = decodePng(file)
    expect([width, height, channels]).toEqual([WIDTH, HEIGHT, type === 0 || type === 4 ? 1 : 3])
    const expected = Array.from({ length: HEIGHT * WIDTH }, (_, pixel) => {
      const at = (sample: number) => value(pixel % WIDTH, Math.floor(pixel / WIDTH), sample)
      if (type === 3) return colour(at(0))
      return (channels === 1 ? [0] : [0, 1, 2]).map((sample) => Math.round((at(sample) * 255) / largest))
    })
    expect([...pixels]).toEqual(expected.flat())
  })

  it.each([
    { type: 0, transparency: [0, 15] },
    { type: 2, transparency: [0, 15, 0, 15, 0, 15] },
    { type: 3, transparency: [0, 0, 0] },
  ])('leaves the transparency of colour type $type out: no pixel changes', ({ type, transparency }) => {
    const plain = decodePng(picture(type, 8, false).file)
    // Of type 0, a pixel of 15 would be made black.
    if (type === 0) expect(plain.pixels).toContain(15)
    expect(decodePng(picture(type, 8, false, [chunk('tRNS', Buffer.from(transparency))]).file)).toEqual(plain)
  })

  const PIXELS = Array.from({ length: 400 }, (_, n) => (n * n) % 251)
  const WHOLE = pngBytes(20, 20, 1, PIXELS)
  const reheaded = (...header: Parameters<typeof headerOf>): Buffer =>
    Buffer.concat([WHOLE.subarray(0, 8), chunk('IHDR', headerOf(...header)), WHOLE.subarray(33)])

  it.each([
    { fault: 'a byte of its pixels is another', file: setByte(WHOLE, 62, 0), message: /^its pixels are damaged/ },
    {
      fault: 'a byte of its palette is another',
      file: setByte(picture(3, 8, false).file, 60, 77),
      message: /^it is damaged/,
    },
    { fault: 'it holds fewer lines than it tells of', file: reheaded(20, 40, 8, 0, false), message: /^it is damaged/ },
    { fault: 'its kind is none', file: reheaded(20, 20, 8, 5, false), message: /^it is damaged/ },
    { fault: 'its depth is none', file: reheaded(20, 20, 3, 0, false), message: /^it is damaged/ },
    { fault: 'its palette is missing', file: reheaded(20, 20, 8, 3, false), message: /^it is damaged/ },
    { fault: 'there is no more than its header', file: WHOLE.subarray(0, 33), message: /^it is cut off/ },
    { fault: 'its end is missing', file: WHOLE.subarray(0, WHOLE.length - 12), message: /^it is cut off/ },
  ])('refuses a file where $fault', ({ file, message }) => {
    expect(() => decodePng(file)).toThrow(message)
  })

  it.each([false, true])(
    'unpacks no more than its header tells of: a bomb stays packed, interlaced: %s',
    (interlaced) => {
      const bomb = pngOf(
        chunk('IHDR', headerOf(8, 8, 8, 0, interlaced)),
        chunk('IDAT', deflateSync(Buffer.alloc(100_000_000))),
        chunk('IEND', Buffer.alloc(0)),
      )
      expect(() => decodePng(bomb)).toThrow('it holds more pixels than its header tells of')
    },
  )

  it('takes the first header alone: a second does not make it larger', () => {
    const header = chunk('IHDR', headerOf(20_000, 20_000, 8, 0, false))
    const file = Buffer.concat([WHOLE.subarray(0, 33), header, WHOLE.subarray(33)])
    expect(decodePng(file)).toEqual({ width: 20, height: 20, channels: 1, pixels: Uint8Array.from(PIXELS) })
  })
})

describe('resizeToCover', () => {
  const { resized }: { resized: { from: number[][][]; to: number[][][] }[] } = JSON.parse(
    readFileSync(join(FIXTURES, 'expected.json'), 'utf8'),
  )

  it.each(resized.map((one, at) => ({ ...one, what: at === 0 ? 'smaller' : 'larger' })))(
    'gives what Pillow gives, $what, within its rounding',
    ({ from, to }) => {
      const [height, width] = [from.length, from[0]?.length ?? 0]
      const found = resizeToCover({ height, width, channels: 3, pixels: Uint8Array.from(from.flat(2)) }, 8, 8)
      const off = to.flat(2).map((value, at) => Math.abs(value - (found[at] ?? -1)))
      expect(Math.max(...off)).toBeLessThanOrEqual(1)
    },
  )

  it('keeps an even colour, whatever the sizes', () => {
    for (const [width, height] of [
      [1, 1],
      [7, 3],
      [3, 7],
      [100, 33],
    ] as const) {
      const pixels = new Uint8Array(width * height).fill(201)
      expect([...resizeToCover({ width, height, channels: 1, pixels }, 5, 4)]).toEqual(new Array(20).fill(201))
    }
  })

  it('crops to the centre without touching a pixel where the shorter side fits', () => {
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    expect([...resizeToCover({ width: 4, height: 2, channels: 1, pixels }, 2, 2)]).toEqual([2, 3, 6, 7])
  })
})

function headerOf(width: number, height: number, depth: number, type: number, interlaced: boolean): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, type, 0, 0, interlaced ? 1 : 0], 8)
  return header
}

function setByte(png: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(png)
  changed[at] = value
  return changed
}
