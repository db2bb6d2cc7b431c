import { environmentFailure, type Failure, inputFailure } from '../../../shared/failure'

/** What cannot be imported, or not here: thrown on the way through streams, told as a failure at their end. */
class Unusable extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message)
  }
}

/** The files are wrong: what, where, and what is allowed. */
export function refuse(message: string): never {
  throw new Unusable(inputFailure(message))
}

/** The machine lacks something: what, and what to do. */
export function lack(message: string): never {
  throw new Unusable(environmentFailure(message))
}

/** Codes of the system for a disk, or a user's part of it, that is full. */
const FULL = ['ENOSPC', 'EDQUOT']

export function isRefusal(error: unknown): boolean {
  return error instanceof Unusable
}

/**
 * The failure that a person is told; whatever else was thrown is thrown on.
 * @param folder that was written to: the system does not always name the file
 */
export function unusable(error: unknown, folder: string): Failure {
  if (error instanceof Unusable) return error.failure
  const code = codeOf(error)
  if (code === undefined) throw error
  const file = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : folder
  if (FULL.includes(code))
    return environmentFailure(
      `The disk is full: ${file} cannot be written (${code}). Make room on it, and add the data set again.`,
    )
  return (code === 'ENOENT' ? inputFailure : environmentFailure)(
    `${error instanceof Error ? error.message : code}. See to it that it is there and can be read or written, and add the data set again.`,
  )
}

/** The system's own code of an error of a call of the system; undefined for all else, which is a bug. */
function codeOf(error: unknown): string | undefined {
  const system = error instanceof Error && 'syscall' in error && 'code' in error
  return system && typeof error.code === 'string' ? error.code : undefined
}
