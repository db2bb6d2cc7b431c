import { constants } from 'node:fs'
import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { checksum } from './checksum.mjs'
import { SetupFailure } from './failure.mjs'
import { withLock } from './lock.mjs'
import { processAlive } from './process-alive.mjs'

const MANIFEST = 'manifest.json'
/** Unfinished and replaced folders carry the id of the process that works on them. */
const UNFINISHED = /(?:^|\.)(?:partial|old)-(\d+)(?:-|$)/

/**
 * What a cached folder holds, with checksums.
 * @typedef {{ path: string, size: number, sha256: string }} CachedFile
 */

/** The folder of this user that keeps downloads across checkouts. */
export function cacheFolder() {
  const base =
    process.env.XDG_CACHE_HOME ||
    (process.platform === 'darwin' && join(homedir(), 'Library', 'Caches')) ||
    (process.platform === 'win32' && process.env.LOCALAPPDATA) ||
    join(homedir(), '.cache')
  return join(base, 'ablation-workbench')
}

/**
 * A folder of its own for unfinished work, inside the cache so that finished work can be renamed into place.
 * @template T
 * @param {string} cache
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withScratchFolder(cache, work) {
  await removeAbandoned(cache)
  const folder = await mkdtemp(join(cache, `partial-${process.pid}-`))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param {string} cache */
async function makeCache(cache) {
  try {
    await mkdir(cache, { recursive: true })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new SetupFailure(
      'the cache folder cannot be made',
      why,
      'Set XDG_CACHE_HOME to a folder that can be written.',
    )
  }
}

/**
 * Removes what killed processes left behind in a folder.
 * @param {string} folder
 */
export async function removeAbandoned(folder) {
  for (const name of await readdir(folder)) {
    const pid = UNFINISHED.exec(name)?.[1]
    if (pid !== undefined && !processAlive(Number(pid))) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/**
 * A folder of the cache, made once and checked on every use: where a file's size or checksum differs, it is made anew.
 * @param {string} cache
 * @param {string} key  Name of the folder; holds a checksum of what it was made from.
 * @param {(folder: string, scratch: string) => Promise<void>} fill  Puts the files into an empty folder; what lies in
 *   `scratch`, on the same disk, is thrown away afterwards.
 * @returns {Promise<{ folder: string, files: readonly CachedFile[] }>}
 */
export async function cachedFolder(cache, key, fill) {
  await makeCache(cache)
  const present = await readCached(cache, key)
  if (present !== undefined) return present
  return withLock(join(cache, `${key}.lock`), { waiting: () => {} }, async () => {
    // Another checkout may have made it while this one waited.
    const meanwhile = await readCached(cache, key)
    if (meanwhile !== undefined) return meanwhile
    return withScratchFolder(cache, async (scratch) => {
      const made = join(scratch, 'made')
      await mkdir(made)
      await fill(made, scratch)
      const files = await describeFiles(made)
      await writeFile(join(made, MANIFEST), JSON.stringify({ files }, undefined, 2))
      const folder = join(cache, key)
      await rm(folder, { recursive: true, force: true })
      await rename(made, folder)
      return { folder, files }
    })
  })
}

/**
 * @param {string} cache
 * @param {string} key
 * @returns {Promise<{ folder: string, files: readonly CachedFile[] } | undefined>} Undefined where it is absent or damaged.
 */
export async function readCached(cache, key) {
  const folder = join(cache, key)
  try {
    /** @type {{ files: CachedFile[] }} */
    const { files } = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'))
    for (const file of files) {
      const path = join(folder, file.path)
      if ((await stat(path)).size !== file.size || (await checksum(path, 'sha256')) !== file.sha256) return undefined
    }
    return { folder, files }
  } catch {
    return undefined
  }
}

/**
 * @param {string} folder
 * @returns {Promise<CachedFile[]>}
 */
async function describeFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const absolute = join(entry.parentPath, entry.name)
    const path = absolute.slice(folder.length + 1).replaceAll('\\', '/')
    files.push({ path, size: (await stat(absolute)).size, sha256: await checksum(absolute, 'sha256') })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * Puts files of the cache into a folder: hard links where the file system allows them, else copies.
 * @param {string} from
 * @param {readonly string[]} paths  Relative to `from`.
 * @param {string} to
 */
export async function placeFiles(from, paths, to) {
  for (const path of paths) {
    const target = join(to, path)
    await mkdir(dirname(target), { recursive: true })
    await link(join(from, path), target).catch(() => copyFile(join(from, path), target, constants.COPYFILE_FICLONE))
  }
}

/**
 * Replaces a folder by another of the same file system; a reader finds the old one, the new one, or for an instant none.
 * @param {string} made
 * @param {string} target
 */
export async function swapFolder(made, target) {
  const aside = `${target}.old-${process.pid}`
  await mkdir(dirname(target), { recursive: true })
  await rename(target, aside).catch(() => {})
  await rename(made, target)
  await rm(aside, { recursive: true, force: true })
}
