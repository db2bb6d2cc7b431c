import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Bytes in a folder and everything below it; what vanishes while it is counted counts as nothing.
 * @param {string} folder
 * @returns {Promise<number>}
 */
async function bytesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return bytesIn(path)
      const found = await stat(path).catch(() => undefined)
      return found?.size ?? 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/**
 * Tells how far a download is by the size of the folder that another program downloads into.
 * @template T
 * @param {string} folder
 * @param {number} totalBytes  What the download weighs.
 * @param {(text: string) => void} progress
 * @param {() => Promise<T>} download
 * @returns {Promise<T>}
 */
export async function watchGrowth(folder, totalBytes, progress, download) {
  const megabytes = (/** @type {number} */ bytes) => Math.round(bytes / 1e6)
  const timer = setInterval(async () => {
    const bytes = Math.min(await bytesIn(folder), totalBytes)
    progress(`${megabytes(bytes)} of ${megabytes(totalBytes)} MB`)
  }, 500)
  try {
    return await download()
  } finally {
    clearInterval(timer)
  }
}
