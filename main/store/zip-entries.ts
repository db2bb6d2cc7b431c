import { unzipSync } from 'fflate'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'

export interface ZipLimits {
  /** Entries that an archive may have, wanted or not. */
  readonly entries: number
  /** Bytes that the wanted entries may have together, unpacked. */
  readonly bytes: number
}

class TooMuch extends Error {}

/**
 * Unpacks entries of a zip archive in memory; nothing in it is trusted, and nothing is written anywhere, so a name is only a
 * name. No more is unpacked than an entry says of its size.
 * @param name what the file is called in a sentence about it
 */
export function readZipEntries(
  bytes: Uint8Array,
  name: string,
  wanted: (entry: string) => boolean,
  limits: ZipLimits,
): Result<ReadonlyMap<string, Uint8Array>, Failure> {
  let entries = 0
  let total = 0
  try {
    const unpacked = unzipSync(bytes, {
      filter: (entry) => {
        entries += 1
        if (entries > limits.entries) throw new TooMuch(`it has more than ${limits.entries} entries`)
        if (!wanted(entry.name)) return false
        total += entry.originalSize
        if (total > limits.bytes)
          throw new TooMuch(`it unpacks to more than ${limits.bytes.toLocaleString('en')} bytes`)
        return true
      },
    })
    return ok(new Map(Object.entries(unpacked)))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return err(inputFailure(`${name} cannot be read as a zip archive: ${reason}.`))
  }
}
