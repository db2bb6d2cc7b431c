import { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'

/** An open file of JSON lines that only grows. */
export interface LineWriter {
  write(record: object): void
  close(): void
}

/** Opens a file for appending; each record is one line, written at once. */
export function openLines(file: string): LineWriter {
  const handle = openSync(file, 'a')
  return {
    write: (record) => {
      writeSync(handle, `${JSON.stringify(record)}\n`)
    },
    close: () => closeSync(handle),
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

/** Appends one record to a file that is not held open. */
export function appendLine(file: string, record: object): void {
  appendFileSync(file, `${JSON.stringify(record)}\n`)
}
