import { join, resolve } from 'node:path'
import { cacheFolder } from './cache.mjs'
import { electron } from './electron/electron.mjs'
import { explainFailure } from './failure.mjs'
import { gpu } from './gpu/gpu.mjs'
import { withLock } from './lock.mjs'
import { nodeVersion } from './node-version.mjs'
import { npmPackages } from './npm-packages.mjs'
import { createReport } from './report.mjs'
import { systemLibraries } from './system-libraries.mjs'
import { tensorflow } from './tensorflow/tensorflow.mjs'

/** @import { Context, Part } from './part.mjs' */

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '..', '..')

/** What a command needs; a part builds on those before it. */
const PARTS = {
  build: [nodeVersion, npmPackages],
  terminal: [nodeVersion, npmPackages, tensorflow],
  window: [nodeVersion, npmPackages, tensorflow, electron, systemLibraries],
  gpu: [nodeVersion, npmPackages, gpu],
}

/**
 * Installs what is missing. In place already, it takes a fraction of a second; killed at any moment, the next call
 * repairs what it left.
 * @param {object} options
 * @param {keyof typeof PARTS} options.purpose
 * @param {NodeJS.WriteStream} options.stream  Where to say what is done.
 * @param {boolean} [options.forTests]
 * @param {boolean} [options.quiet]  Silent where nothing has to be done.
 * @returns {Promise<string[]>} Sentences about what is still lacking and does not stop everything.
 * @throws {import('./failure.mjs').SetupFailure} Where something is lacking that all depends on.
 */
export async function setUp({ purpose, stream, forTests = false, quiet = false }) {
  const report = createReport(stream, { quiet })
  const mayAsk = process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI
  const context = { root: ROOT, cache: cacheFolder(), report, mayAsk, forTests }
  report.heading('Setting up Ablation Workbench')
  const lacking = []
  for (const part of PARTS[purpose]) {
    const sentence = await ensure(part, context)
    if (sentence !== undefined) lacking.push(sentence)
  }
  return lacking
}

/**
 * @param {Part} part
 * @param {Context} context
 * @returns {Promise<string | undefined>} What is lacking.
 */
async function ensure(part, context) {
  const { report, root } = context
  const present = await part.inPlace(context)
  if (present !== undefined) {
    report.inPlace(part.title, present)
    return undefined
  }
  const started = performance.now()
  const waiting = (/** @type {number} */ holder) =>
    report.step(part.title, `waiting for the set-up that process ${holder} runs in this folder`)
  try {
    return await withLock(join(root, '.setup.lock'), { waiting }, async () => {
      // The one that held the lock may have done it.
      const meanwhile = await part.inPlace(context)
      const outcome = meanwhile === undefined ? await part.establish(context) : { state: meanwhile }
      if (outcome.lacking === undefined) {
        report.done(part.title, `${outcome.state} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
      } else {
        report.lacking(part.title, outcome.lacking)
      }
      return outcome.lacking
    })
  } catch (error) {
    report.clear()
    throw explainFailure(error, `${part.title} cannot be set up`)
  }
}
