import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'

/**
 * @typedef {object} ZipEntry
 * @property {string} name  Path inside the archive, with slashes; a folder's ends with one.
 * @property {'stored' | 'deflated'} method
 * @property {number} compressedSize  Bytes.
 * @property {number} size  Bytes.
 * @property {number} crc
 * @property {number} mode  Unix permission bits, 0 where the archive has none.
 * @property {number} offset  Of the entry's local header.
 */

/** @see PKWARE APPNOTE.TXT 4.3.16, 4.3.12, 4.3.7 */
const END = { signature: 0x06054b50, bytes: 22, maximumComment: 0xffff }
const CENTRAL = { signature: 0x02014b50, bytes: 46 }
const LOCAL = { signature: 0x04034b50, bytes: 30 }
/** Sizes and counts with all bits set stand in the zip64 fields, which no archive that set-up reads needs. */
const ZIP64_32 = 0xffffffff
const ZIP64_16 = 0xffff

/**
 * Reads the list of entries of a zip archive.
 * @param {string} path
 * @returns {Promise<ZipEntry[]>}
 * @throws Where the file is no zip archive, is cut off, or needs zip64 or an unknown compression.
 */
export async function readZipEntries(path) {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const tail = await readAt(file, Math.max(0, size - END.bytes - END.maximumComment), size, path)
    const end = findEnd(tail)
    if (end === undefined) throw new Error(`${path} is not a zip archive, or it is cut off`)
    const count = tail.readUInt16LE(end + 10)
    const bytes = tail.readUInt32LE(end + 12)
    const offset = tail.readUInt32LE(end + 16)
    if (count === ZIP64_16 || offset === ZIP64_32) throw new Error(`${path} is a zip64 archive, which is not supported`)
    return readCentral(await readAt(file, offset, offset + bytes, path), count, path)
  } finally {
    await file.close()
  }
}

/**
 * @param {Buffer} tail
 * @returns {number | undefined} Where the end record starts.
 */
function findEnd(tail) {
  for (let at = tail.length - END.bytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END.signature && at + END.bytes + tail.readUInt16LE(at + 20) === tail.length)
      return at
  }
  return undefined
}

/**
 * @param {Buffer} directory
 * @param {number} count
 * @param {string} path
 * @returns {ZipEntry[]}
 */
function readCentral(directory, count, path) {
  const entries = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL.bytes > directory.length || directory.readUInt32LE(at) !== CENTRAL.signature) {
      throw new Error(`${path}: entry ${index} of ${count} is damaged`)
    }
    const method = directory.readUInt16LE(at + 10)
    const nameBytes = directory.readUInt16LE(at + 28)
    const name = directory.toString('utf8', at + CENTRAL.bytes, at + CENTRAL.bytes + nameBytes)
    if (method !== 0 && method !== 8) throw new Error(`${path}: ${name} has the unknown compression method ${method}`)
    const compressedSize = directory.readUInt32LE(at + 20)
    const size = directory.readUInt32LE(at + 24)
    const offset = directory.readUInt32LE(at + 42)
    if (compressedSize === ZIP64_32 || size === ZIP64_32 || offset === ZIP64_32) {
      throw new Error(`${path}: ${name} needs zip64, which is not supported`)
    }
    entries.push({
      name,
      method: method === 0 ? /** @type {const} */ ('stored') : /** @type {const} */ ('deflated'),
      compressedSize,
      size,
      crc: directory.readUInt32LE(at + 16),
      mode: (directory.readUInt32LE(at + 38) >>> 16) & 0o777,
      offset,
    })
    at += CENTRAL.bytes + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * Unpacks one entry into a file, in chunks: an entry may be larger than memory.
 * @param {string} archive
 * @param {ZipEntry} entry
 * @param {string} target
 * @param {(bytes: number) => void} [unpacked]  Called with the bytes of each chunk.
 * @throws Where length or checksum differ from what the archive says; no target file is left then.
 */
export async function unzipEntry(archive, entry, target, unpacked = () => {}) {
  const start = await dataOffset(archive, entry)
  let size = 0
  let crc = 0
  const measured = new Transform({
    transform(/** @type {Buffer} */ chunk, _encoding, done) {
      size += chunk.length
      crc = crc32(chunk, crc)
      unpacked(chunk.length)
      done(undefined, chunk)
    },
  })
  await mkdir(dirname(target), { recursive: true })
  // An empty range cannot be read as a stream: its end would lie before its start.
  const source =
    entry.compressedSize === 0
      ? []
      : createReadStream(archive, { start, end: start + entry.compressedSize - 1, highWaterMark: 1 << 20 })
  const out = createWriteStream(target, { mode: entry.mode || 0o644 })
  try {
    if (entry.method === 'stored') await pipeline(source, measured, out)
    else await pipeline(source, createInflateRaw({ chunkSize: 1 << 20 }), measured, out)
    if (size !== entry.size) throw new Error(`${entry.name} has ${size} bytes, the archive says ${entry.size}`)
    if (crc !== entry.crc) throw new Error(`the checksum of ${entry.name} is wrong`)
  } catch (error) {
    await rm(target, { force: true })
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`${archive} is damaged: ${why}`, { cause: error })
  }
}

/**
 * The local header repeats the name and has an extra field of its own length, so only it tells where the data start.
 * @param {string} archive
 * @param {ZipEntry} entry
 */
async function dataOffset(archive, entry) {
  const file = await open(archive)
  try {
    const header = await readAt(file, entry.offset, entry.offset + LOCAL.bytes, archive)
    if (header.readUInt32LE(0) !== LOCAL.signature)
      throw new Error(`${archive}: ${entry.name} is not where it should be`)
    return entry.offset + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28)
  } finally {
    await file.close()
  }
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} from
 * @param {number} to
 * @param {string} path
 */
async function readAt(file, from, to, path) {
  const buffer = Buffer.alloc(to - from)
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
  if (bytesRead !== buffer.length)
    throw new Error(`${path} is cut off: ${bytesRead} of ${buffer.length} bytes at ${from}`)
  return buffer
}

/**
 * Where an entry may be unpacked inside a folder; an archive is hostile until its paths are looked at.
 * @param {string} name
 * @returns {string} The name itself.
 * @throws Where the path is absolute or leaves the folder.
 */
export function insideFolder(name) {
  const parts = name.split(/[/\\]/)
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name) || parts.includes('..')) {
    throw new Error(`the archive has an entry outside its folder: ${JSON.stringify(name)}`)
  }
  return name
}
