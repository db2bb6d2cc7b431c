import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { amount, grouping } from './amount'

/** A plain IDX file of an added data set, whatever its size: what its header says, and that its length agrees. */
export interface StoredFile {
  readonly file: string
  readonly dimensions: readonly number[]
  readonly element: ElementType
  /** Bytes before the values. */
  readonly start: number
  /** Of one element. */
  readonly width: number
  /** When it was last written, in milliseconds; its bytes altogether. */
  readonly mtimeMs: number
  readonly bytes: number
}

/** The element types of IDX in which added sets are kept: bytes, and big-endian integers for labels and row numbers. */
export type ElementType = 'uint8' | 'int16' | 'int32'

const ELEMENTS: Readonly<Record<ElementType, { readonly code: number; readonly width: number }>> = {
  uint8: { code: 0x08, width: 1 },
  int16: { code: 0x0b, width: 2 },
  int32: { code: 0x0c, width: 4 },
}

const BLOCK = 2 ** 20

/** The header of an IDX file: two zero bytes, the element's type, the number of dimensions, each of them in four bytes. */
export function idxHeader(element: ElementType, dimensions: readonly number[]): Uint8Array {
  const header = new Uint8Array(4 + 4 * dimensions.length)
  const view = new DataView(header.buffer)
  view.setUint8(2, ELEMENTS[element].code)
  view.setUint8(3, dimensions.length)
  for (const [index, size] of dimensions.entries()) view.setUint32(4 + 4 * index, size)
  return header
}

/** Opens a plain IDX file, reads its header, and refuses (kind input) a file that is not as long as that says. */
export function readStoredHeader(file: string): Result<StoredFile, Failure> {
  try {
    const { size, mtimeMs } = statSync(file)
    const head = readBytes(file, 0, Math.min(size, 20))
    const rank = head[3] ?? 0
    const start = 4 + 4 * rank
    const found = Object.entries(ELEMENTS).find(([, { code }]) => code === head[2])
    if (head[0] !== 0 || head[1] !== 0 || found === undefined || rank < 1 || rank > 4 || head.length < start)
      return refuse(file, 'its header is not that of an IDX file; add the data set again')
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
    const dimensions = Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index))
    const [element, { width }] = found as [ElementType, { readonly width: number }]
    const needed = start + width * dimensions.reduce((product, side) => product * side, 1)
    if (size !== needed)
      return refuse(
        file,
        `has ${amount(size, 'byte')}, but its header (${dimensions.map(grouping).join('×')}) needs ${grouping(needed)}; ` +
          'add the data set again',
      )
    return ok({ file, dimensions, element, start, width, mtimeMs, bytes: size })
  } catch (error) {
    return unreadable(file, error)
  }
}

/** @throws the system's error where a file cannot be read, and one of ours where it ends too early */
function readBytes(file: string, from: number, length: number): Uint8Array {
  const handle = openSync(file, 'r')
  try {
    const bytes = new Uint8Array(length)
    readWhole(handle, file, bytes, from)
    return bytes
  } finally {
    closeSync(handle)
  }
}

/** Fills `into` from the file's position `from`. */
export function readWhole(handle: number, file: string, into: Uint8Array, from: number): void {
  for (let done = 0; done < into.length; ) {
    const read = readSync(handle, into, done, into.length - done, from + done)
    if (read === 0)
      throw new Error(`${file} ends at byte ${from + done}, and ${into.length} from ${from} on are needed`)
    done += read
  }
}

/** All values of a file of one dimension: labels or row numbers. */
export function readIntegers({ file, start, element, dimensions }: StoredFile): Uint8Array | Uint16Array | Uint32Array {
  const count = dimensions[0] ?? 0
  const bytes = readBytes(file, start, count * ELEMENTS[element].width)
  const view = new DataView(bytes.buffer)
  switch (element) {
    case 'uint8':
      return bytes
    case 'int16':
      return Uint16Array.from({ length: count }, (_, index) => view.getUint16(2 * index))
    case 'int32':
      return Uint32Array.from({ length: count }, (_, index) => view.getUint32(4 * index))
  }
}

/** SHA-256 of a file, read block by block. */
export function hashFile(file: string, onBytes: (bytes: number) => void = () => {}): Result<string, Failure> {
  try {
    const hash = createHash('sha256')
    eachBlock(file, (block) => {
      hash.update(block)
      onBytes(block.length)
    })
    return ok(hash.digest('hex'))
  } catch (error) {
    return unreadable(file, error)
  }
}

function eachBlock(file: string, take: (block: Uint8Array) => void): void {
  const handle = openSync(file, 'r')
  try {
    const buffer = new Uint8Array(BLOCK)
    for (;;) {
      const read = readSync(handle, buffer, 0, BLOCK, null)
      if (read === 0) return
      take(buffer.subarray(0, read))
    }
  } finally {
    closeSync(handle)
  }
}

function unreadable(file: string, error: unknown): Result<never, Failure> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (typeof code !== 'string') throw error
  return refuse(file, code === 'ENOENT' ? 'is missing; add the data set again' : `cannot be read (${code})`)
}

function refuse(file: string, what: string): Result<never, Failure> {
  return err(inputFailure(`${file}: ${what}`))
}
