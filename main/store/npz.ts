import { zipSync } from 'fflate'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { NamedTensor } from './safetensors'
import { readZipEntries } from './zip-entries'

/** Of a file that is read: a network larger than this has no place here. */
const LIMITS = { entries: 100_000, bytes: 2 ** 31 } as const

/** Numbers in C's order: of single precision, or whole ones from 0 to 65,535. */
export interface NumpyArray {
  readonly shape: readonly number[]
  readonly values: Float32Array | Uint16Array
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] // \x93NUMPY
/** The header's length is a multiple of it, magic and all, so that the numbers are aligned. */
const ALIGNMENT = 64

/** NumPy's archive of named arrays: a zip, not packed, of one .npy file each. */
export function encodeNpz(tensors: ReadonlyMap<string, NumpyArray>): Uint8Array {
  const files = [...tensors].map(([name, tensor]) => [`${name}.npy`, encodeNpy(tensor)] as const)
  // A fixed time: the same weights give the same bytes. Zip knows none before 1980.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) })
}

/** @see numpy/lib/format.py, version 1.0 */
function encodeNpy({ shape, values }: NumpyArray): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const type = values instanceof Float32Array ? '<f4' : '<u2'
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`
  const before = MAGIC.length + 4
  const length = Math.ceil((before + text.length + 1) / ALIGNMENT) * ALIGNMENT
  const file = new Uint8Array(length + values.byteLength)
  file.set(MAGIC)
  file.set([1, 0], MAGIC.length)
  new DataView(file.buffer).setUint16(MAGIC.length + 2, length - before, true)
  file.set(new TextEncoder().encode(`${text.padEnd(length - before - 1)}\n`), before)
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), length)
  return file
}

/** Reads such an archive of weights; nothing in it is trusted. @param name what the file is called in a sentence about it */
export function decodeNpz(bytes: Uint8Array, name: string): Result<ReadonlyMap<string, NamedTensor>, Failure> {
  return decodeArrays(bytes, name, FLOATS)
}

/** The same of whole numbers from 0 to 65,535. */
export function decodeWholeNumbers(
  bytes: Uint8Array,
  name: string,
): Result<ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Uint16Array }>, Failure> {
  return decodeArrays(bytes, name, WHOLE_NUMBERS)
}

/** The element types that are read, with their sizes in bytes and how they become numbers. */
type ElementTypes<V> = ReadonlyMap<string, { readonly bytes: number; readonly read: (own: ArrayBuffer) => V }>

const FLOATS: ElementTypes<Float32Array> = new Map([
  ['<f4', { bytes: 4, read: (own: ArrayBuffer) => new Float32Array(own) }],
  ['<f8', { bytes: 8, read: (own: ArrayBuffer) => Float32Array.from(new Float64Array(own)) }],
])
const WHOLE_NUMBERS: ElementTypes<Uint16Array> = new Map([
  ['<u2', { bytes: 2, read: (own: ArrayBuffer) => new Uint16Array(own) }],
])

function decodeArrays<V>(
  bytes: Uint8Array,
  name: string,
  types: ElementTypes<V>,
): Result<ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: V }>, Failure> {
  const entries = readZipEntries(bytes, name, (entry) => entry.endsWith('.npy'), LIMITS)
  if (!entries.ok) return entries
  const arrays = new Map<string, { readonly shape: readonly number[]; readonly values: V }>()
  for (const [entry, file] of entries.value) {
    const array = decodeNpy(file, types)
    if (typeof array === 'string') return err(inputFailure(`${entry} in ${name} cannot be used: ${array}.`))
    arrays.set(entry.slice(0, -'.npy'.length), array)
  }
  return ok(arrays)
}

/** @returns the array, or what is wrong with it. */
function decodeNpy<V>(
  file: Uint8Array,
  types: ElementTypes<V>,
): { readonly shape: readonly number[]; readonly values: V } | string {
  if (!MAGIC.every((byte, index) => file[index] === byte)) return 'it does not begin as an array of NumPy'
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const long = (file[MAGIC.length] ?? 0) > 1
  const before = MAGIC.length + (long ? 6 : 4)
  if (file.length < before) return 'it ends within its header'
  const length = long ? view.getUint32(MAGIC.length + 2, true) : view.getUint16(MAGIC.length + 2, true)
  const begin = before + length
  if (begin > file.length || length > 65_536) return 'it ends within its header'
  const header = new TextDecoder('latin1').decode(file.subarray(before, begin))
  const type = /'descr': *'([^']{1,16})'/.exec(header)?.[1]
  if (/'fortran_order': *True/.test(header)) return 'its numbers stand in Fortran’s order; save it in C’s'
  const sizes = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1]
  if (sizes === undefined) return 'its header gives no shape'
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]))
  const count = shape.reduce((product, size) => product * size, 1)
  const read = types.get(type ?? '')
  if (!read) return `its numbers are ${type ?? 'of no type'}, and only ${[...types.keys()].join(' and ')} are read`
  const { bytes } = read
  if (file.length - begin !== count * bytes)
    return `its shape (${shape.join(', ')}) takes ${count * bytes} bytes, and it has ${file.length - begin}`
  const own = file.slice(begin).buffer
  return { shape, values: read.read(own) }
}
