import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadDataset } from '../../../main/data/load-dataset'
import {
  checksums,
  idxBytes,
  placesIn,
  STAND_IN,
  STAND_IN_MANIFEST,
  temporaryFolder,
  write,
  writeZipped,
} from './stand-in'

const folder = temporaryFolder()

function placesWith(files: Readonly<Record<string, Uint8Array>>, manifest: object = STAND_IN_MANIFEST) {
  const places = placesIn(folder(), manifest)
  writeZipped(join(places.user, 'stand-in'), files)
  return places
}

describe('loadDataset', () => {
  it('cuts training and validation from one file: the last of every class are for validation', async () => {
    const loaded = await loadDataset(placesWith(STAND_IN), 'stand-in')
    expect(loaded).toMatchObject({
      ok: true,
      value: {
        description: { name: 'stand-in', sizes: { train: 6, validation: 2, test: 2 } },
        splits: {
          train: { count: 6, labels: bytes(1, 1, 0, 1, 0, 0), images: bytes(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5) },
          validation: { count: 2, labels: bytes(1, 0), images: bytes(6, 6, 7, 7) },
          test: { count: 2, labels: bytes(0, 1), images: bytes(100, 100, 101, 101) },
        },
      },
    })
  })

  it('takes of every split the first images of every class', async () => {
    const loaded = await loadDataset(placesWith(STAND_IN), 'stand-in', { train: 3, test: 1 })
    expect(loaded).toMatchObject({
      ok: true,
      value: {
        description: { sizes: { train: 3, validation: 2, test: 1 } },
        splits: {
          // Images 0, 2 and 4: two of class 0, one of class 1.
          train: { count: 3, labels: bytes(1, 0, 0), images: bytes(0, 0, 2, 2, 4, 4) },
          validation: { count: 2, labels: bytes(1, 0) },
          test: { count: 1, labels: bytes(0), images: bytes(100, 100) },
        },
      },
    })
  })

  it('keeps nothing of the files but the images that were taken', async () => {
    const loaded = await loadDataset(placesWith(STAND_IN), 'stand-in', { train: 2 })
    if (!loaded.ok) throw new Error(loaded.error.message)
    expect(loaded.value.splits.train.images.buffer.byteLength).toBe(4)
    expect(loaded.value.splits.train.labels.buffer.byteLength).toBe(2)
  })

  it('reads files that are not gzipped, too', async () => {
    const places = placesIn(folder())
    write(join(places.user, 'stand-in'), STAND_IN)
    expect(await loadDataset(places, 'stand-in')).toMatchObject({ ok: true })
  })

  it('refuses sizes that are not there', async () => {
    expect(await loadDataset(placesWith(STAND_IN), 'stand-in', { test: 3 })).toEqual({
      ok: false,
      error: {
        kind: 'input',
        message:
          'The test split of stand-in has 2 images, and a size of 3 was asked for; a whole number from 1 to 2 is allowed.',
      },
    })
  })

  it('names a file that is not the published one', async () => {
    const places = placesWith({ ...STAND_IN, 't10k-labels-idx1-ubyte': idxBytes([2], [1, 0]) })
    expect(await loadDataset(places, 'stand-in')).toEqual({
      ok: false,
      error: {
        kind: 'input',
        // printf '\0\0\x08\x01\0\0\0\x02\x01\0' | sha256sum, and with \0\x01 at the end
        message:
          `${join(places.user, 'stand-in', 't10k-labels-idx1-ubyte.gz')}: is not the file that stand-in consists of: ` +
          'its content, unpacked, has the SHA-256 5c66aba3a762e749fce01733b324ea216dc02bd55e9854993e97fdb137383831, ' +
          'and 8c50639ad7f90a8211edb1bbdfb25436fd8e2a10794b6d5e3d479d1b22c7e318 is expected; copy it again',
      },
    })
  })

  it('names a truncated file, with the sizes', async () => {
    const places = placesWith({ ...STAND_IN, 'train-images-idx3-ubyte': idxBytes([8, 1, 2], [0, 0, 1]) })
    expect(await loadDataset(places, 'stand-in')).toEqual({
      ok: false,
      error: {
        kind: 'input',
        message:
          `${join(places.user, 'stand-in', 'train-images-idx3-ubyte.gz')}: holds 3 bytes of images, ` +
          'but its header (8 images of 1×2) needs 16; the file is truncated: copy it again',
      },
    })
  })

  // Files whose checksums are right but which do not go together: a data set that was put together wrongly.
  it.each([
    {
      fault: 'images of another size',
      files: { 'train-images-idx3-ubyte': idxBytes([8, 2, 1]) },
      expected: 'train-images-idx3-ubyte.gz: its dimensions are 8×2×1; a count and 1×2×1 are expected',
    },
    {
      fault: 'labels in place of images',
      files: { 'train-images-idx3-ubyte': idxBytes([8]) },
      expected: 'train-images-idx3-ubyte.gz: its dimensions are 8; a count and 1×2×1 are expected',
    },
    {
      fault: 'images in place of labels',
      files: { 'train-labels-idx1-ubyte': idxBytes([8, 1, 2]) },
      expected: 'train-labels-idx1-ubyte.gz: its dimensions are 8×1×2; one, the count of labels, is expected',
    },
    {
      fault: 'fewer labels than images',
      files: { 't10k-labels-idx1-ubyte': idxBytes([1], [0]) },
      expected: 't10k-labels-idx1-ubyte.gz: holds 1 label, but FOLDER/t10k-images-idx3-ubyte.gz has 2 images',
    },
    {
      fault: 'a label without a class',
      files: { 'train-labels-idx1-ubyte': idxBytes([8], [1, 1, 0, 2, 0, 0, 1, 0]) },
      expected: 'train-labels-idx1-ubyte.gz: label 4 of 8 is 2; 0 to 1 are allowed',
    },
    {
      fault: 'a class that is too small',
      files: { 'train-labels-idx1-ubyte': idxBytes([8], [1, 1, 0, 1, 1, 0, 1, 1]) },
      expected: 'train-labels-idx1-ubyte.gz: has 2 images of class 0 (left), and the train split needs 3',
    },
  ])('refuses $fault', async ({ files, expected }) => {
    const all = { ...STAND_IN, ...files }
    const places = placesWith(all, { ...STAND_IN_MANIFEST, sha256: checksums(all) })
    const own = join(places.user, 'stand-in')
    expect(await loadDataset(places, 'stand-in')).toEqual({
      ok: false,
      error: { kind: 'input', message: join(own, expected.replace('FOLDER', own)) },
    })
  })

  it('says that a data set is unknown or absent, as its description does', async () => {
    expect(await loadDataset(placesIn(folder()), 'standin')).toMatchObject({ error: { kind: 'input' } })
    expect(await loadDataset(placesIn(folder()), 'stand-in')).toMatchObject({ error: { kind: 'environment' } })
  })
})

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values)
}
