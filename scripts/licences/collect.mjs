import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * An installed npm package and the files in which it states its licence.
 * @typedef {{ name: string, version: string, licence: string, texts: readonly string[] }} LicensedPackage
 */

const LICENCE_FILE = /^(licen[cs]e|copying|notice|third-?party-?notices)/i

/**
 * The npm packages that the workbench needs at run time, with those that they need.
 * @param {string} root
 * @returns {Promise<LicensedPackage[]>} Sorted by name and version, each once.
 */
export async function productionPackages(root) {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  /** @type {Map<string, LicensedPackage>} */
  const found = new Map()
  for (const [path, entry] of Object.entries(lock.packages)) {
    // Optional packages differ by platform; the list is the same everywhere.
    if (path === '' || entry.dev === true || entry.devOptional === true || entry.optional === true) continue
    const one = await readPackage(join(root, path))
    found.set(`${one.name} ${one.version}`, one)
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

/**
 * @param {string} folder
 * @returns {Promise<LicensedPackage>}
 */
async function readPackage(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name)).map((entry) => entry.name)
  const texts = await Promise.all(files.sort().map((file) => readFile(join(folder, file), 'utf8')))
  return { name, version, licence: typeof license === 'string' ? license : (license?.type ?? 'not stated'), texts }
}
