// npm test: installs what is missing and runs every check and test, the fast ones first; stops at the first group that
// fails and ends with the number of tests.
//
//   node scripts/test.mjs [--only unit|engine|cli|window] [arguments for Vitest]
import { buildIfStale } from './build/build.mjs'
import { runChecks, sourceChecks } from './check/tasks.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { runEntry } from './entry.mjs'
import { SetupFailure } from './setup/failure.mjs'
import { ROOT, setUp } from './setup/set-up.mjs'
import { closingLine, NONE, sumCounts } from './test/counts.mjs'
import { withDisplay } from './test/display.mjs'
import { runGroup } from './test/run-group.mjs'

/** @import { Counts } from './test/counts.mjs' */

/**
 * @typedef {object} Group
 * @property {string} name
 * @property {'build' | 'terminal' | 'window'} purpose  What has to be set up for it.
 * @property {(args: readonly string[]) => Promise<Counts>} run
 */

const say = (/** @type {string} */ text) => console.log(text)

/** @type {Group} */
const CHECK = {
  name: 'check',
  purpose: 'build',
  run: async () => {
    const failed = await runChecks(ROOT, await sourceChecks(ROOT), say)
    return { ...NONE, failed: failed.length }
  },
}

/** @type {Group[]} */
const GROUPS = [
  { name: 'unit', purpose: 'build', run: (args) => runGroup(ROOT, 'unit', args, process.env) },
  { name: 'engine', purpose: 'terminal', run: (args) => runGroup(ROOT, 'engine', args, process.env) },
  {
    name: 'cli',
    purpose: 'terminal',
    run: async (args) => {
      await buildIfStale(ROOT, say)
      return runGroup(ROOT, 'cli', args, process.env)
    },
  },
  {
    name: 'window',
    purpose: 'window',
    run: async (args) => {
      await buildIfStale(ROOT, say)
      return withDisplay((env) => runGroup(ROOT, 'window', args, env))
    },
  },
]

/**
 * @param {readonly Group[]} groups
 * @param {readonly string[]} args
 * @returns {Promise<number>} Exit code.
 */
async function runGroups(groups, args) {
  /** @type {Counts[]} */
  const counts = []
  for (const { name, run } of groups) {
    say(`\n${name}`)
    const one = await run(args)
    counts.push(one)
    if (one.failed > 0) {
      const left = groups.slice(counts.length).map((group) => group.name)
      say(`\nThe group "${name}" fails${left.length > 0 ? `; not run: ${left.join(', ')}` : ''}`)
      break
    }
  }
  const sum = sumCounts(counts)
  say(closingLine(sum))
  return sum.failed === 0 ? 0 : 1
}

endWithNpm()
await runEntry(async () => {
  const [flag, only, ...rest] = process.argv.slice(2)
  if (flag === '--only') {
    const group = GROUPS.find(({ name }) => name === only)
    if (group === undefined) {
      throw new Error(`unknown group ${only}; there are ${GROUPS.map(({ name }) => name).join(', ')}`)
    }
    await setUp({ purpose: group.purpose, stream: process.stdout, forTests: true, quiet: true })
    return runGroups([group], rest)
  }
  const lacking = await setUp({ purpose: 'window', stream: process.stdout, forTests: true })
  if (lacking.length > 0) {
    throw new SetupFailure('the tests cannot run', lacking.join('; '), 'Install that and run npm test again.')
  }
  return runGroups([CHECK, ...GROUPS], process.argv.slice(2))
})
