import { createReadStream } from 'node:fs'
import { LIMITS } from '../../shared/import/limits'
import { maskedCrc32c } from './crc32c'
import type { Following } from './csv-file'

/** What became of a file of records. */
export interface RecordsRead {
  readonly records: number
  /** Bytes after the last whole record: normal where the file is still written to. */
  readonly cutOff: number
  /** Places of records whose content is not what was written; they were left out. */
  readonly damaged: readonly number[]
  /** Where a record’s length is not what was written: what follows cannot be found. */
  readonly lostFrom: number | undefined
  /** Places of records larger than any number needs; they were left out. */
  readonly tooLarge: readonly number[]
}

/** Length (8 bytes), its masked CRC-32C (4), the content, its masked CRC-32C (4). */
const HEAD = 12
const TAIL = 4
const MOST_PLACES = 20

/**
 * Reads a TFRecord file in bounded memory; every checksum is checked.
 * @param onRecord gets each record's content, which stands until it returns, and its place in bytes
 * @see tensorflow/core/lib/io/record_writer.h
 */
export async function readTfRecords(
  file: string,
  onRecord: (content: Uint8Array, place: number) => void,
  { signal, onBytes }: Following = {},
): Promise<RecordsRead> {
  let held: Uint8Array = new Uint8Array()
  /** Of the first byte that is held. */
  let place = 0
  let records = 0
  let skipping = 0
  let lostFrom: number | undefined
  const damaged: number[] = []
  const tooLarge: number[] = []

  /** Takes whole records off what is held. */
  const take = (): void => {
    let begin = 0
    while (lostFrom === undefined && held.length - begin >= HEAD) {
      const view = new DataView(held.buffer, held.byteOffset + begin, held.length - begin)
      const at = place + begin
      if (view.getUint32(8, true) !== maskedCrc32c(held.subarray(begin, begin + 8))) {
        lostFrom = at
        break
      }
      const length = Number(view.getBigUint64(0, true))
      if (length > LIMITS.recordBytes) {
        note(tooLarge, at)
        skipping = HEAD + length + TAIL
        records += 1
        break
      }
      const whole = HEAD + length + TAIL
      if (held.length - begin < whole) break
      const content = held.subarray(begin + HEAD, begin + HEAD + length)
      if (view.getUint32(HEAD + length, true) === maskedCrc32c(content)) onRecord(content, at)
      else note(damaged, at)
      records += 1
      begin += whole
    }
    held = held.subarray(begin)
    place += begin
  }
  const skip = (): void => {
    const skipped = Math.min(skipping, held.length)
    held = held.subarray(skipped)
    place += skipped
    skipping -= skipped
  }

  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, ...(signal && { signal }) })) {
    onBytes?.(chunk.length)
    held = held.length === 0 ? chunk : joined(held, chunk)
    for (let before = -1; held.length > 0 && before !== held.length && lostFrom === undefined; ) {
      before = held.length
      skip()
      if (skipping === 0) take()
    }
    if (lostFrom !== undefined) break
  }
  return { records, cutOff: lostFrom === undefined ? held.length : 0, damaged, lostFrom, tooLarge }
}

function note(places: number[], place: number): void {
  if (places.length < MOST_PLACES) places.push(place)
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
