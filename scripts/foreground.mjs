import { spawn } from 'node:child_process'

/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** @type {Partial<Record<NodeJS.Signals, number>>} */
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }

/**
 * Runs a program with this one's output and without input, and hands signals on to it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} Its exit code; 128 and the signal's number where a signal ended it, as shells say it.
 */
export function runInForeground(program, args, { cwd, env = process.env }) {
  return new Promise((resolve, reject) => {
    // In a process group of its own: a terminal sends Ctrl-C to the whole group, and together with the one handed on it
    // would arrive twice, which programs take for impatience.
    const detached = process.platform !== 'win32'
    const child = spawn(program, [...args], { cwd, env, detached, stdio: ['ignore', 'inherit', 'inherit'] })
    const handOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    for (const signal of FORWARDED) process.on(signal, handOn)
    const release = () => {
      for (const signal of FORWARDED) process.off(signal, handOn)
    }
    child.on('error', (error) => {
      release()
      reject(error)
    })
    child.on('close', (code, signal) => {
      release()
      resolve(code ?? 128 + (SIGNAL_NUMBERS[signal ?? 'SIGKILL'] ?? 9))
    })
  })
}
