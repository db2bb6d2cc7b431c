import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the build is made from: a change in any of it makes the build stale. */
const FOLDERS = ['shared', 'main', 'preload', 'renderer', 'resources/studies']
const FILES = ['electron.vite.config.ts', 'package.json', 'package-lock.json']

/**
 * A checksum over the names and contents of everything that the build is made from.
 * @param {string} root
 * @returns {Promise<string>}
 */
export async function sourcesChecksum(root) {
  const listed = await Promise.all(FOLDERS.map((folder) => filesBelow(root, folder)))
  const hash = createHash('sha256')
  for (const path of [...FILES, ...listed.flat()].sort()) {
    const content = await readFile(join(root, path))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {Promise<string[]>} Relative to the root; empty where there is no such folder.
 */
async function filesBelow(root, folder) {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries.map((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesBelow(root, path) : [path]
    }),
  )
  return found.flat()
}
