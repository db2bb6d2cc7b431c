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

export interface Circumstances {
  readonly cwd: string
  /** The built command line of another installation. */
  readonly cli?: string
  /** Where it keeps what it learns of the machine; in a folder of its own unless said. */
  readonly cache?: string
  /** Added to the environment. */
  readonly env?: NodeJS.ProcessEnv
  readonly onLine?: (line: string, signal: Signal) => void
}

/** Runs the built command line in a folder. */
export function ablate(
  args: readonly string[],
  { cwd, cli = CLI, cache = join(cwd, '.cache'), env, onLine }: Circumstances,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd,
      env: { ...process.env, XDG_CACHE_HOME: cache, NO_COLOR: '1', ...env },
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
