import { basename } from 'node:path'
import { runCommand } from './run-command.mjs'

/**
 * Runs the npm that started this script, else the one on the path.
 * @param {readonly string[]} args
 * @param {{ cwd: string, timeoutMs?: number }} options
 */
export function runNpm(args, options) {
  const running = process.env.npm_execpath
  if (running !== undefined && /^npm(-cli)?\.c?js$/.test(basename(running))) {
    return runCommand(process.execPath, [running, ...args], { ...options, tied: true })
  }
  // On Windows npm is a batch file, which needs a shell.
  const windows = process.platform === 'win32'
  return runCommand('npm', args, { ...options, shell: windows, tied: !windows })
}
