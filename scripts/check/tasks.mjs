import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { packageBinary } from '../package-binary.mjs'
import { runCommand } from '../setup/run-command.mjs'

/**
 * One check: a program that ends with 0 where all is well and else says what is wrong.
 * @typedef {{ name: string, script: string, args: readonly string[] }} CheckTask
 */

const LAYERS = ['test', 'renderer', 'main', 'shared', 'preload', 'scripts']

/**
 * The checks that read the sources and run nothing, the longest first.
 * @param {string} root
 * @returns {Promise<CheckTask[]>}
 */
export async function sourceChecks(root) {
  const [tsc, biome, cruiser, knip] = await Promise.all([
    packageBinary(root, 'typescript', 'tsc'),
    packageBinary(root, '@biomejs/biome', 'biome'),
    packageBinary(root, 'dependency-cruiser', 'depcruise'),
    packageBinary(root, 'knip'),
  ])
  const types = LAYERS.map((layer) => ({
    name: `types of ${layer}`,
    script: tsc,
    args: [
      ...['--project', `tsconfig.${layer}.json`, '--incremental'],
      ...['--tsBuildInfoFile', join('node_modules', '.cache', 'types', `${layer}.tsbuildinfo`)],
    ],
  }))
  return [
    ...types,
    { name: 'unused code (knip)', script: knip, args: ['--no-progress'] },
    {
      name: 'layering (dependency-cruiser)',
      script: cruiser,
      args: ['--config', '.dependency-cruiser.cjs', 'shared', 'main', 'preload', 'renderer'],
    },
    { name: 'format and lint (Biome)', script: biome, args: ['check', '--error-on-warnings'] },
    { name: 'list of licences', script: join('scripts', 'licences.mjs'), args: [] },
  ]
}

/**
 * Runs checks, as many at a time as there are cores, and says how each one ended.
 * @param {string} root
 * @param {readonly CheckTask[]} tasks
 * @param {(text: string) => void} say
 * @returns {Promise<string[]>} The names of those that failed.
 */
export async function runChecks(root, tasks, say) {
  const waiting = [...tasks]
  /** @type {string[]} */
  const failed = []
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const started = performance.now()
      const result = await runCommand(process.execPath, [task.script, ...task.args], { cwd: root })
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      say(`  ${result.failure === undefined ? 'ok    ' : 'failed'}  ${task.name} (${seconds} s)`)
      if (result.failure === undefined) continue
      failed.push(task.name)
      say(`${result.stdout}${result.stderr}`.trimEnd())
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker))
  return failed
}
