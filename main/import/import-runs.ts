import { createHash } from 'node:crypto'
import { closeSync, createReadStream, existsSync, openSync, readSync, statSync } from 'node:fs'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { cleanName } from '../../shared/import/clean-name'
import type { OfRepeated } from '../../shared/import/collect-runs'
import type { ReadRuns } from '../../shared/import/imported-runs'
import { LIMITS } from '../../shared/import/limits'
import { readTable } from '../../shared/import/read-table'
import type { RunPattern } from '../../shared/import/run-pattern'
import { type Asked, type ImportedContent, type Origin, studyOfRuns } from '../../shared/import/study-of-runs'
import { err, ok, type Result } from '../../shared/result'
import { VERSION } from '../../shared/version'
import { csvLook, type Following, readCsvFile } from './csv-file'
import { isEventFile, readTensorboard } from './tensorboard'

export const IMPORT_FORMATS = ['csv', 'tensorboard'] as const
export type ImportFormat = (typeof IMPORT_FORMATS)[number]

export interface ImportRequest extends Asked {
  /** Files of CSV; or folders of runs with event files, or such files. */
  readonly paths: readonly string[]
  /** Found by what is there, unless said. */
  readonly format?: ImportFormat | undefined
  readonly factors?: readonly string[] | undefined
  readonly ofRepeated?: OfRepeated | undefined
  readonly pattern?: RunPattern | undefined
}

/** Runs of others → the content of a study’s folder. Nothing is written. */
export async function importRuns(
  request: ImportRequest,
  following: Following = {},
): Promise<Result<ImportedContent, Failure>> {
  try {
    return await read(request, following)
  } catch (error) {
    // What the system refuses to read, with its own code for why.
    if (!(error instanceof Error && 'syscall' in error && 'code' in error && 'path' in error)) throw error
    return err(inputFailure(`${error.path} cannot be read (${error.code}).`))
  }
}

async function read(request: ImportRequest, following: Following): Promise<Result<ImportedContent, Failure>> {
  const lost = request.paths.find((path) => !existsSync(path))
  if (lost !== undefined) return err(inputFailure(`${lost}: there is no such file or folder.`))
  const paths = request.paths.map((path) => resolve(path))
  const format =
    request.format ?? (paths.some((path) => statSync(path).isDirectory() || isEventFile(path)) ? 'tensorboard' : 'csv')
  const runs =
    format === 'csv'
      ? await readCsv(paths, request, following)
      : await readTensorboard(paths, { pattern: request.pattern, ...following })
  if (!runs.ok) return err(inputFailure(runs.error))
  const files: Origin['files'] = await hashed(runs.value.files, paths, following.signal)
  const content = studyOfRuns(runs.value, request, { format, version: VERSION, files })
  return content.ok ? content : err(inputFailure(content.error))
}

async function readCsv(
  paths: readonly string[],
  { factors, metric, ofRepeated = 'refuse', pattern }: ImportRequest,
  following: Following,
): Promise<Result<ReadRuns & { readonly files: readonly string[] }, string>> {
  if (pattern) return err('--pattern is for names of TensorBoard’s runs; in CSV columns say arm and seed.')
  const folder = paths.find((path) => statSync(path).isDirectory())
  if (folder !== undefined) return err(`${folder} is a folder; files of CSV are expected.`)
  const large = paths.find((path) => statSync(path).size > LIMITS.fileBytes)
  if (large !== undefined)
    return err(
      `${large} has more than ${LIMITS.fileBytes / 1e9} GB: keep the metrics and steps that are looked at, and import those.`,
    )
  const looks = paths.map((path) => ({ path, look: csvLook(headOf(path)) }))
  const table = readTable({
    factors,
    metric,
    ofRepeated,
    decimalComma: looks.some(({ look }) => look.separator === ';'),
  })
  for (const { path, look } of looks) {
    const done = await readCsvFile(path, basename(path), look, table, following)
    if (!done.ok) return done
  }
  const read = table.finish()
  return read.ok ? ok({ ...read.value, files: paths }) : read
}

const HEAD_BYTES = 1 << 16

function headOf(path: string): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES)
  const handle = openSync(path, 'r')
  try {
    return head.subarray(0, readSync(handle, head))
  } finally {
    closeSync(handle)
  }
}

/** Each file with its checksum, named as it lies in what was given: the same files give the same plan wherever they are. */
async function hashed(
  files: readonly string[],
  roots: readonly string[],
  signal?: AbortSignal,
): Promise<Origin['files']> {
  const found: Origin['files'][number][] = []
  for (const file of files) {
    const root = roots.find((own) => file === own || file.startsWith(`${own}${sep}`)) ?? file
    const name = relative(dirname(root), file).split(sep).map(cleanName).join('/')
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of createReadStream(file, { ...(signal && { signal }) })) {
      hash.update(chunk)
      bytes += chunk.length
    }
    found.push({ name, bytes, sha256: hash.digest('hex') })
  }
  return found
}
