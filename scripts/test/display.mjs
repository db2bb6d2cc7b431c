import { spawn } from 'node:child_process'
import { SetupFailure } from '../setup/failure.mjs'

const SCREEN = '1920x1200x24'

/**
 * Lends a display in memory (Xvfb) to some work, on Linux; elsewhere the work has the real one.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withDisplay(work) {
  if (process.platform !== 'linux') return work(process.env)
  // The server chooses a free number and writes it to the file descriptor 3 when it is ready.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const stop = () => server.kill()
  process.once('exit', stop)
  try {
    const number = await new Promise((resolve, reject) => {
      const lacking = (/** @type {string} */ why) =>
        reject(
          new SetupFailure('the tests of the window cannot run', why, 'Install Xvfb (Debian: apt-get install xvfb).'),
        )
      server.on('error', (error) => lacking(`Xvfb cannot be started (${error.message})`))
      server.on('exit', (code) => lacking(`Xvfb ended with exit code ${code}`))
      server.stdio[3]?.once('data', (chunk) => resolve(String(chunk).trim()))
    })
    return await work({ ...process.env, DISPLAY: `:${number}` })
  } finally {
    stop()
    process.off('exit', stop)
  }
}
