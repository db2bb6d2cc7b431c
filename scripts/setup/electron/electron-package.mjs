import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** @param {string} root */
export function electronFolder(root) {
  return join(root, 'node_modules', 'electron')
}

/** The folder of the runtime inside Electron's npm package, and the file that says which of its files to start. */
export const RUNTIME_FOLDER = 'dist'
export const PATH_FILE = 'path.txt'

/**
 * Says where a runtime came from that is not the one of Electron's own installer; `ablate doctor` and About read it.
 * Content: `{ "source": "carrier", "version": "33.2.1", "package": "…" }`.
 */
export const ORIGIN_FILE = 'ablation-workbench-origin.json'

/**
 * @typedef {{ version: string, executable: string, carrier: string | undefined }} Runtime
 */

/**
 * @param {string} root
 * @returns {Promise<Runtime | undefined>} Undefined where no runtime is installed, or not whole.
 */
export async function installedRuntime(root) {
  const folder = electronFolder(root)
  try {
    const executable = join(folder, RUNTIME_FOLDER, await readFile(join(folder, PATH_FILE), 'utf8'))
    if (!existsSync(executable)) return undefined
    const found = (await readFile(join(folder, RUNTIME_FOLDER, 'version'), 'utf8')).trim().replace(/^v/, '')
    const { version: wanted } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const carrier = await readCarrier(join(folder, RUNTIME_FOLDER, ORIGIN_FILE))
    return found === wanted || carrier?.version === found
      ? { version: found, executable, carrier: carrier?.package }
      : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} path
 * @returns {Promise<{ version: string, package: string } | undefined>}
 */
async function readCarrier(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
