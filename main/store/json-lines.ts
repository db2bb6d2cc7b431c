import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readFileSync } from 'node:fs'
import { writeWhole } from './atomic-write'
import { writing } from './unwritten'

/** An open file of JSON lines that only grows. */
export interface LineWriter {
  write(record: object): void
  close(): void
}

/**
 * Opens a file for appending; each record is one line, written at once, whole or not at all.
 * @throws like its writer what `unwritten` tells, where the system refuses
 */
export function openLines(file: string): LineWriter {
  const handle = writing(file, () => openSync(file, 'a'))
  return {
    write: (record) => writing(file, () => writeLine(handle, record)),
    close: () => closeSync(handle),
  }
}

function writeLine(handle: number, record: object): void {
  const { size } = fstatSync(handle)
  try {
    writeWhole(handle, Buffer.from(`${JSON.stringify(record)}\n`))
  } catch (error) {
    // The next record would be glued to what was written of this one, and both be lost.
    ftruncateSync(handle, size)
    throw error
  }
}

/** The records of such a file; lines that are not whole, as the last of a process that was killed, are left out. */
export function readLines(file: string): readonly object[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const record: unknown = JSON.parse(line)
        return typeof record === 'object' && record !== null ? [record] : []
      } catch {
        return []
      }
    })
}

/** Appends one record to a file that is not held open. @throws what `unwritten` tells, where the system refuses */
export function appendLine(file: string, record: object): void {
  const lines = openLines(file)
  try {
    lines.write(record)
  } finally {
    lines.close()
  }
}
