import { mkdirSync } from 'node:fs'
import { environmentFailure, type Failure } from '../../shared/failure'

/** A file or folder that the system refused to write, and the system's own code for why, such as `ENOSPC`. */
class Unwritten extends Error {
  constructor(
    readonly file: string,
    readonly code: string,
  ) {
    super(`${file} cannot be written (${code})`)
  }
}

/** Disk, or a user's part of it, is full. */
const FULL = ['ENOSPC', 'EDQUOT']

/** Writes, and names the file where the system refuses: its own words for a file that is open name none. */
export function writing<T>(file: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    // What Node says of wrong arguments has a code too, but comes from no call of the system.
    const refused = error instanceof Error && 'syscall' in error && 'code' in error
    throw refused && typeof error.code === 'string' ? new Unwritten(file, error.code) : error
  }
}

/** Makes a folder with those above it, where it is not there. @returns it */
export function makeFolder(folder: string): string {
  writing(folder, () => mkdirSync(folder, { recursive: true }))
  return folder
}

/**
 * The failure that a person is told where something could not be written; whatever else was thrown is thrown on.
 * @param again what to do once it can be
 */
export function unwritten(error: unknown, again = 'run the study again: it goes on from what is there'): Failure {
  if (!(error instanceof Unwritten)) throw error
  const { file, code } = error
  return environmentFailure(
    FULL.includes(code)
      ? `The disk is full: ${file} cannot be written (${code}). Make room on it and ${again}.`
      : `${file} cannot be written (${code}). See to it that its folder is there and can be written to, and ${again}.`,
  )
}
