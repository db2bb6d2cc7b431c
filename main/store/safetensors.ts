import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'

/** float32 numbers in row-major order. */
export interface NamedTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** What a safetensors file holds. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, NamedTensor>
  /** Words about the file, such as the step it was written at. */
  readonly metadata: ReadonlyMap<string, string>
}

const METADATA = '__metadata__'
const LENGTH_BYTES = 8
/** The format's own limit for its header. */
const HEADER_LIMIT = 100_000_000

/**
 * A file of the safetensors format: the header's length (8 bytes, little-endian), the header (JSON: for each tensor its
 * dtype, shape and place), the numbers. Tensors lie in the order given, without gaps.
 * @see https://huggingface.co/docs/safetensors
 */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  let end = 0
  const entries = [...tensors].map(([name, { shape, values }]) => {
    if (product(shape) !== values.length) throw new Error(`${name}: [${shape}] is not ${values.length} numbers`)
    if (name === METADATA) throw new Error(`a tensor cannot be named ${METADATA}`)
    const begin = end
    end += values.byteLength
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const
  })
  const described = metadata.size === 0 ? entries : [[METADATA, Object.fromEntries(metadata)] as const, ...entries]
  const json = Buffer.from(JSON.stringify(Object.fromEntries(described)), 'utf8')
  // Spaces fill the header up, so that the numbers begin at a multiple of 8.
  const header = Buffer.concat([json, Buffer.alloc(-json.length & 7, ' ')])
  const file = new Uint8Array(LENGTH_BYTES + header.length + end)
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true)
  file.set(header, LENGTH_BYTES)
  let place = LENGTH_BYTES + header.length
  for (const { values } of tensors.values()) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), place)
    place += values.byteLength
  }
  return file
}

/**
 * Reads such a file; nothing in it is trusted.
 * @param name what the file is called in a sentence about it
 * @param ignored tensors that are left out, whatever their type
 * @returns tensors with memory of their own, or what is wrong.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  name: string,
  ignored: (tensor: string) => boolean = () => false,
): Result<TensorFile, Failure> {
  try {
    return ok(decode(bytes, ignored))
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return err(inputFailure(`${name} is not a usable safetensors file: ${error.message}.`))
  }
}

/** Told as a Failure by `decodeSafetensors`. */
class Malformed extends Error {}

function decode(bytes: Uint8Array, ignored: (tensor: string) => boolean): TensorFile {
  const header = readHeader(bytes)
  const data = bytes.subarray(LENGTH_BYTES + header.length)
  const tensors = new Map<string, NamedTensor>()
  let metadata: TensorFile['metadata'] = new Map()
  let expected = 0
  const entries = Object.entries(header.content)
  const places = entries.filter(([key]) => key !== METADATA).map(([key, entry]) => readPlace(key, entry, ignored(key)))
  for (const [key, entry] of entries) if (key === METADATA) metadata = readMetadata(entry)
  for (const { key, shape, begin, end } of places.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== expected) {
      throw new Malformed(`tensor ${key} begins at byte ${begin} of the numbers, where ${expected} was expected`)
    }
    if (end > data.length) {
      throw new Malformed(`tensor ${key} ends at byte ${end} of the numbers, and the file has ${data.length} of them`)
    }
    if (!ignored(key)) {
      const values = new Float32Array(new Uint8Array(data.subarray(begin, end)).buffer)
      tensors.set(key, { shape, values })
    }
    expected = end
  }
  if (expected !== data.length) {
    throw new Malformed(`it has ${data.length} bytes of numbers, and its tensors take ${expected}`)
  }
  const kept = places.filter(({ key }) => !ignored(key))
  return { tensors: new Map(kept.map(({ key }) => [key, known(tensors, key)])), metadata }
}

function readHeader(bytes: Uint8Array): { readonly length: number; readonly content: object } {
  if (bytes.length < LENGTH_BYTES) {
    throw new Malformed(`it has ${bytes.length} bytes, and its first ${LENGTH_BYTES} must give its header's length`)
  }
  const stated = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  const room = bytes.length - LENGTH_BYTES
  if (stated > BigInt(Math.min(room, HEADER_LIMIT))) {
    throw new Malformed(`its header is said to be ${stated} bytes long, and the file has ${room} after that number`)
  }
  const length = Number(stated)
  const content = parseJson(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length))
  if (!isRecord(content)) throw new Malformed('its header is not a JSON object')
  return { length, content }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Malformed('its header is not JSON')
  }
}

function readMetadata(entry: unknown): ReadonlyMap<string, string> {
  if (!isRecord(entry)) throw new Malformed(`${METADATA} is not a JSON object`)
  return new Map(
    Object.entries(entry).map(([key, value]) => {
      if (typeof value !== 'string') throw new Malformed(`${METADATA} may hold text alone, and ${key} is not text`)
      return [key, value]
    }),
  )
}

interface Place {
  readonly key: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function readPlace(key: string, entry: unknown, ignored: boolean): Place {
  if (!isRecord(entry)) throw new Malformed(`tensor ${key} is not described by a JSON object`)
  const { dtype, shape, data_offsets: offsets } = entry as Readonly<Record<string, unknown>>
  if (dtype !== 'F32' && !ignored)
    throw new Malformed(`tensor ${key} has dtype ${JSON.stringify(dtype)}, and only "F32" is read`)
  if (!isSizes(shape)) throw new Malformed(`tensor ${key} has no shape of whole numbers`)
  if (!isSizes(offsets)) throw new Malformed(`tensor ${key} has no data_offsets of whole numbers`)
  const [begin, end, ...others] = offsets
  if (begin === undefined || end === undefined || others.length > 0) {
    throw new Malformed(`tensor ${key} must have two data_offsets, and has ${offsets.length}`)
  }
  const needed = product(shape) * Float32Array.BYTES_PER_ELEMENT
  if (end - begin !== needed && !(ignored && end >= begin)) {
    throw new Malformed(
      `tensor ${key} of shape [${shape.join(', ')}] takes ${needed} bytes, and is given ${end - begin}`,
    )
  }
  return { key, shape, begin, end }
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1)
}

function known(tensors: ReadonlyMap<string, NamedTensor>, key: string): NamedTensor {
  const tensor = tensors.get(key)
  if (!tensor) throw new Error(`tensor ${key} was not read`)
  return tensor
}
