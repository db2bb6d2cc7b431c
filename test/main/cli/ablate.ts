import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CLI = new URL('../../../out/main/cli.js', import.meta.url).pathname

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the built command line in a folder of its own, with a cache of its own. */
export function ablate(
  args: readonly string[],
  { cwd, onLine }: { readonly cwd: string; readonly onLine?: (line: string, stop: () => void) => void },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd,
      env: { ...process.env, XDG_CACHE_HOME: join(cwd, '.cache'), NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      for (const line of text.split('\n')) onLine?.(line, () => child.kill('SIGINT'))
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })
}

/** A folder for one test. @returns its path and the function that removes it. */
export function scratch(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'ablate-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
