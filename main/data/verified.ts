import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { writeAtomically } from '../store/atomic-write'
import { hashFile, type StoredFile } from './stored-file'

/**
 * Files of an added set whose checksums were right, with length and time of then: hashing a set of 100 GB before each
 * trial would take longer than many a trial. It is a note, not the truth: without it the files are hashed again.
 */
const NOTE = 'verified.json'

const Verified = z.record(z.string(), z.strictObject({ bytes: z.number(), mtimeMs: z.number(), sha256: z.string() }))
type Verified = z.infer<typeof Verified>

function readVerified(folder: string): Verified {
  try {
    return Verified.parse(JSON.parse(readFileSync(join(folder, NOTE), 'utf8')))
  } catch {
    return {}
  }
}

/** Where the note cannot be written nothing is lost but the time of the next check. */
export function noteVerified(folder: string, files: Readonly<Record<string, StoredFile & { sha256: string }>>): void {
  const entries = Object.entries(files).map(([name, { bytes, mtimeMs, sha256 }]) => [name, { bytes, mtimeMs, sha256 }])
  try {
    writeAtomically(
      join(folder, NOTE),
      `${JSON.stringify({ ...readVerified(folder), ...Object.fromEntries(entries) }, null, 2)}\n`,
    )
  } catch {
    // A folder that cannot be written to, such as one on a read-only disk.
  }
}

/** Holds a file against its checksum; of one that has not changed since it was right last, nothing is read. */
export function verify(folder: string, name: string, stored: StoredFile, sha256: string): Result<null, Failure> {
  const known = readVerified(folder)[name]
  if (known?.sha256 === sha256 && known.bytes === stored.bytes && known.mtimeMs === stored.mtimeMs) return ok(null)
  const found = hashFile(stored.file)
  if (!found.ok) return found
  if (found.value !== sha256) return err(otherContent(stored.file, found.value, sha256))
  noteVerified(folder, { [name]: { ...stored, sha256 } })
  return ok(null)
}

export function otherContent(file: string, found: string, expected: string): Failure {
  return inputFailure(
    `${file}: its content has changed: its SHA-256 is ${found}, and ${expected} was noted when the data set was added; ` +
      'delete the folder of the data set, and add it again',
  )
}
