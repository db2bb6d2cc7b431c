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

/** Ends a command: `interrupt` asks it to, `kill` ends it and all its processes at once, as a power cut would. */
export interface Signal {
  interrupt(): void
  kill(): void
}

/** Runs the built command line in a folder of its own, with a cache of its own. */
export function ablate(
  args: readonly string[],
  { cwd, onLine }: { readonly cwd: string; readonly onLine?: (line: string, signal: Signal) => void },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd,
      env: { ...process.env, XDG_CACHE_HOME: join(cwd, '.cache'), NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, which can be killed without this one.
      detached: true,
    })
    const signal: Signal = {
      interrupt: () => void child.kill('SIGINT'),
      kill: () => void (child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')),
    }
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      for (const line of text.split('\n')) onLine?.(line, signal)
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
