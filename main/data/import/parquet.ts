import { type FileHandle, open } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  type SchemaElement,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { amount, grouping } from '../amount'
import { MOST_ENCODED } from './fit-image'
import { foreignKind, imageHeader } from './image-header'
import { filesWithin } from './plain-files'
import { type Skip, type Source, type SourceOptions, type SourceRecord, splitInName } from './source'
import { isRefusal, refuse } from './unusable'

/** A group of rows is read at once: so much of it is in memory. */
const MOST_GROUP_BYTES = 2 ** 30
const MOST_FOOTER_BYTES = 256 * 2 ** 20
const MOST_CLASSES = 65_536

const IMAGE_NAMES = ['image', 'img', 'images', 'jpg', 'png', 'pixels']
const LABEL_NAMES = ['label', 'labels', 'class', 'target', 'y', 'fine_label', 'category']

/** The columns that are read, and what the labels stand for. */
interface Columns {
  readonly image: string
  readonly label: string
  /** Names by label, where the file's metadata have them. */
  readonly classes: readonly string[] | undefined
}

/**
 * Parquet files as Hugging Face's `datasets` writes them: a column of images, encoded as PNG or JPEG, alone or as a struct with
 * `bytes`, and a column of labels, whose names stand in the metadata. Several files are parts of one set; the split is a word
 * of a file's name. Undefined where there are no such files.
 */
export async function openParquet(path: string, isFile: boolean, options: SourceOptions): Promise<Source | undefined> {
  const folder = isFile ? '' : path
  const files = isFile ? [path] : (await filesWithin(path, '.parquet', 2)).map((name) => join(folder, name))
  const [first] = files
  if (first === undefined) return undefined
  const columns = await reading(first, (file, metadata) => columnsOf(file, metadata, options.label))
  const texts = columns.classes === undefined ? await textLabels(files, columns, options.signal) : undefined
  const splits = [...new Set(files.map((file) => splitInName(isFile ? basename(file) : relative(path, file))))]
  return {
    format: 'parquet',
    classes: columns.classes ?? texts,
    skipped: [],
    parts: splits.map((split) => ({
      split,
      records: async function* () {
        for (const file of files.filter((one) => splitInName(isFile ? basename(one) : relative(path, one)) === split))
          yield* recordsOf(file, columns, texts, options.signal)
      },
    })),
  }
}

/** Opens a file, reads its footer, and closes it at the end. */
async function reading<T>(
  file: string,
  take: (file: string, metadata: FileMetaData, buffer: AsyncBuffer) => T | Promise<T>,
): Promise<T> {
  const handle = await open(file, 'r')
  try {
    const buffer = await bufferOf(handle)
    const end =
      buffer.byteLength < 12 ? undefined : new DataView(await buffer.slice(buffer.byteLength - 8, buffer.byteLength))
    if (end === undefined || end.getUint32(4) !== 0x50415231)
      refuse(`${file}: is no whole Parquet file: PAR1 is missing at its end; copy it again`)
    const footer = end.getUint32(0, true)
    if (footer > MOST_FOOTER_BYTES || footer + 12 > buffer.byteLength)
      refuse(`${file}: is a damaged Parquet file: its footer would have ${amount(footer, 'byte')}`)
    return await take(file, await parsing(file, () => parquetMetadataAsync(buffer)), buffer)
  } finally {
    await handle.close()
  }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat()
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start))
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
      return bytes.buffer.slice(0, bytesRead)
    },
  }
}

