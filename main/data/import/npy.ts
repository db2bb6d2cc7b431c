import { amount } from '../amount'
import type { ByteStream } from './byte-stream'
import { refuse } from './unusable'
import { openEntry, type ZipEntry } from './zip'

/** An array of numbers or texts within an npz file. */
export interface NpyArray {
  /** `FILE, x_train` */
  readonly place: string
  readonly type: NpyType
  readonly shape: readonly number[]
  /** First index fastest, as Fortran has it. */
  readonly fortran: boolean
  /** Its values' bytes from the first on. */
  readonly open: () => Promise<ByteStream>
}

export interface NpyType {
  /** Bool, signed, unsigned, float, or text of Unicode or bytes. */
  readonly kind: 'b' | 'i' | 'u' | 'f' | 'U' | 'S'
  /** Bytes of one element. */
  readonly bytes: number
  readonly littleEndian: boolean
}

/** What is read into memory whole, such as labels. */
const MOST_WHOLE = 2 ** 30
const LONGEST_HEADER = 2 ** 16

/** Reads an array's header. @see numpy.lib.format, "NPY format" */
export async function openNpy(file: string, entry: ZipEntry): Promise<NpyArray> {
  const place = `${file}, ${entry.name.replace(/\.npy$/, '')}`
  const stream = await openEntry(file, entry)
  try {
    const magic = await stream.read(8)
    const [version = 0] = magic.subarray(6)
    if (magic.length < 8 || Buffer.from(magic.subarray(1, 6)).toString('latin1') !== 'NUMPY' || magic[0] !== 0x93)
      refuse(`${place}: is no NumPy array`)
    const lengthBytes = version === 1 ? 2 : 4
    const length = Buffer.from(await stream.read(lengthBytes)).readUIntLE(0, lengthBytes)
    if (length > LONGEST_HEADER)
      refuse(`${place}: its header has ${amount(length, 'byte')}; at most ${amount(LONGEST_HEADER, 'byte')} are read`)
    const header = Buffer.from(await stream.read(length)).toString(version >= 3 ? 'utf8' : 'latin1')
    const { type, shape, fortran } = parseHeader(place, header)
    const start = 8 + lengthBytes + length
    const needed = type.bytes * shape.reduce((product, side) => product * side, 1)
    if (!Number.isSafeInteger(needed) || entry.bytes !== start + needed)
      refuse(
        `${place}: has ${amount(entry.bytes - start, 'byte')} of values, but its header (${shape.join('×')}) needs ${needed}; copy it again`,
      )
    const open = async () => {
      const values = await openEntry(file, entry)
      await values.skip(start)
      return values
    }
    return { place, type, shape, fortran, open }
  } finally {
    stream.close()
  }
}

/** A Python literal: `{'descr': '<f4', 'fortran_order': False, 'shape': (10, 28, 28), }` */
function parseHeader(place: string, header: string) {
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1]
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1]
  const sides = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1]
  if (order === undefined || sides === undefined) refuse(`${place}: its header cannot be read`)
  const shape = sides.split(',').flatMap((side) => (/\d/.test(side) ? [Number.parseInt(side, 10)] : []))
  if (descr === undefined) refuse(`${place}: has elements of several parts; plain numbers are read`)
  return { type: typeOf(place, descr), shape, fortran: order === 'True' }
}

function typeOf(place: string, descr: string): NpyType {
  const [, order = '', kind = '', size = ''] = /^([<>|=]?)([a-zA-Z])(\d+)$/.exec(descr) ?? []
  const bytes = Number(size) * (kind === 'U' ? 4 : 1)
  const allowed: Readonly<Record<string, readonly number[]>> = {
    b: [1],
    i: [1, 2, 4, 8],
    u: [1, 2, 4, 8],
    f: [2, 4, 8],
  }
  const text = (kind === 'U' || kind === 'S') && bytes > 0 && bytes <= 4096
  if (!text && !allowed[kind]?.includes(bytes)) {
    if (kind === 'O' || descr === '|O')
      refuse(`${place}: holds Python objects, which are code and are never run; save it as numbers`)
    refuse(`${place}: its elements are of type ${JSON.stringify(descr)}; whole numbers, floats and texts are read`)
  }
  return { kind: kind as NpyType['kind'], bytes, littleEndian: order !== '>' }
}

/** How a value of this type is read from a view; 64-bit whole numbers as floats, exact up to 2^53. */
export function numberReader({ kind, bytes, littleEndian: le }: NpyType): (view: DataView, at: number) => number {
  switch (`${kind}${bytes}`) {
    case 'b1':
    case 'u1':
      return (view, at) => view.getUint8(at)
    case 'i1':
      return (view, at) => view.getInt8(at)
    case 'u2':
      return (view, at) => view.getUint16(at, le)
    case 'i2':
      return (view, at) => view.getInt16(at, le)
    case 'u4':
      return (view, at) => view.getUint32(at, le)
    case 'i4':
      return (view, at) => view.getInt32(at, le)
    case 'u8':
      return (view, at) => Number(view.getBigUint64(at, le))
    case 'i8':
      return (view, at) => Number(view.getBigInt64(at, le))
    case 'f2':
      return (view, at) => half(view.getUint16(at, le))
    case 'f4':
      return (view, at) => view.getFloat32(at, le)
    case 'f8':
      return (view, at) => view.getFloat64(at, le)
    default:
      throw new Error(`no number is read of ${kind}${bytes}`)
  }
}

/** A 16-bit float of IEEE 754. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}

/** All bytes of an array that is small enough to be in memory. */
export async function readWholeArray({ place, type, shape, open }: NpyArray, why: string): Promise<Uint8Array> {
  const needed = type.bytes * shape.reduce((product, side) => product * side, 1)
  if (needed > MOST_WHOLE)
    refuse(
      `${place}: has ${amount(needed, 'byte')}, and ${why}; at most ${amount(MOST_WHOLE, 'byte')} (1 GiB) are read so`,
    )
  const stream = await open()
  try {
    const bytes = await stream.read(needed)
    if (bytes.length < needed)
      refuse(`${place}: ends after ${amount(bytes.length, 'byte')} of ${needed}; the file is truncated: copy it again`)
    return bytes
  } finally {
    stream.close()
  }
}

/** The texts of an array of one dimension. */
export async function readTexts(array: NpyArray): Promise<string[]> {
  const { kind, bytes, littleEndian } = array.type
  const content = await readWholeArray(array, 'texts are read whole')
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  return Array.from({ length: content.length / bytes }, (_, index) => {
    if (kind === 'S')
      return Buffer.from(content.subarray(index * bytes, (index + 1) * bytes))
        .toString('utf8')
        .replace(/\0+$/, '')
    const points = Array.from({ length: bytes / 4 }, (_, at) => view.getUint32(index * bytes + 4 * at, littleEndian))
    return points.flatMap((point) => (point === 0 || point > 0x10ffff ? [] : [String.fromCodePoint(point)])).join('')
  })
}
