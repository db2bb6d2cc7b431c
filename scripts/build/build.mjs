import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageBinary } from '../package-binary.mjs'
import { swapFolder } from '../setup/cache.mjs'
import { withLock } from '../setup/lock.mjs'
import { runCommand } from '../setup/run-command.mjs'
import { sourcesChecksum } from './sources.mjs'

/** Inside the build: the checksum of the sources that it was made from. */
const STAMP = 'built-from.txt'

/** The sources do not build: its text is the bundler's own. */
export class BuildFailure extends Error {}

/**
 * Builds main, preload and renderer into `out` where the sources changed since the last time. The build appears there at
 * once and whole.
 * @param {string} root
 * @param {(text: string) => void} say
 * @throws {BuildFailure}
 */
export async function buildIfStale(root, say) {
  const checksum = await sourcesChecksum(root)
  if ((await builtFrom(root)) === checksum) return
  await withLock(
    join(root, '.build.lock'),
    { waiting: () => say('waiting for the build that runs already') },
    async () => {
      if ((await builtFrom(root)) === checksum) return
      say('building')
      const started = performance.now()
      await build(root, checksum)
      say(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
    },
  )
}

/** @param {string} root */
async function builtFrom(root) {
  return readFile(join(root, 'out', STAMP), 'utf8').catch(() => undefined)
}

/**
 * @param {string} root
 * @param {string} checksum
 */
async function build(root, checksum) {
  const made = 'out.partial'
  await rm(join(root, made), { recursive: true, force: true })
  const binary = await packageBinary(root, 'electron-vite')
  const result = await runCommand(process.execPath, [binary, 'build', '--logLevel', 'warn'], {
    cwd: root,
    env: { ...process.env, ABLATION_WORKBENCH_OUT: made },
  })
  if (result.failure !== undefined) {
    throw new BuildFailure(`the build fails:\n${result.stdout}${result.stderr}`)
  }
  await writeFile(join(root, made, STAMP), checksum)
  await swapFolder(join(root, made), join(root, 'out'))
}
