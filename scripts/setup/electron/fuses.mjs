import { open, readFile } from 'node:fs/promises'

/**
 * Electron's fuses are switches inside the executable: after this sentinel stand the version of the format, the number
 * of fuses, and for each one the character 0 (off), 1 (on) or r (removed).
 * @see https://www.electronjs.org/docs/latest/tutorial/fuses
 */
export const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FORMAT_VERSION = 1

/** Positions of the fuses that set-up sets. */
export const FUSE = /** @type {const} */ ({ nodeCliInspect: 3, browserSnapshot: 6 })

/**
 * @param {string} executable
 * @param {readonly { fuse: number, on: boolean }[]} settings
 * @throws Where the executable has no fuses, more than one set of them, or not the fuse that is asked for.
 */
export async function setFuses(executable, settings) {
  const bytes = await readFile(executable)
  const sentinel = bytes.indexOf(FUSE_SENTINEL)
  if (sentinel < 0) throw new Error(`${executable} has no fuses: it is no Electron`)
  if (bytes.indexOf(FUSE_SENTINEL, sentinel + 1) >= 0) throw new Error(`${executable} has several sets of fuses`)
  const start = sentinel + FUSE_SENTINEL.length
  const version = bytes[start]
  const count = bytes[start + 1] ?? 0
  if (version !== FORMAT_VERSION) throw new Error(`${executable} has fuses of the unknown format ${version}`)
  const file = await open(executable, 'r+')
  try {
    for (const { fuse, on } of settings) {
      if (fuse >= count) throw new Error(`${executable} has ${count} fuses, number ${fuse} is not among them`)
      await file.write(on ? '1' : '0', start + 2 + fuse)
    }
  } finally {
    await file.close()
  }
}
