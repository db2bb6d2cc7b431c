import { aptCommand, aptInstall, isDebian, isRoot } from '../debian.mjs'
import { SetupFailure } from '../failure.mjs'
import { runCommand } from '../run-command.mjs'

/** @import { Context } from '../part.mjs' */

/**
 * A program and the arguments that always come first.
 * @typedef {readonly [string, ...string[]]} Tool
 */

/** Ways to call pip and the C++ compiler, the most certain first. */
const WAYS = {
  pip: /** @type {Tool[]} */ ([['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']]),
  compiler: /** @type {Tool[]} */ ([['g++'], ['c++'], ['clang++']]),
}
/** The package of Debian that brings each. */
const DEBIAN_PACKAGES = { pip: 'python3-pip', compiler: 'g++' }
const NAMES = { pip: 'pip (Python 3)', compiler: 'a C++ compiler' }

/** @typedef {keyof typeof WAYS} ToolName */

/**
 * @param {ToolName} name
 * @returns {Promise<Tool | undefined>}
 */
export async function findTool(name) {
  const own = name === 'compiler' ? process.env.CXX : undefined
  for (const way of own ? [/** @type {Tool} */ ([own]), ...WAYS[name]] : WAYS[name]) {
    const [program, ...args] = way
    if ((await runCommand(program, [...args, '--version'])).failure === undefined) return way
  }
  return undefined
}

/**
 * Sees to it that tools are there, all at once: on Debian and Ubuntu installed where set-up runs as root.
 * @param {Context} context
 * @param {readonly ToolName[]} names
 * @throws {SetupFailure} Naming all that are missing and how to install them.
 */
export async function requireTools({ report }, names) {
  const missing = await missingTools(names)
  if (missing.length === 0) return
  const packages = missing.map((name) => [DEBIAN_PACKAGES[name]])
  if (isDebian() && isRoot()) {
    report.step('TensorFlow', `installing ${packages.flat().join(' and ')}`)
    await aptInstall(packages)
    if ((await missingTools(missing)).length === 0) return
  }
  const list = missing.map((name) => NAMES[name]).join(' and ')
  throw new SetupFailure(
    'the TensorFlow library cannot be installed',
    `its own site is not reached, and the way through the Python package index needs ${list}`,
    isDebian()
      ? `Install what is missing with: ${await aptCommand(packages)}`
      : `Install ${list} and run the command again.`,
  )
}

/** @param {readonly ToolName[]} names */
async function missingTools(names) {
  const found = await Promise.all(names.map(findTool))
  return names.filter((_, index) => found[index] === undefined)
}
