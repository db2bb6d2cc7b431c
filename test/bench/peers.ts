import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { userFolders } from '../../main/store/user-folders'

/** Written last into an environment: what was installed in it. */
const STAMP = 'installed-requirements.txt'

/**
 * Sees to it that a peer's Python environment is there, in this user's cache and outside the repository.
 * @param requirements the requirements file
 * @returns the path of its Python
 * @throws with pip's own words where it cannot be installed
 */
export function installPeer(name: string, requirements: string, say: (text: string) => void): string {
  const folder = join(userFolders().cache, 'bench', name)
  const python = join(folder, 'bin', 'python')
  const wanted = readFileSync(requirements, 'utf8')
  const stamp = join(folder, STAMP)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python
  mkdirSync(folder, { recursive: true })
  rmSync(stamp, { force: true })
  say(`installing ${wanted.trim().split('\n').join(', ')} into ${folder} (a download of up to 3 GB, once)`)
  command('python3', ['-m', 'venv', folder])
  command(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements])
  writeFileSync(stamp, wanted)
  return python
}

function command(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status ?? error?.message}`)
}
