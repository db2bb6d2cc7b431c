import { BuildFailure } from './build/build.mjs'
import { EXIT_ENVIRONMENT, SetupFailure } from './setup/failure.mjs'

/**
 * Runs a script's work: an expected failure becomes a sentence and the exit code 4, sources that do not build become the
 * bundler's text and 1, a bug keeps its stack and becomes 1.
 * @param {() => Promise<number>} work  Gives the exit code.
 */
export async function runEntry(work) {
  try {
    process.exitCode = await work()
  } catch (error) {
    if (error instanceof SetupFailure) {
      process.stderr.write(`\n${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}\n`)
      process.exitCode = EXIT_ENVIRONMENT
    } else {
      console.error(error instanceof BuildFailure ? error.message : error)
      process.exitCode = 1
    }
  }
}
