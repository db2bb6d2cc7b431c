import { mkdir, open, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatBytes } from '../../../shared/format/numbers'
import { amount } from '../amount'
import { type ByteStream, headOf, isGzip, openBytes } from './byte-stream'
import type { Skip } from './source'
import { isTarHeader, walkTar } from './tar'
import { lack, refuse } from './unusable'
import { openEntry, readZip } from './zip'

const MOST_ENTRIES = 20_000_000
const BLOCK = 2 ** 20

export type ArchiveKind = 'tar' | 'tar.gz' | 'zip'

/** What kind of archive a file is, by its content; undefined: none. */
export async function archiveKind(file: string): Promise<ArchiveKind | undefined> {
  const head = await headOf(file, 512)
  if (Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PK\u0003\u0004') return 'zip'
  if (isTarHeader(head)) return 'tar'
  if (!isGzip(head)) return undefined
  const stream = openBytes(file, { packing: 'gzip' })
  try {
    return isTarHeader(await stream.read(512)) ? 'tar.gz' : undefined
  } finally {
    stream.close()
  }
}

/**
 * Unpacks an archive into an empty folder. An entry whose path leads out of it ends the whole: such an archive was made to do
 * harm. Links and devices are left out, and nothing that is there is written over.
 * @returns what was left out
 */
export async function unpack(file: string, kind: ArchiveKind, folder: string, signal: AbortSignal): Promise<Skip[]> {
  const skipped: Skip[] = []
  const made = new Set<string>()
  let entries = 0
  let written = 0
  const room = await roomIn(folder)
  const take = async (name: string, content: ByteStream): Promise<void> => {
    signal.throwIfAborted()
    if (++entries > MOST_ENTRIES) refuse(`${file}: has more than ${amount(MOST_ENTRIES, 'entry')}`)
    const path = join(folder, ...safeParts(file, name))
    const parent = dirname(path)
    if (!made.has(parent)) await mkdir(parent, { recursive: true })
    made.add(parent)
    written += await writeNew(path, content, signal, (bytes) => {
      if (written + bytes > room) lack(noRoom(file, folder, room))
    })
  }
  const leaveOut = (name: string): void => void skipped.push({ reason: 'link', place: name.slice(0, 200), what: '' })
  if (kind === 'zip') {
    for (const entry of await readZip(file)) {
      if (entry.link) leaveOut(entry.name)
      else {
        const content = await openEntry(file, entry)
        await take(entry.name, content).finally(() => content.close())
      }
    }
    return skipped
  }
  const stream = openBytes(file, { packing: kind === 'tar.gz' ? 'gzip' : 'none' })
  try {
    await walkTar(file, stream, async (entry, content) => {
      if (entry.kind === 'file') await take(entry.name, content)
      else {
        safeParts(file, entry.name)
        if (entry.kind === 'other') leaveOut(entry.name)
      }
    })
  } finally {
    stream.close()
  }
  return skipped
}

/** The parts of an entry's path, below the folder for certain. */
function safeParts(file: string, name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  const hostile =
    name.startsWith('/') ||
    /[\\\0]|^[A-Za-z]:/.test(name) ||
    parts.includes('..') ||
    parts.some((part) => part.length > 255)
  if (hostile)
    refuse(
      `${file}: its entry ${JSON.stringify(name.slice(0, 200))} leads out of the folder that it is unpacked into; nothing of this archive is taken: get it from elsewhere`,
    )
  return parts
}

async function writeNew(
  path: string,
  content: ByteStream,
  signal: AbortSignal,
  check: (bytes: number) => void,
): Promise<number> {
  // wx: an entry that stands twice, or differs from another by its case alone, does not write over the first.
  const handle = await open(path, 'wx').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST' || code === 'EISDIR') return undefined
    throw error
  })
  if (handle === undefined) return 0
  let bytes = 0
  try {
    for (;;) {
      signal.throwIfAborted()
      const block = await content.read(BLOCK)
      if (block.length === 0) return bytes
      bytes += block.length
      check(bytes)
      await handle.writeFile(block)
    }
  } finally {
    await handle.close()
  }
}

/** Not all of it: the disk is others' too. */
async function roomIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return Math.floor(0.95 * bavail * bsize)
}

function noRoom(file: string, folder: string, room: number): string {
  return `${file} unpacks to more than the ${formatBytes(room)} that are free for it in ${folder}. Make room, and add the data set again.`
}
