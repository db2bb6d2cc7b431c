import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readIdx } from '../../../main/data/idx'
import { idxBytes, pattern, temporaryFolder } from './stand-in'

const folder = temporaryFolder()

async function readBytes(bytes: Uint8Array, name = 'images') {
  const file = join(folder(), name)
  writeFileSync(file, bytes)
  return readIdx(file)
}

/** What is said of a file of these bytes, after the file's own name. */
async function complaint(bytes: Uint8Array): Promise<string> {
  const read = await readBytes(bytes)
  if (read.ok) throw new Error('the file was read')
  expect(read.error.kind).toBe('input')
  const file = `${join(folder(), 'images')}: `
  expect(read.error.message.slice(0, file.length)).toBe(file)
  return read.error.message.slice(file.length)
}

describe('readIdx', () => {
  it.each([
    { packed: 'gzipped', pack: gzipSync },
    { packed: 'plain', pack: (bytes: Uint8Array) => bytes },
  ])('reads back what was written, $packed', async ({ pack }) => {
    const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(shapes, fc.infiniteStream(fc.nat(255)), async (dimensions, stream) => {
        const values = Uint8Array.from(stream.take(dimensions.reduce((a, b) => a * b, 1)))
        const read = await readBytes(pack(idxBytes(dimensions, values)))
        if (!read.ok) throw new Error(read.error.message)
        expect(read.value.dimensions).toEqual(dimensions)
        expect(Buffer.from(read.value.values).equals(values)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('gives the checksum of the content, gzipped or not', async () => {
    const content = idxBytes([2], [3, 4])
    // printf '\0\0\x08\x01\0\0\0\x02\x03\x04' | sha256sum
    const expected = '3b6ad0250cb381d2971786334ca4087c0751f338faf51339d5b61f81f9f2f93d'
    expect(await readBytes(content)).toMatchObject({ value: { sha256: expected } })
    expect(await readBytes(gzipSync(content, { level: 1 }))).toMatchObject({ value: { sha256: expected } })
    expect(await readBytes(gzipSync(content, { level: 9 }))).toMatchObject({ value: { sha256: expected } })
  })

  it.each([
    {
      fault: 'an empty file',
      bytes: Buffer.alloc(0),
      expected: 'is empty (0 bytes); copy it again',
    },
    {
      fault: 'a file shorter than any header',
      bytes: Buffer.from([0, 0, 8]),
      expected: 'holds 3 bytes; an IDX header has at least 8',
    },
    {
      fault: 'another kind of file',
      bytes: Buffer.from('%PDF-1.7'),
      expected: 'is no IDX file: it begins with the bytes 25504446; 0000 and a type are expected',
    },
    {
      fault: 'another element type',
      bytes: idxBytes([1], [0, 0, 0, 0], 13),
      expected: 'its elements are of type 13 (32-bit floats); only 8 (unsigned bytes) is read',
    },
    {
      fault: 'an element type that IDX does not have',
      bytes: idxBytes([1], [0], 7),
      expected: 'its elements are of type 7 (unknown); only 8 (unsigned bytes) is read',
    },
    {
      fault: 'no dimension',
      bytes: idxBytes([], []),
      expected: 'has 0 dimensions; 1 to 4 are read',
    },
    {
      fault: 'too many dimensions',
      bytes: idxBytes([1, 1, 1, 1, 1]),
      expected: 'has 5 dimensions; 1 to 4 are read',
    },
    {
      fault: 'a header cut off',
      bytes: idxBytes([5, 28, 28]).subarray(0, 12),
      expected: 'holds 12 bytes, but an IDX header of 3 dimensions has 16; the file is truncated: copy it again',
    },
    {
      fault: 'a dimension of zero',
      bytes: idxBytes([0, 28, 28]),
      expected: 'its header says 0 images of 28×28; no dimension may be 0',
    },
    {
      fault: 'absurd dimensions',
      bytes: idxBytes([0xffff_ffff, 28, 28], []),
      expected: 'its header says 4,294,967,295 images of 28×28; at most 1,073,741,824 bytes (1 GiB) are read',
    },
    {
      fault: 'images cut off',
      bytes: idxBytes([5000, 28, 28], pattern(3_919_000)),
      expected:
        'holds 3,919,000 bytes of images, but its header (5,000 images of 28×28) needs 3,920,000; the file is truncated: copy it again',
    },
    {
      fault: 'labels cut off',
      bytes: idxBytes([5000], pattern(4999)),
      expected:
        'holds 4,999 bytes of labels, but its header (5,000 labels) needs 5,000; the file is truncated: copy it again',
    },
    {
      fault: 'a colour image cut off',
      bytes: idxBytes([1, 32, 32, 3], pattern(3071)),
      expected:
        'holds 3,071 bytes of images, but its header (1 image of 32×32×3) needs 3,072; the file is truncated: copy it again',
    },
    {
      fault: 'trailing bytes',
      bytes: idxBytes([2, 784], pattern(1600)),
      expected:
        'holds 1,600 bytes of vectors, but its header (2 vectors of 784) needs 1,568; something follows them that does not belong there: copy it again',
    },
    {
      fault: 'a gzipped file of the wrong kind',
      bytes: gzipSync('hello, world'),
      expected: 'is no IDX file: it begins with the bytes 68656c6c; 0000 and a type are expected',
    },
    {
      fault: 'gzip of a truncated file',
      bytes: gzipSync(idxBytes([5000, 28, 28], pattern(3_919_000))),
      expected:
        'holds 3,919,000 bytes of images, but its header (5,000 images of 28×28) needs 3,920,000; the file is truncated: copy it again',
    },
    {
      fault: 'gzip that unpacks to far more than its header needs',
      bytes: gzipSync(idxBytes([2, 28, 28], Buffer.alloc(50_000_000))),
      expected:
        'holds more than 1,568 bytes of images, but its header (2 images of 28×28) needs 1,568; something follows them that does not belong there: copy it again',
    },
  ])('refuses $fault', async ({ bytes, expected }) => {
    expect(await complaint(bytes)).toBe(expected)
  })

  it('tells how much of a truncated gzip file is there', async () => {
    const stored = gzipSync(idxBytes([100, 28, 28]))
    const said = await complaint(stored.subarray(0, stored.length / 2))
    const [, found] =
      /^holds ([\d,]+) bytes of images, but its header \(100 images of 28×28\) needs 78,400; the file is truncated: copy it again$/.exec(
        said,
      ) ?? []
    // The bytes are hardly compressible: half of the file holds about half of them.
    expect(Number(found?.replace(',', ''))).toBeGreaterThan(38_000)
    expect(Number(found?.replace(',', ''))).toBeLessThan(40_400)
  })

  it('notices that only the checksum at the end of gzip is cut off', async () => {
    const stored = gzipSync(idxBytes([2, 28, 28]), { level: 0 })
    expect(stored.length).toBe(1607)
    expect(await complaint(stored.subarray(0, -3))).toBe(
      'unpacks to the 1,584 bytes expected, but the end of its 1,604 bytes of gzip, a checksum, is cut off; copy it again',
    )
  })

  it.each([
    {
      fault: 'a flipped bit',
      spoil: (stored: Buffer) => {
        stored[6000] = (stored[6000] ?? 0) ^ 1
        return stored
      },
      expected:
        'its 7,879 bytes of gzip are damaged (incorrect data check); they should unpack to 7,856 bytes; copy it again',
    },
    {
      fault: 'something behind the end',
      spoil: (stored: Buffer) => Buffer.concat([stored, Buffer.from('more')]),
      expected:
        'its 7,883 bytes of gzip are damaged (incorrect header check); they should unpack to 7,856 bytes; copy it again',
    },
    {
      fault: 'another method of compression',
      spoil: (stored: Buffer) => {
        stored[2] = 9
        return stored
      },
      expected: 'its 7,879 bytes of gzip are damaged (unknown compression method); copy it again',
    },
  ])('refuses damaged gzip: $fault', async ({ spoil, expected }) => {
    expect(await complaint(spoil(gzipSync(idxBytes([10, 28, 28]), { level: 0 })))).toBe(expected)
  })

  it('says that a file is missing', async () => {
    const file = join(folder(), 'nowhere')
    expect(await readIdx(file)).toEqual({
      ok: false,
      error: { kind: 'input', message: `${file}: is missing; copy it there` },
    })
  })

  it('says that a folder is not a file', async () => {
    const file = join(folder(), 'images')
    mkdirSync(file)
    expect(await readIdx(file)).toEqual({
      ok: false,
      error: { kind: 'input', message: `${file}: is not a file; an IDX file, gzipped or not, is expected` },
    })
  })
})
