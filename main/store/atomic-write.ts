import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { writing } from './unwritten'

/**
 * Writes a file whole or not at all: beside it under another name, flushed to the disk, then renamed.
 * @throws what `unwritten` tells, where the system refuses
 */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  const draft = `${file}.${process.pid}.draft`
  try {
    writing(file, () => {
      const handle = openSync(draft, 'w')
      try {
        writeWhole(handle, typeof content === 'string' ? Buffer.from(content) : content)
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      renameSync(draft, file)
    })
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** A single write may take a part alone, as where the disk becomes full under it. */
export function writeWhole(handle: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done)
}
