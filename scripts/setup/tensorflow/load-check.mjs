import { join } from 'node:path'
import { runCommand, tellingLine } from '../run-command.mjs'
import { BINDING_FILE } from './package-folder.mjs'

/** Loads the binding, and with it the library, and asks for TensorFlow's version. */
const LOAD = `
  const { TF_Version } = require(process.argv[1])
  process.stdout.write('TF_Version=' + TF_Version)
`

/**
 * Loads library and binding in a process of its own: a broken library may end it.
 * @param {string} folder  The npm package's, or another of its layout.
 * @returns {Promise<{ version: string } | { failure: string }>}
 */
export async function loadBinding(folder) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' }
  const result = await runCommand(process.execPath, ['-e', LOAD, join(folder, BINDING_FILE)], {
    env,
    timeoutMs: 60_000,
  })
  const version = /TF_Version=(\S+)/.exec(result.stdout)?.[1]
  return version === undefined ? { failure: tellingLine(result) } : { version }
}
