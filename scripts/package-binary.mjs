import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The script behind a command of an installed npm package, to be run by Node on every platform.
 * @param {string} root
 * @param {string} name  The package's, for example `@biomejs/biome`.
 * @param {string} [command]  The command's, where it differs from the package's.
 * @returns {Promise<string>}
 */
export async function packageBinary(root, name, command) {
  const folder = join(root, 'node_modules', ...name.split('/'))
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const script = typeof bin === 'string' ? bin : bin?.[command ?? name]
  if (typeof script !== 'string') throw new Error(`the npm package ${name} has no command ${command ?? name}`)
  return join(folder, script)
}
