import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import type { Dataset } from '../../../../main/data/dataset'
import { type ImportRequest, importDataset } from '../../../../main/data/import/import-dataset'
import type { ImportReport } from '../../../../main/data/import/import-report'
import { loadDataset } from '../../../../main/data/load-dataset'
import type { DataPlaces } from '../../../../main/data/places'
import type { Failure } from '../../../../shared/failure'
import type { Result } from '../../../../shared/result'

export const FIXTURES = new URL('../fixtures', import.meta.url).pathname

/** Folders of a workbench that has nothing yet. */
export function emptyPlaces(folder: string): DataPlaces {
  return { embedded: join(folder, 'embedded'), user: join(folder, 'user'), system: join(folder, 'system') }
}

export function request(path: string, overrides: Partial<ImportRequest> = {}): ImportRequest {
  return {
    path,
    name: 'mine',
    format: undefined,
    label: undefined,
    shares: undefined,
    seed: 1,
    size: undefined,
    channels: undefined,
    duplicates: 'skip',
    title: undefined,
    licence: undefined,
    source: undefined,
    classNames: undefined,
    dryRun: false,
    ...overrides,
  }
}

const options = { signal: new AbortController().signal, onSurvey: () => {}, onProgress: () => {} }

export function importFrom(
  places: DataPlaces,
  path: string,
  overrides: Partial<ImportRequest> = {},
): Promise<Result<ImportReport, Failure>> {
  return importDataset(places, request(path, overrides), options)
}

/** Imports what must go well, and loads it again. */
export async function imported(places: DataPlaces, path: string, overrides: Partial<ImportRequest> = {}) {
  const report = unwrap(await importFrom(places, path, overrides))
  const dataset: Dataset = unwrap(await loadDataset(places, report.name))
  return { report, dataset }
}

export async function refusal(
  places: DataPlaces,
  path: string,
  overrides: Partial<ImportRequest> = {},
): Promise<Failure> {
  const report = await importFrom(places, path, overrides)
  if (report.ok) throw new Error(`${path} was imported`)
  return report.error
}

export function unwrap<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** The pixels of a stored file of images, without its header. */
export function storedPixels(places: DataPlaces, file: string, name = 'mine'): number[] {
  return [...readFileSync(join(places.user, name, file)).subarray(20)]
}

/** A PNG of 8 bits: grey for one channel, colour for three. Pixels [height, width, channels]. */
export function pngBytes(width: number, height: number, channels: 1 | 3, pixels: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8)
  const row = width * channels
  const all = Uint8Array.from(pixels)
  const lines = Array.from({ length: height }, (_, y) => [Buffer.of(0), all.subarray(y * row, (y + 1) * row)])
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return pngOf(...chunks)
}

export function pngOf(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks])
}

/** A chunk of a PNG, with its checksum. */
export function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(content.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** A grey PNG of 2×2 pixels that begins with these values. */
export function smallPng(...values: number[]): Buffer {
  return pngBytes(2, 2, 1, [...values, 0, 0, 0, 0].slice(0, 4))
}

/** Writes files under a folder, by their relative paths. @returns the folder */
export function writeTree(folder: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** A tar archive: regular files, and links where the content is a target. */
export function tarBytes(
  entries: readonly { readonly name: string; readonly content?: Uint8Array; readonly link?: string }[],
): Buffer {
  const blocks = entries.flatMap(({ name, content = new Uint8Array(0), link }) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write('0000644\0', 100)
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('        ', 148)
    header.write(link === undefined ? '0' : '2', 156)
    header.write(link ?? '', 157)
    header.write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
