import { spawn } from 'node:child_process'
import { join } from 'node:path'

/**
 * How a program ended. `failure` is a short sentence, undefined where it exited with 0.
 * @typedef {{ failure: string | undefined, stdout: string, stderr: string }} CommandResult
 */

/** Most programs say what went wrong at the end; more of their output than this is not kept. */
const KEPT_CHARACTERS = 64_000

/**
 * Runs a program to its end, without input, and keeps the end of what it prints.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean, tied?: boolean }} [options]
 *   Tied: the program ends with this process, even where that is killed.
 * @returns {Promise<CommandResult>}
 */
export function runCommand(program, args, { cwd, env, timeoutMs, shell = false, tied = false } = {}) {
  return new Promise((resolve) => {
    const command = tied ? [process.execPath, join(import.meta.dirname, 'tied-program.mjs'), program] : [program]
    const child = spawn(command[0] ?? program, [...command.slice(1), ...args], {
      cwd,
      env: env ?? process.env,
      shell,
      stdio: [tied ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    let late = false
    child.stdout?.on('data', (chunk) => {
      stdout = (stdout + chunk).slice(-KEPT_CHARACTERS)
    })
    child.stderr?.on('data', (chunk) => {
      stderr = (stderr + chunk).slice(-KEPT_CHARACTERS)
    })
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            late = true
            child.kill('SIGKILL')
          }, timeoutMs)
    const end = (/** @type {string | undefined} */ failure) => {
      clearTimeout(timer)
      resolve({ failure, stdout, stderr })
    }
    child.on('error', (error) => end(`${program} cannot be started (${error.message})`))
    child.on('close', (code, signal) => {
      if (late) end(`${program} did not end within ${Math.round((timeoutMs ?? 0) / 1000)} s`)
      else if (signal !== null) end(`${program} was ended by ${signal}`)
      else end(code === 0 ? undefined : `${program} ended with exit code ${code}`)
    })
  })
}

/**
 * The line of a program's output that tells most about its failure.
 * @param {CommandResult} result
 */
export function tellingLine({ failure, stdout, stderr }) {
  const lines = `${stdout}\n${stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  // Python ends a traceback with what happened, others name the error first and go on.
  const traceback = lines.some((line) => line.startsWith('Traceback'))
  const first = lines.find((line) => /\b(error|fatal|cannot|not found|failed)\b/i.test(line) && !line.endsWith(':'))
  return ((traceback ? undefined : first) ?? lines.at(-1) ?? failure ?? 'no reason given').slice(0, 300)
}
