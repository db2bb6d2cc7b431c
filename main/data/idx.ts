import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { constants, gunzip } from 'node:zlib'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { amount, grouping } from './amount'

/** A file in the IDX format of MNIST, as unsigned bytes. */
export interface Idx {
  /** Where it was read. */
  readonly file: string
  /** [count], [count, length], [count, height, width] or [count, height, width, channels]. */
  readonly dimensions: readonly number[]
  /** Row-major, as many as the dimensions' product. */
  readonly values: Uint8Array
  /** SHA-256 of header and values, in hexadecimal: the same whether the file is gzipped or not. */
  readonly sha256: string
}

interface Header {
  readonly dimensions: readonly number[]
  /** Bytes of the header itself, and of the values that must follow. */
  readonly length: number
  readonly needed: number
}

/** Neither a file nor what it unpacks to may be larger: 1 GiB. */
const MOST_BYTES = 2 ** 30

/** A header is 20 bytes at most; they come within the first 4 KiB of gzip's, names and code tables included. */
const GZIP_START = 4096

const UNSIGNED_BYTE = 0x08

const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  9: 'signed bytes',
  11: '16-bit integers',
  12: '32-bit integers',
  13: '32-bit floats',
  14: '64-bit floats',
}

const unpack = promisify(gunzip)

/**
 * Reads an IDX file, gzipped or not. Memory is bounded before anything is unpacked: by the file's size, then by its header.
 * Fails (kind input) with a sentence that names the file, and the sizes found and expected where they differ.
 * @see http://yann.lecun.com/exdb/mnist/ "The IDX file format"
 */
export async function readIdx(file: string): Promise<Result<Idx, Failure>> {
  const stored = await readStored(file)
  if (!stored.ok) return stored
  const zipped = stored.value[0] === 0x1f && stored.value[1] === 0x8b
  const read = zipped ? await readGzipped(file, stored.value) : readPlain(file, stored.value)
  if (!read.ok) return read
  const { header, content } = read.value
  return ok({
    file,
    dimensions: header.dimensions,
    values: content.subarray(header.length),
    sha256: createHash('sha256').update(content).digest('hex'),
  })
}

async function readStored(file: string): Promise<Result<Uint8Array, Failure>> {
  try {
    const found = await stat(file)
    if (!found.isFile()) return refuse(file, 'is not a file; an IDX file, gzipped or not, is expected')
    if (found.size === 0) return refuse(file, 'is empty (0 bytes); copy it again')
    if (found.size > MOST_BYTES) {
      return refuse(file, `has ${amount(found.size, 'byte')}; at most ${grouping(MOST_BYTES)} (1 GiB) are read`)
    }
    return ok(await readFile(file))
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    if (code === 'ENOENT') return refuse(file, 'is missing; copy it there')
    return refuse(file, `cannot be read (${code})`)
  }
}

type Content = Result<{ readonly header: Header; readonly content: Uint8Array }, Failure>

function readPlain(file: string, content: Uint8Array): Content {
  const header = readHeader(file, content)
  if (!header.ok) return header
  const { length, needed } = header.value
  if (content.length < length + needed) return tooShort(file, header.value, content.length - length)
  if (content.length > length + needed) return tooLong(file, header.value, grouping(content.length - length))
  return ok({ header: header.value, content })
}

async function readGzipped(file: string, stored: Uint8Array): Promise<Content> {
  const damaged = (reason: string, expected: string) =>
    refuse(file, `its ${amount(stored.length, 'byte')} of gzip are damaged (${reason})${expected}; copy it again`)

  const start = await unpackAll(stored.subarray(0, GZIP_START), MOST_BYTES, 'whatever is there')
  if (!start.ok) return damaged(start.error.reason, '')
  const header = readHeader(file, start.value)
  if (!header.ok) return header

  const { length, needed } = header.value
  const content = await unpackAll(stored, length + needed, 'to the end')
  if (content.ok) {
    if (content.value.length < length + needed) return tooShort(file, header.value, content.value.length - length)
    return ok({ header: header.value, content: content.value })
  }
  switch (content.error.code) {
    case 'ERR_BUFFER_TOO_LARGE':
      return tooLong(file, header.value, `more than ${grouping(needed)}`)
    case 'Z_BUF_ERROR': {
      // The stream stops early: unpacked as far as it goes, it tells how much is there.
      const rest = await unpackAll(stored, length + needed, 'whatever is there')
      if (rest.ok && rest.value.length < length + needed) {
        return tooShort(file, header.value, rest.value.length - length)
      }
      return refuse(
        file,
        `unpacks to the ${amount(length + needed, 'byte')} expected, but the end of its ${amount(stored.length, 'byte')} of gzip, a checksum, is cut off; copy it again`,
      )
    }
    default:
      return damaged(content.error.reason, `; they should unpack to ${amount(length + needed, 'byte')}`)
  }
}

