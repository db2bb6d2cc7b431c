import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '../atomic-write.mjs'

/**
 * Written last, when library and binding were seen to load: says where they came from and how large the files are.
 * @typedef {{ source: 'found' | 'download' | 'wheel', library: string, files: { path: string, size: number }[] }} Stamp
 */

/** Beside the library; `ablate doctor` reads it too. */
export const STAMP_FILE = join('deps', 'ablation-workbench.json')

/**
 * @param {string} folder  The npm package's.
 * @returns {Promise<Stamp | undefined>} Undefined where there is none or a file is missing or of another size.
 */
export async function readStamp(folder) {
  try {
    /** @type {Stamp} */
    const stamp = JSON.parse(await readFile(join(folder, STAMP_FILE), 'utf8'))
    for (const { path, size } of stamp.files) {
      if ((await stat(join(folder, path))).size !== size) return undefined
    }
    return stamp.files.length === 0 ? undefined : stamp
  } catch {
    return undefined
  }
}

/**
 * @param {string} folder  The npm package's.
 * @param {Stamp['source']} source
 * @param {string} library
 * @param {readonly string[]} paths  Relative to the package's folder.
 */
export async function writeStamp(folder, source, library, paths) {
  const files = await Promise.all(paths.map(async (path) => ({ path, size: (await stat(join(folder, path))).size })))
  await atomicWrite(join(folder, STAMP_FILE), `${JSON.stringify({ source, library, files }, undefined, 2)}\n`)
}
