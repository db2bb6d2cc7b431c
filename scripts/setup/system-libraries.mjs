import { aptCommand, aptInstall, isDebian, isRoot, missingPackages } from './debian.mjs'
import { installedRuntime } from './electron/electron-package.mjs'
import { runCommand } from './run-command.mjs'

/** @import { Part, Context } from './part.mjs' */

/** What Electron's window needs on Debian and Ubuntu; where Ubuntu 24.04 renamed a package, either name does. */
const WINDOW = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libxss1'],
  ['libsecret-1-0'],
  ['libnotify4'],
  ['xdg-utils'],
  ['fonts-dejavu-core'],
]
/** The tests of the window draw into a display in memory. */
const TESTS = [['xvfb']]

/** @param {Context} context */
const needs = ({ forTests }) => (forTests ? [...WINDOW, ...TESTS] : WINDOW)

/** @type {Part} */
export const systemLibraries = {
  title: 'system libraries',

  inPlace: async (context) => {
    const missing = isDebian() ? await missingPackages(needs(context)) : await unresolvedLibraries(context.root)
    return missing.length === 0 ? 'all present' : undefined
  },

  establish: async (context) => {
    if (!isDebian()) return lacking(`install those that hold ${(await unresolvedLibraries(context.root)).join(', ')}`)
    const missing = await missingPackages(needs(context))
    const command = await aptCommand(missing)
    if (!isRoot()) return lacking(`install them with: ${command}`)
    context.report.step(systemLibraries.title, `installing ${missing.map(([name]) => name).join(' ')}`)
    const failure = await aptInstall(missing)
    const left = await missingPackages(missing)
    if (left.length === 0) return { state: `installed ${missing.map(([name]) => name).join(' ')}` }
    return lacking(`apt-get could not install them (${failure ?? 'it named no reason'}); try: ${command}`)
  },
}

/** @param {string} remedy */
function lacking(remedy) {
  return { state: 'incomplete', lacking: `the window needs libraries that this system does not have; ${remedy}` }
}

/**
 * The libraries that Electron's runtime asks for and this Linux does not have.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
async function unresolvedLibraries(root) {
  const runtime = process.platform === 'linux' ? await installedRuntime(root) : undefined
  if (runtime === undefined) return []
  const { stdout } = await runCommand('ldd', [runtime.executable])
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '')
}
