/** Exit code of the entry scripts where the machine lacks something (the command line's meaning of 4). */
export const EXIT_ENVIRONMENT = 4
/** Exit code after Ctrl-C. */
export const EXIT_INTERRUPTED = 130

/** An expected failure: something this machine lacks. Entry scripts print the sentence and exit with 4. */
export class SetupFailure extends Error {
  /**
   * @param {string} what  What could not be done.
   * @param {string} why  The cause, as far as it is known.
   * @param {string} remedy  What a person can do about it: a whole sentence.
   */
  constructor(what, why, remedy) {
    super(`${what}: ${why.replace(/[.\s]+$/, '')}. ${remedy}`)
    this.name = 'SetupFailure'
  }
}

/**
 * Turns what a failed file operation or program throws into a sentence; a bug stays a bug.
 * @param {unknown} error
 * @param {string} what  What was being done.
 * @returns {unknown} A {@link SetupFailure} where the cause lies in the machine, else the error itself.
 */
export function explainFailure(error, what) {
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'ENOSPC':
      return new SetupFailure(what, 'the disk is full', 'Free about 3 GB and run the command again.')
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new SetupFailure(what, error.message, 'Make that place writable for this user and run the command again.')
    default:
      return error
  }
}