/** @returns the unpacked bytes, or zlib's error; its code is ERR_BUFFER_TOO_LARGE where they are more than `most`. */
async function unpackAll(
  stored: Uint8Array,
  most: number,
  until: 'to the end' | 'whatever is there',
): Promise<Result<Uint8Array, { readonly code: string; readonly reason: string }>> {
  const finishFlush = until === 'to the end' ? constants.Z_FINISH : constants.Z_SYNC_FLUSH
  try {
    return ok(await unpack(stored, { maxOutputLength: most, finishFlush }))
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    return err({ code, reason: error instanceof Error ? error.message : code })
  }
}

/** Two zero bytes, the element type, the number of dimensions, then each of them in four bytes, big-endian. */
function readHeader(file: string, content: Uint8Array): Result<Header, Failure> {
  const [first = 0, second = 0, type = 0, rank = 0] = content
  if (content.length < 4) return refuse(file, `holds ${amount(content.length, 'byte')}; an IDX header has at least 8`)
  if (first !== 0 || second !== 0) {
    const found = Buffer.from(content.subarray(0, 4)).toString('hex')
    return refuse(file, `is no IDX file: it begins with the bytes ${found}; 0000 and a type are expected`)
  }
  if (type !== UNSIGNED_BYTE) {
    const known = ELEMENT_TYPES[type] ?? 'unknown'
    return refuse(file, `its elements are of type ${type} (${known}); only 8 (unsigned bytes) is read`)
  }
  if (rank < 1 || rank > 4) return refuse(file, `has ${amount(rank, 'dimension')}; 1 to 4 are read`)

  const length = 4 + 4 * rank
  if (content.length < length) {
    return refuse(
      file,
      `holds ${amount(content.length, 'byte')}, but an IDX header of ${amount(rank, 'dimension')} has ${length}; the file is truncated: copy it again`,
    )
  }
  const view = new DataView(content.buffer, content.byteOffset, length)
  const dimensions = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i))
  const needed = dimensions.reduce((product, size) => product * size, 1)
  if (needed === 0) return refuse(file, `its header says ${contents(dimensions)}; no dimension may be 0`)
  if (needed > MOST_BYTES) {
    return refuse(
      file,
      `its header says ${contents(dimensions)}; at most ${amount(MOST_BYTES, 'byte')} (1 GiB) are read`,
    )
  }
  return ok({ dimensions, length, needed })
}

function tooShort(file: string, header: Header, found: number) {
  return refuse(file, `${balance(header, grouping(found))}; the file is truncated: copy it again`)
}

function tooLong(file: string, header: Header, found: string) {
  return refuse(file, `${balance(header, found)}; something follows them that does not belong there: copy it again`)
}

function balance({ dimensions, needed }: Header, found: string): string {
  return `holds ${found} bytes of ${kindOf(dimensions)}s, but its header (${contents(dimensions)}) needs ${grouping(needed)}`
}

/** `5,000 labels`, `5,000 images of 28×28`. */
function contents(dimensions: readonly number[]): string {
  const [count = 0, ...rest] = dimensions
  const counted = amount(count, kindOf(dimensions))
  return rest.length === 0 ? counted : `${counted} of ${rest.join('×')}`
}

function kindOf(dimensions: readonly number[]): 'label' | 'vector' | 'image' {
  if (dimensions.length === 1) return 'label'
  return dimensions.length === 2 ? 'vector' : 'image'
}

function refuse(file: string, what: string) {
  return err(inputFailure(`${file}: ${what}`))
}

/** The code of an error of Node's; undefined for all else, which is a bug. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
