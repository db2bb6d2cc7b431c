import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../setup/cache.mjs'
import { runCommand, tellingLine } from '../setup/run-command.mjs'

/** Written last into the environment: what was installed in it. */
const STAMP = 'installed-requirements.txt'

/**
 * Sees to it that the other frameworks are there, in a Python environment in this user's cache, outside the repository.
 * @param {string} root
 * @param {(text: string) => void} say
 * @returns {Promise<string | { reason: string }>} The path of its Python, or why there is none.
 */
export async function installPython(root, say) {
  const requirements = join(root, 'test', 'parity', 'requirements.txt')
  const folder = join(cacheFolder(), 'parity')
  const python = join(folder, 'bin', 'python')
  const stamp = join(folder, STAMP)
  const wanted = await readFile(requirements, 'utf8')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return python
  await mkdir(folder, { recursive: true })
  await rm(stamp, { force: true })
  say(`Installing ${wanted.trim().split('\n').join(', ')} into ${folder} (a download of up to 3 GB, once)`)
  const made = await runCommand('python3', ['-m', 'venv', folder])
  if (made.failure !== undefined) return { reason: `no Python environment can be made: ${tellingLine(made)}` }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]
  const installed = await runCommand(python, pip)
  if (installed.failure !== undefined)
    return { reason: `the Python packages cannot be installed: ${tellingLine(installed)}` }
  await writeFile(stamp, wanted)
  return python
}
