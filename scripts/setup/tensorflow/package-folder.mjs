import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The npm package that holds TensorFlow's binding; the same code serves the CPU and the GPU library. */
const PACKAGE = join('node_modules', '@tensorflow', 'tfjs-node-gpu')

/** @param {string} root */
export function packageFolder(root) {
  return join(root, PACKAGE)
}

/** Where the package looks for the library and for the compiled binding, relative to its folder. */
export const LIBRARY_FOLDER = join('deps', 'lib')
export const BINDING_FILE = join('lib', 'napi-v8', 'tfjs_binding.node')

/**
 * A checksum over the binding's sources: a compiled binding of the cache is used for the very sources alone.
 * @param {string} folder  The npm package's.
 */
export async function bindingSourcesChecksum(folder) {
  const sources = join(folder, 'binding')
  const hash = createHash('sha256')
  for (const name of (await readdir(sources)).sort()) hash.update(name).update(await readFile(join(sources, name)))
  return hash.digest('hex')
}
