import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a file so that a reader sees it whole or not at all.
 * @param {string} path
 * @param {string | Uint8Array} content
 */
export async function atomicWrite(path, content) {
  const partial = `${path}.partial-${process.pid}`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(partial, content)
  await rename(partial, path)
}
