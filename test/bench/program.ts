import { spawn } from 'node:child_process'

/** A program at work; what it prints is left out, unless it fails. */
interface Program {
  readonly pid: number
  /** Rejected with the end of what it complained of where it does not end with 0. */
  readonly ended: Promise<void>
}

/** @param title what it is called in a sentence about it */
export function startProgram(
  title: string,
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Program {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000)
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${title} ended with ${code}:\n${errors}`))
    })
  })
  return { pid: child.pid ?? 0, ended }
}
