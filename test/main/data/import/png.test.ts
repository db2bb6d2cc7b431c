import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodePng } from '../../../../main/data/import/png'
import { resizeToCover } from '../../../../main/data/import/resize-image'
import { FIXTURES, pngBytes } from './importing'

describe('decodePng', () => {
  it.each([
    {
      fault: 'its pixels were cut off',
      change: (png: Buffer) => png.fill(0, 60, 64),
      message: 'its pixels are damaged or cut off',
    },
    {
      fault: 'it holds fewer lines than it tells of',
      change: (png: Buffer) => setUint32(png, 20, 40),
      message: 'it holds fewer pixels than its header tells of',
    },
    {
      fault: 'it holds more than it tells of',
      change: (png: Buffer) => setUint32(png, 20, 1),
      message: 'it holds more pixels than its header tells of',
    },
    {
      fault: 'its kind is none',
      change: (png: Buffer) => setByte(png, 25, 5),
      message: 'its header is damaged: colour type 5 of 8 bits',
    },
    {
      fault: 'its depth is none',
      change: (png: Buffer) => setByte(png, 24, 3),
      message: 'its header is damaged: colour type 0 of 3 bits',
    },
    {
      fault: 'its palette is missing',
      change: (png: Buffer) => setByte(png, 25, 3),
      message: 'its palette is missing',
    },
    {
      fault: 'there is no more than its header',
      change: (png: Buffer) => png.subarray(0, 33),
      message: 'its pixels are missing',
    },
  ])('refuses a file where $fault', ({ change, message }) => {
    const png = pngBytes(
      20,
      20,
      1,
      Array.from({ length: 400 }, (_, n) => (n * n) % 251),
    )
    expect(() => decodePng(change(Buffer.from(png)))).toThrow(message)
  })

  it('unpacks no more than the header tells of: a bomb stays packed', () => {
    const bomb = pngBytes(1, 1, 1, [0])
    const packed = deflateSync(Buffer.alloc(100_000_000))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(packed.length)
    const file = Buffer.concat([bomb.subarray(0, 33), length, Buffer.from('IDAT'), packed, Buffer.alloc(4)])
    expect(() => decodePng(file)).toThrow('it holds more pixels than its header tells of')
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

function setUint32(png: Buffer, at: number, value: number): Buffer {
  png.writeUInt32BE(value, at)
  return png
}

function setByte(png: Buffer, at: number, value: number): Buffer {
  png[at] = value
  return png
}
