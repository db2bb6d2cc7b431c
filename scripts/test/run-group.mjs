import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInForeground } from '../foreground.mjs'
import { packageBinary } from '../package-binary.mjs'
import { readCounts } from './counts.mjs'

/**
 * Runs one of Vitest's projects.
 * @param {string} root
 * @param {string} project
 * @param {readonly string[]} args  Handed to Vitest, for example the names of files.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function runGroup(root, project, args, env) {
  const folder = await mkdtemp(join(tmpdir(), 'ablation-workbench-test-'))
  try {
    const report = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const vitest = await packageBinary(root, 'vitest')
    const code = await runInForeground(process.execPath, [vitest, 'run', '--project', project, ...reporters, ...args], {
      cwd: root,
      env,
    })
    const json = await readFile(report, 'utf8').catch(() => '{}')
    return readCounts(json, code === 0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
