import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { insideFolder, readZipEntries, unzipEntry } from '../../../scripts/setup/zip.mjs'
import { scratchFolders } from '../scratch-folder'

const scratch = scratchFolders()

const TEXT = 'one line, again and again\n'.repeat(500)

/** An archive of a deflated, a stored and an empty file, the second one executable. */
async function archive(change: (bytes: Buffer) => Buffer = (bytes) => bytes) {
  const folder = await scratch()
  const path = join(folder, 'made.zip')
  const bytes = zipSync({
    'lib/text.txt': strToU8(TEXT),
    run: [strToU8('abc'), { level: 0, os: 3, attrs: (0o100755 << 16) >>> 0 }],
    empty: new Uint8Array(),
  })
  await writeFile(path, change(Buffer.from(bytes)))
  return { folder, path }
}

async function entryOf(path: string, name: string) {
  const entry = (await readZipEntries(path)).find((candidate) => candidate.name === name)
  if (entry === undefined) throw new Error(`no entry ${name}`)
  return entry
}

describe('readZipEntries', () => {
  it('lists names, sizes, methods and permissions', async () => {
    const { path } = await archive()
    expect(await readZipEntries(path)).toMatchObject([
      { name: 'lib/text.txt', method: 'deflated', size: 13_000 },
      { name: 'run', method: 'stored', size: 3, compressedSize: 3, mode: 0o755 },
      { name: 'empty', size: 0 },
    ])
  })

  it('finds the list behind a comment', async () => {
    const { path } = await archive((bytes) => {
      const comment = Buffer.from('made by hand')
      bytes.writeUInt16LE(comment.length, bytes.length - 2)
      return Buffer.concat([bytes, comment])
    })
    expect(await readZipEntries(path)).toHaveLength(3)
  })

  it.each([
    {
      what: 'a file that is no archive',
      change: () => Buffer.from('hello, this is text'),
      expected: /not a zip archive/,
    },
    { what: 'an empty file', change: () => Buffer.alloc(0), expected: /not a zip archive/ },
    { what: 'a download cut off', change: (b: Buffer) => b.subarray(0, b.length - 30), expected: /cut off/ },
    {
      what: 'a damaged list',
      change: (b: Buffer) => Buffer.from(b.fill(0, b.indexOf('PK\u0001\u0002'), b.indexOf('PK\u0001\u0002') + 4)),
      expected: /entry 0 of 3 is damaged/,
    },
    {
      what: 'zip64',
      change: (b: Buffer) => Buffer.from(b.fill(0xff, b.length - 12, b.length - 10)),
      expected: /zip64/,
    },
  ])('refuses $what', async ({ change, expected }) => {
    const { path } = await archive(change)
    await expect(readZipEntries(path)).rejects.toThrow(expected)
  })
})

describe('unzipEntry', () => {
  it.each([
    ['lib/text.txt', TEXT],
    ['run', 'abc'],
    ['empty', ''],
  ])('unpacks %s', async (name, expected) => {
    const { folder, path } = await archive()
    const target = join(folder, 'deep', 'er', 'out')
    await unzipEntry(path, await entryOf(path, name), target)
    expect(await readFile(target, 'utf8')).toBe(expected)
  })

  it('tells how many bytes it unpacked', async () => {
    const { folder, path } = await archive()
    let bytes = 0
    await unzipEntry(path, await entryOf(path, 'lib/text.txt'), join(folder, 'out'), (more) => {
      bytes += more
    })
    expect(bytes).toBe(13_000)
  })

  it('refuses changed bytes and leaves no file', async () => {
    const { folder, path } = await archive((bytes) => {
      bytes.write('abd', bytes.indexOf('abc'))
      return bytes
    })
    const target = join(folder, 'out')
    await expect(unzipEntry(path, await entryOf(path, 'run'), target)).rejects.toThrow('the checksum of run is wrong')
    expect(existsSync(target)).toBe(false)
  })

  it('refuses another length than the archive says', async () => {
    const { folder, path } = await archive()
    const entry = await entryOf(path, 'lib/text.txt')
    await expect(unzipEntry(path, { ...entry, size: 12_999 }, join(folder, 'out'))).rejects.toThrow(
      'lib/text.txt has 13000 bytes, the archive says 12999',
    )
  })
})

describe('insideFolder', () => {
  it.each(['a', 'a/b.txt', 'a..b/c', '.hidden'])('lets %s through', (name) => {
    expect(insideFolder(name)).toBe(name)
  })

  it.each(['../a', 'a/../../b', '/etc/passwd', 'C:/windows', 'a\\..\\b', '\\\\server\\share\\..'])(
    'refuses %s',
    (name) => {
      expect(() => insideFolder(name)).toThrow('outside its folder')
    },
  )
})
