import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach } from 'vitest'
import type { DataPlaces } from '../../../main/data/places'

/** An IDX file of unsigned bytes; the values are as many as the dimensions say, unless others are given. */
export function idxBytes(dimensions: readonly number[], values?: ArrayLike<number>, type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length)
  header[2] = type
  header[3] = dimensions.length
  dimensions.forEach((dimension, i) => {
    header.writeUInt32BE(dimension, 4 + 4 * i)
  })
  return Buffer.concat([header, values ? Uint8Array.from(values) : pattern(dimensions.reduce((a, b) => a * b, 1))])
}

/** Bytes that gzip cannot shorten much: the high bits of a linear congruential generator. */
export function pattern(count: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
}

/** A folder for each test, gone after it. */
export function temporaryFolder(): () => string {
  let folder: string | undefined
  afterEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true })
    folder = undefined
  })
  return () => {
    folder ??= mkdtempSync(join(tmpdir(), 'ablation-data-'))
    return folder
  }
}

/**
 * A data set of two classes and images of 1×2 pixels, as small as one can be that is stored like Fashion-MNIST: the
 * training file has 4 images of each class, 3 for training and 1 for validation; the test file has 1 of each.
 * Image n of the training file has the pixels n, n; of the test file 100 + n, 100 + n.
 */
export const STAND_IN = {
  'train-images-idx3-ubyte': idxBytes([8, 1, 2], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]),
  'train-labels-idx1-ubyte': idxBytes([8], [1, 1, 0, 1, 0, 0, 1, 0]),
  't10k-images-idx3-ubyte': idxBytes([2, 1, 2], [100, 100, 101, 101]),
  't10k-labels-idx1-ubyte': idxBytes([2], [0, 1]),
}

export const STAND_IN_MANIFEST = {
  name: 'stand-in',
  title: 'Stand-in',
  licence: 'CC0-1.0',
  source: 'this test',
  made: 'by hand',
  package: 'dataset-stand-in',
  image: [1, 2, 1],
  classes: ['left', 'right'],
  splits: {
    train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte', size: 6, take: 'first' },
    validation: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte', size: 2, take: 'last' },
    test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte', size: 2, take: 'first' },
  },
  sha256: checksums(STAND_IN),
}

export function checksums(files: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]),
  )
}

/** Three folders under this one: the workbench's, with the dataset.json of the stand-in, the user's and the system's. */
export function placesIn(folder: string, manifest: object = STAND_IN_MANIFEST): DataPlaces {
  const places = { embedded: join(folder, 'embedded'), user: join(folder, 'user'), system: join(folder, 'system') }
  write(join(places.embedded, 'stand-in'), { 'dataset.json': Buffer.from(JSON.stringify(manifest)) })
  return places
}

/** Writes the files into the folder, gzipped. */
export function writeZipped(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  write(folder, Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)])))
}

export function write(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
}
