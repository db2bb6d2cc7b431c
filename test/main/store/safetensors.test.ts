import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors, type TensorFile } from '../../../main/store/safetensors'

/** A file by hand. */
function file(header: unknown, numbers = 0): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, Buffer.alloc(numbers)])
}

function refusal(bytes: Uint8Array): string {
  const result = decodeSafetensors(bytes, 'weights.safetensors')
  if (result.ok) throw new Error('this was to be refused')
  expect(result.error.kind).toBe('input')
  return result.error.message.replace(/^weights\.safetensors is not a usable safetensors file: /, '')
}

const tensor = (shape: number[], begin: number, end: number, dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
})

describe('a safetensors file', () => {
  it('is laid out as the format says', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([['w', { shape: [1, 2], values: Float32Array.of(1, -2) }]]),
      metadata: new Map([['step', '7']]),
    })
    const header = '{"__metadata__":{"step":"7"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}'
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8)
    expect(bytes.length).toBe(8 + padded.length + 8)
    expect([...bytes.subarray(0, 8)]).toEqual([padded.length, 0, 0, 0, 0, 0, 0, 0])
    expect(Buffer.from(bytes.subarray(8, 8 + padded.length)).toString()).toBe(padded)
    expect([...bytes.subarray(8 + padded.length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0])
  })

  it('gives back every bit that was written', () => {
    const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
    const tensor = shape.chain((sizes) => {
      const length = sizes.reduce((product, size) => product * size, 1)
      return fc.float32Array({ minLength: length, maxLength: length }).map((values) => ({ shape: sizes, values }))
    })
    const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__')
    const entries = <T>(value: fc.Arbitrary<T>) => fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key })
    const files = fc.record({ tensors: entries(tensor), metadata: entries(fc.string()) })
    fc.assert(
      fc.property(files, ({ tensors, metadata }) => {
        const written: TensorFile = { tensors: new Map(tensors), metadata: new Map(metadata) }
        const read = decodeSafetensors(encodeSafetensors(written), 'file')
        expect(read).toEqual({ ok: true, value: written })
      }),
    )
  })

  it('may be a view into a larger buffer, at any place', () => {
    const written = { tensors: new Map([['w', { shape: [2], values: Float32Array.of(3, 4) }]]), metadata: new Map() }
    const bytes = encodeSafetensors(written)
    const larger = new Uint8Array(bytes.length + 5)
    larger.set(bytes, 3)
    expect(decodeSafetensors(larger.subarray(3, 3 + bytes.length), 'file')).toEqual({ ok: true, value: written })
  })

  it.each([
    {
      name: 'empty',
      bytes: new Uint8Array(),
      message: "it has 0 bytes, and its first 8 must give its header's length.",
    },
    {
      name: 'cut within the header',
      bytes: file({ w: tensor([1], 0, 4) }, 4).subarray(0, 20),
      message: 'its header is said to be 54 bytes long, and the file has 12 after that number.',
    },
    {
      name: 'of a header length beyond all memory',
      bytes: new Uint8Array(16).fill(255),
      message: 'its header is said to be 18446744073709551615 bytes long, and the file has 8 after that number.',
    },
    { name: 'not JSON', bytes: file('{"w":'), message: 'its header is not JSON.' },
    {
      name: 'not UTF-8',
      bytes: Buffer.concat([file('').fill(1, 0, 1), Buffer.of(255)]),
      message: 'its header is not JSON.',
    },
    { name: 'a list', bytes: file([]), message: 'its header is not a JSON object.' },
    {
      name: 'a tensor that is a number',
      bytes: file({ w: 3 }),
      message: 'tensor w is not described by a JSON object.',
    },
    {
      name: 'of another dtype',
      bytes: file({ w: tensor([1], 0, 2, 'F16') }, 2),
      message: 'tensor w has dtype "F16", and only "F32" is read.',
    },
    {
      name: 'a negative size',
      bytes: file({ w: tensor([-1], 0, 4) }, 4),
      message: 'tensor w has no shape of whole numbers.',
    },
    {
      name: 'a broken place',
      bytes: file({ w: { dtype: 'F32', shape: [1], data_offsets: [0, 0.5] } }, 4),
      message: 'tensor w has no data_offsets of whole numbers.',
    },
    {
      name: 'three places',
      bytes: file({ w: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 8] } }, 4),
      message: 'tensor w must have two data_offsets, and has 3.',
    },
    {
      name: 'a shape that overflows',
      bytes: file({ w: tensor([2 ** 40, 2 ** 40], 0, 4) }, 4),
      message: 'tensor w of shape [1099511627776, 1099511627776] takes 4.835703278458517e+24 bytes, and is given 4.',
    },
    {
      name: 'cut within the numbers',
      bytes: file({ w: tensor([2], 0, 8) }, 5),
      message: 'tensor w ends at byte 8 of the numbers, and the file has 5 of them.',
    },
    {
      name: 'two tensors in one place',
      bytes: file({ v: tensor([1], 0, 4), w: tensor([1], 0, 4) }, 4),
      message: 'tensor w begins at byte 0 of the numbers, where 4 was expected.',
    },
    {
      name: 'a gap',
      bytes: file({ v: tensor([1], 0, 4), w: tensor([1], 8, 12) }, 12),
      message: 'tensor w begins at byte 8 of the numbers, where 4 was expected.',
    },
    {
      name: 'more numbers than tensors',
      bytes: file({ w: tensor([1], 0, 4) }, 6),
      message: 'it has 6 bytes of numbers, and its tensors take 4.',
    },
    {
      name: 'metadata that is not text',
      bytes: file({ __metadata__: { step: 7 } }),
      message: '__metadata__ may hold text alone, and step is not text.',
    },
    {
      name: 'metadata that is a list',
      bytes: file({ __metadata__: [] }),
      message: '__metadata__ is not a JSON object.',
    },
  ])('is refused: $name', ({ bytes, message }) => {
    expect(refusal(bytes)).toBe(message)
  })
})
