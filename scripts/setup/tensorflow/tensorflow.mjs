import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupFailure } from '../failure.mjs'
import { loadBinding } from './load-check.mjs'
import { ordinaryDownload } from './ordinary-download.mjs'
import { BINDING_FILE, LIBRARY_FOLDER, packageFolder } from './package-folder.mjs'
import { readStamp, writeStamp } from './stamp.mjs'
import { installFromWheel, WHEEL_FILES } from './wheel.mjs'

/** @import { Context, Outcome, Part } from '../part.mjs' */

/** @type {Part} */
export const tensorflow = {
  title: 'TensorFlow',

  inPlace: async ({ root }) => (await readStamp(packageFolder(root)))?.library,

  establish: async (context) => {
    const folder = packageFolder(context.root)
    const found = await adoptInstalled(folder)
    if (found !== undefined) return found

    const failure = await ordinaryInstall(context, folder)
    if (typeof failure !== 'string') return failure
    context.report.step('TensorFlow', `the ordinary download fails (${failure}), trying the Python package index`)

    const { library } = await installFromWheel(context, folder)
    const loaded = await loadBinding(folder)
    if ('failure' in loaded) {
      throw new SetupFailure(
        'the TensorFlow library does not load',
        loaded.failure,
        'It needs a processor with AVX and glibc 2.28 or newer; "npm run setup" tries again.',
      )
    }
    return stamped(folder, 'wheel', library, WHEEL_FILES)
  },
}

/**
 * @param {Context} context
 * @param {string} folder
 * @returns {Promise<Outcome | string>} Or why it failed.
 */
async function ordinaryInstall(context, folder) {
  const failure = await ordinaryDownload(context, folder)
  if (failure !== undefined) return failure
  const loaded = await loadBinding(folder)
  if ('failure' in loaded) return `what it brings does not load: ${loaded.failure}`
  return stamped(folder, 'download', `libtensorflow ${loaded.version}`, await installedFiles(folder))
}

/**
 * Takes a library and binding that somebody else put there, for example the npm package's own install script.
 * @param {string} folder
 * @returns {Promise<Outcome | undefined>}
 */
async function adoptInstalled(folder) {
  if (!existsSync(join(folder, BINDING_FILE))) return undefined
  const loaded = await loadBinding(folder)
  if ('failure' in loaded) return undefined
  return stamped(folder, 'found', `TensorFlow ${loaded.version}, found installed`, await installedFiles(folder))
}

/** @param {string} folder */
async function installedFiles(folder) {
  const names = await readdir(join(folder, LIBRARY_FOLDER)).catch(() => [])
  return [...names.map((name) => join(LIBRARY_FOLDER, name)), BINDING_FILE]
}

/**
 * @param {string} folder
 * @param {import('./stamp.mjs').Stamp['source']} source
 * @param {string} library
 * @param {readonly string[]} files
 * @returns {Promise<Outcome>}
 */
async function stamped(folder, source, library, files) {
  await writeStamp(folder, source, library, files)
  return { state: library }
}
