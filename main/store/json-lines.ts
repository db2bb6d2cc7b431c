import { appendFileSync, closeSync, openSync, writeSync } from 'node:fs'

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

/** Appends one record to a file that is not held open. */
export function appendLine(file: string, record: object): void {
  appendFileSync(file, `${JSON.stringify(record)}\n`)
}
