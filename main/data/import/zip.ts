import { type FileHandle, open } from 'node:fs/promises'
import { amount } from '../amount'
import { type ByteStream, openBytes } from './byte-stream'
import { refuse } from './unusable'

/** A file within a zip file. */
export interface ZipEntry {
  /** As it stands there: nothing that a path may be made from unchecked. */
  readonly name: string
  readonly packing: 'none' | 'deflate'
  /** Where its local header begins. */
  readonly header: number
  readonly packed: number
  readonly bytes: number
  /** A symbolic link, by the attributes of Unix. */
  readonly link: boolean
}

const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const LONGEST_COMMENT = 65_535

/** The list of entries of a zip file may be as long as this: some two million entries. */
const MOST_DIRECTORY = 256 * 2 ** 20

const METHODS: Readonly<Record<number, ZipEntry['packing']>> = { 0: 'none', 8: 'deflate' }

/**
 * The entries of a zip file, folders left out; those of more than 4 GB included.
 * @see APPNOTE.TXT of PKWARE, 4.3
 */
export async function readZip(file: string): Promise<ZipEntry[]> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const directory = await findDirectory(handle, file, size)
    const view = await viewOf(handle, file, directory.start, directory.bytes)
    const entries: ZipEntry[] = []
    for (let at = 0; at + 46 <= view.byteLength; ) {
      if (view.getUint32(at, true) !== ENTRY) damaged(file)
      const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true))
      const [nameBytes = 0, extraBytes = 0, commentBytes = 0] = lengths
      const next = at + 46 + nameBytes + extraBytes + commentBytes
      if (next > view.byteLength) damaged(file)
      const entry = readEntry(file, view, at, nameBytes, extraBytes)
      if (!entry.name.endsWith('/')) entries.push(entry)
      at = next
    }
    return entries
  } finally {
    await handle.close()
  }
}

/** Opens an entry's unpacked bytes. */
export async function openEntry(file: string, entry: ZipEntry): Promise<ByteStream> {
  const handle = await open(file, 'r')
  try {
    const view = await viewOf(handle, file, entry.header, 30)
    if (view.getUint32(0, true) !== LOCAL) damaged(file)
    const start = entry.header + 30 + view.getUint16(26, true) + view.getUint16(28, true)
    return openBytes(file, { packing: entry.packing, start, end: start + entry.packed })
  } finally {
    await handle.close()
  }
}

async function findDirectory(handle: FileHandle, file: string, size: number) {
  const length = Math.min(size, END_BYTES + LONGEST_COMMENT)
  if (length < END_BYTES) damaged(file)
  const tail = await viewOf(handle, file, size - length, length)
  let at = length - END_BYTES
  while (at >= 0 && tail.getUint32(at, true) !== END) at--
  if (at < 0) refuse(`${file}: is no whole zip file: the list at its end is missing; copy it again`)
  let bytes = tail.getUint32(at + 12, true)
  let start = tail.getUint32(at + 16, true)
  const locator = at - 20
  if (locator >= 0 && tail.getUint32(locator, true) === LOCATOR_64) {
    const view = await viewOf(handle, file, wide(file, tail, locator + 8), 56)
    if (view.getUint32(0, true) !== END_64) damaged(file)
    bytes = wide(file, view, 40)
    start = wide(file, view, 48)
  }
  if (bytes > MOST_DIRECTORY)
    refuse(
      `${file}: its list of entries has ${amount(bytes, 'byte')}; at most ${amount(MOST_DIRECTORY, 'byte')} are read`,
    )
  return { start, bytes }
}

function readEntry(file: string, view: DataView, at: number, nameBytes: number, extraBytes: number): ZipEntry {
  const bytesOf = (from: number, count: number) => new Uint8Array(view.buffer, view.byteOffset + from, count)
  const name = new TextDecoder().decode(bytesOf(at + 46, nameBytes))
  const packing = METHODS[view.getUint16(at + 10, true)]
  if (view.getUint16(at + 8, true) & 1) refuse(`${file}: ${name} is encrypted; only files that are not are read`)
  if (packing === undefined)
    refuse(`${file}: ${name} is packed by a method other than deflate; pack it again with deflate`)
  const sizes = {
    bytes: view.getUint32(at + 24, true),
    packed: view.getUint32(at + 20, true),
    header: view.getUint32(at + 42, true),
  }
  // What does not fit into 32 bits stands in an extra field, in this order.
  const extra = at + 46 + nameBytes
  for (let field = extra; field + 4 <= extra + extraBytes; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue
    let value = field + 4
    for (const key of ['bytes', 'packed', 'header'] as const) {
      if (sizes[key] !== 0xffffffff) continue
      if (value + 8 > extra + extraBytes) damaged(file)
      sizes[key] = wide(file, view, value)
      value += 8
    }
  }
  const link = view.getUint8(at + 5) === 3 && (view.getUint16(at + 40, true) & 0o170000) === 0o120000
  return { name, packing, ...sizes, link }
}

function wide(file: string, view: DataView, at: number): number {
  const value = view.getBigUint64(at, true)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) damaged(file)
  return Number(value)
}

async function viewOf(handle: FileHandle, file: string, from: number, length: number): Promise<DataView> {
  const bytes = new Uint8Array(length)
  const { bytesRead } = await handle.read(bytes, 0, length, from)
  if (bytesRead < length) damaged(file)
  return new DataView(bytes.buffer)
}

function damaged(file: string): never {
  return refuse(`${file}: is a damaged zip file; copy it again`)
}
