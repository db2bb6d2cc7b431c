import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { decodeNpz, encodeNpz } from '../../../main/store/npz'

const tensors = new Map([
  ['conv/kernel', { shape: [1, 2], values: Float32Array.of(1, -2) }],
  ['conv/bias', { shape: [3], values: Float32Array.of(3, 4, 5) }],
])

/** An .npy file by hand. */
function npy(header: string, numbers: Uint8Array): Uint8Array {
  const text = Buffer.from(header, 'latin1')
  return Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]),
    text,
    numbers,
  ])
}

function refusal(file: Uint8Array): string {
  const result = decodeNpz(zipSync({ 'a.npy': file }), 'FILE')
  if (result.ok) throw new Error('this was to be refused')
  return result.error.message
}

describe('an archive of NumPy', () => {
  it('is the same bytes each time, and gives back what was written', () => {
    const bytes = encodeNpz(tensors)
    expect(encodeNpz(tensors)).toEqual(bytes)
    const read = decodeNpz(bytes, 'FILE')
    if (!read.ok) throw new Error(read.error.message)
    expect([...read.value]).toEqual([...tensors])
  })

  it('holds arrays as NumPy’s format says, their numbers at a multiple of 64', () => {
    const text = Buffer.from(encodeNpz(tensors)).toString('latin1')
    expect(text).toContain("\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }")
    expect(text).toContain("'shape': (3,), }")
  })

  it('may hold double precision', () => {
    const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n"
    const read = decodeNpz(zipSync({ 'a.npy': npy(header, new Uint8Array(Float64Array.of(0.5).buffer)) }), 'FILE')
    if (!read.ok) throw new Error(read.error.message)
    expect([...read.value]).toEqual([['a', { shape: [1], values: Float32Array.of(0.5) }]])
  })

  it.each([
    ['other bytes', new Uint8Array(20), 'it does not begin as an array of NumPy'],
    [
      'Fortran’s order',
      npy("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }\n", new Uint8Array(4)),
      'its numbers stand in Fortran’s order',
    ],
    [
      'too few numbers',
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }\n", new Uint8Array(4)),
      'its shape (1000000, 1000000) takes 4000000000000 bytes, and it has 4',
    ],
    [
      'whole numbers',
      npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }\n", new Uint8Array(8)),
      'its numbers are <i8',
    ],
    ['half a header', npy('', new Uint8Array(0)).subarray(0, 8), 'it ends within its header'],
  ])('is refused: %s', (_, file, reason) => {
    expect(refusal(file)).toContain(reason)
  })
})