/** Whatever the parser says of bytes from outside is said of them. */
async function parsing<T>(file: string, parse: () => T | Promise<T>): Promise<T> {
  try {
    return await parse()
  } catch (error) {
    if (isRefusal(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    return refuse(
      `${file}: cannot be read as Parquet (${reason.slice(0, 200)}); copy it again, or write it with another program`,
    )
  }
}

function columnsOf(file: string, metadata: FileMetaData, asked: string | undefined): Columns {
  const features = featuresOf(metadata)
  const top = topColumns(metadata)
  const names = top.map(({ name }) => name)
  const image =
    names.find((name) => features[name]?._type === 'Image') ??
    names.find((name) => IMAGE_NAMES.includes(name.toLowerCase())) ??
    top.find(({ children }) => children.includes('bytes'))?.name
  if (image === undefined)
    refuse(`${file}: has no column of images among ${names.join(', ')}; one named image is expected`)
  if (asked !== undefined && !names.includes(asked))
    refuse(`${file}: has no column ${JSON.stringify(asked)}; its columns are ${names.join(', ')}`)
  const labelled = names.filter((name) => features[name]?._type === 'ClassLabel')
  if (asked === undefined && labelled.length > 1)
    refuse(`${file}: has several columns of labels, ${labelled.join(', ')}; choose one with --label`)
  const label = asked ?? labelled[0] ?? names.find((name) => LABEL_NAMES.includes(name.toLowerCase()))
  if (label === undefined)
    refuse(
      `${file}: has no column of labels among ${names.join(', ')}; one named label is expected, or choose one with --label`,
    )
  const classes = features[label]?.names
  return {
    image,
    label,
    classes: classes && classes.length >= 2 && classes.length <= MOST_CLASSES ? classes : undefined,
  }
}

interface Feature {
  readonly _type?: unknown
  readonly names?: readonly string[]
}

/** What Hugging Face notes of the columns: `{"info": {"features": {"label": {"names": [...], "_type": "ClassLabel"}}}}` */
function featuresOf({ key_value_metadata: pairs }: FileMetaData): Readonly<Record<string, Feature>> {
  const text = pairs?.find(({ key }) => key === 'huggingface')?.value
  if (text === undefined) return {}
  try {
    const features: unknown = JSON.parse(text)?.info?.features
    if (typeof features !== 'object' || features === null) return {}
    return Object.fromEntries(
      Object.entries(features).flatMap(([name, feature]) => {
        if (typeof feature !== 'object' || feature === null) return []
        const names: unknown = feature.names
        const named = Array.isArray(names) && names.every((one) => typeof one === 'string') ? { names } : {}
        return [[name, { _type: feature._type, ...named }]]
      }),
    )
  } catch {
    return {}
  }
}

/** The columns at the top of the schema, with the names of those beneath them. */
function topColumns({ schema }: FileMetaData): { readonly name: string; readonly children: readonly string[] }[] {
  const columns: { name: string; children: string[] }[] = []
  let at = 1
  const walk = (into: string[] | undefined): void => {
    const element: SchemaElement | undefined = schema[at++]
    if (element === undefined) return
    into?.push(element.name)
    const children: string[] = []
    if (into === undefined) columns.push({ name: element.name, children })
    for (let child = 0; child < (element.num_children ?? 0); child++) walk(children)
  }
  for (let child = 0; child < (schema[0]?.num_children ?? 0); child++) walk(undefined)
  return columns
}

/** Decompressors that refuse to make more of a page than a group may hold. */
function boundedCompressors(file: string): Compressors {
  return Object.fromEntries(
    Object.entries(compressors as Compressors).map(([codec, unpack]) => [
      codec,
      (input: Uint8Array, outputLength: number) => {
        if (outputLength > MOST_GROUP_BYTES)
          refuse(`${file}: a page of it would unpack to ${amount(outputLength, 'byte')}`)
        return unpack?.(input, outputLength)
      },
    ]),
  ) as Compressors
}

type Row = Readonly<Record<string, unknown>>

/** Rows with these columns, group by group. */
async function* rowsOf(file: string, columns: readonly string[], signal: AbortSignal): AsyncIterable<Row> {
  const handle = await open(file, 'r')
  try {
    const buffer = await bufferOf(handle)
    const metadata = await parsing(file, () => parquetMetadataAsync(buffer))
    const bounded = boundedCompressors(file)
    let rowStart = 0
    for (const group of metadata.row_groups) {
      signal.throwIfAborted()
      const bytes = group.columns
        .filter(({ meta_data }) => columns.includes(meta_data?.path_in_schema[0] ?? ''))
        .reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0)
      if (bytes > MOST_GROUP_BYTES)
        refuse(
          `${file}: a group of its rows has ${amount(bytes, 'byte')}; at most ${amount(MOST_GROUP_BYTES, 'byte')} (1 GiB) are read at once: write it with smaller row groups`,
        )
      const rowEnd = rowStart + Number(group.num_rows)
      const range = { rowStart, rowEnd }
      const read = () =>
        parquetReadObjects({
          file: buffer,
          metadata,
          columns: [...columns],
          ...range,
          compressors: bounded,
          utf8: false,
        })
      yield* await parsing<Row[]>(file, read)
      rowStart = rowEnd
    }
  } finally {
    await handle.close()
  }
}

/** The words of a column of texts, sorted; undefined where the labels are numbers. */
async function textLabels(
  files: readonly string[],
  { label }: Columns,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const words = new Set<string>()
  for (const file of files)
    for await (const row of rowsOf(file, [label], signal)) {
      const value = row[label]
      if (typeof value === 'number' || typeof value === 'bigint') return undefined
      const word = textOf(value)
      if (word !== undefined) words.add(word)
      if (words.size > MOST_CLASSES)
        refuse(`${file}: its column ${label} has more than ${grouping(MOST_CLASSES)} words; classes are fewer`)
    }
  return [...words].sort()
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value)
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined
}

async function* recordsOf(
  file: string,
  { image, label, classes }: Columns,
  texts: readonly string[] | undefined,
  signal: AbortSignal,
): AsyncIterable<SourceRecord | Skip> {
  let number = 0
  const known = classes?.length ?? texts?.length ?? MOST_CLASSES
  const labels = new Map((texts ?? []).map((word, index) => [word, index]))
  for await (const row of rowsOf(file, [image, label], signal)) {
    const row1 = ++number
    const place = (): string => `${basename(file)}, row ${grouping(row1)}`
    const skip = (reason: Skip['reason'], what: string): Skip => ({ reason, place: place(), what })
    const value = row[label]
    const found =
      texts === undefined
        ? typeof value === 'bigint' || typeof value === 'number'
          ? Number(value)
          : -1
        : (labels.get(textOf(value) ?? '') ?? -1)
    if (!Number.isInteger(found) || found < 0 || found >= known) {
      yield skip(
        'no-label',
        value === null || value === undefined ? 'its label is missing' : `its label is ${String(value).slice(0, 40)}`,
      )
      continue
    }
    const bytes = bytesOf(row[image])
    const header = bytes && imageHeader(bytes)
    if (bytes === undefined) yield skip('unreadable', 'its bytes are not in the file')
    else if (bytes.length > MOST_ENCODED) yield skip('too-large', `it has ${amount(bytes.length, 'byte')}`)
    else if (header?.kind !== 'image') yield skip('unreadable', foreignKind(bytes))
    else yield { place, label: found, image: { kind: 'encoded', size: header.size, turned: header.turned, bytes } }
  }
}

function bytesOf(cell: unknown): Uint8Array | undefined {
  if (cell instanceof Uint8Array) return cell
  const bytes = typeof cell === 'object' && cell !== null && 'bytes' in cell ? cell.bytes : undefined
  return bytes instanceof Uint8Array ? bytes : undefined
}
