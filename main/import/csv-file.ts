import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { LIMITS } from '../../shared/import/limits'
import type { TableReader } from '../../shared/import/read-table'
import { err, ok, type Result } from '../../shared/result'

/** What can part columns. */
export const SEPARATORS = [',', ';', '\t'] as const
export type Separator = (typeof SEPARATORS)[number]

/** How a file of CSV is written. */
export interface CsvLook {
  readonly separator: Separator
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be'
}

/**
 * By what a file's columns are parted: what its first line has most of, outside of quotes.
 * @param head the first bytes of the file
 */
export function csvLook(head: Uint8Array): CsvLook {
  const [first, second] = head
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  const text = new TextDecoder(encoding).decode(head)
  const counts = new Map<string, number>(SEPARATORS.map((separator) => [separator, 0]))
  let quoted = false
  for (const letter of text.trimStart()) {
    if (letter === '"') quoted = !quoted
    else if (!quoted && (letter === '\n' || letter === '\r')) break
    else if (!quoted && counts.has(letter)) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  const separator = SEPARATORS.reduce((best, own) => ((counts.get(own) ?? 0) > (counts.get(best) ?? 0) ? own : best))
  return { separator, encoding }
}

const FATAL: readonly CsvError['code'][] = ['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE']

/** How reading is followed and ended. */
export interface Following {
  readonly signal?: AbortSignal
  /** Told of each further piece that was read, in bytes. */
  readonly onBytes?: (bytes: number) => void
}

/** Why reading was ended before the end of the file. */
class Ended extends Error {}

/**
 * Reads a file of CSV (RFC 4180) row by row into a table: any size, in bounded memory. Rows that are not CSV are skipped, and
 * the table is told; a quote that is never closed ends it.
 * @param name as a person knows the file
 * @returns the sentence why the file cannot be used, or how often a row was read
 */
export async function readCsvFile(
  file: string,
  name: string,
  { separator, encoding }: CsvLook,
  table: TableReader,
  { signal, onBytes }: Following = {},
): Promise<Result<number, string>> {
  let headed = false
  let fatal: string | undefined
  const ended = new AbortController()
  let rows = 0
  const stopAt = (sentence: string | undefined): void => {
    if (sentence !== undefined) throw new Ended(sentence)
  }
  const parser = parse({
    delimiter: separator,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LIMITS.rowBytes,
    skip_records_with_error: true,
    on_skip: (error) => {
      // All that follows an open quote is in it, or the file is no table: nothing of it would be right.
      if (error && FATAL.includes(error.code)) {
        fatal ??= csvSentence(name, error)
        ended.abort()
      } else table.skip('no CSV: a quote stands within a cell', lineOf(error))
    },
    on_record: (cells: string[], { lines }: { readonly lines: number }) => {
      stopAt(fatal)
      if (!headed) {
        headed = true
        stopAt(table.begin(cells, name))
      } else if (cells.some((cell) => cell !== '')) {
        rows += 1
        stopAt(table.row(cells, lines))
      }
      return null
    },
  })
  parser.resume()
  try {
    await pipeline(Readable.from(decoded(file, encoding, onBytes)), parser, {
      signal: signal ? AbortSignal.any([signal, ended.signal]) : ended.signal,
    })
  } catch (error) {
    if (fatal !== undefined) return err(fatal)
    if (error instanceof Ended) return err(error.message)
    if (error instanceof CsvError) return err(csvSentence(name, error))
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return err(`${name} is not text in ${encoding.toUpperCase()}: save it as UTF-8.`)
    throw error
  }
  if (fatal !== undefined) return err(fatal)
  return headed ? ok(rows) : err(`${name} is empty: a table is expected, its first row naming the columns.`)
}

/** The parser stops at the end of a chunk: where it has lost itself in a quote, it is not to look far. */
const CHUNK = 1 << 16

async function* decoded(
  file: string,
  encoding: CsvLook['encoding'],
  onBytes: Following['onBytes'],
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    onBytes?.(chunk.length)
    yield decoder.decode(chunk, { stream: true })
  }
  yield decoder.decode()
}

function lineOf(error: CsvError | undefined): number {
  return typeof error?.lines === 'number' ? error.lines : 0
}

function csvSentence(name: string, error: CsvError): string {
  const line = lineOf(error)
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return `${name} ends within a quote that was opened${line > 0 ? `, at line ${line}` : ''}: close it, or double the quotes that belong to a cell.`
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `${name} has a row of more than ${LIMITS.rowBytes.toLocaleString('en')} bytes${line > 0 ? ` up to line ${line}` : ''}: a quote that is opened and never closed, or no table.`
  return `${name} cannot be read as CSV: ${error.message}.`
}
