import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/** Writes a file whole or not at all: beside it under another name, flushed to the disk, then renamed. */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  const draft = `${file}.${process.pid}.draft`
  try {
    const handle = openSync(draft, 'w')
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
