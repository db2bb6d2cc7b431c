import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkDataset } from '../../../main/data/check-dataset'
import type { ReadSplit, Split } from '../../../main/data/dataset'
import { loadDataset } from '../../../main/data/load-dataset'
import type { DataPlaces } from '../../../main/data/places'
import { emptyPlaces, imported, smallPng, unwrap, writeTree } from './import/importing'
import { temporaryFolder } from './stand-in'

const folder = temporaryFolder()

/** 30 grey images of 2×2: class a begins with 1 to 20, class b with 101 to 110. */
async function added(): Promise<DataPlaces> {
  const places = emptyPlaces(folder())
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, n) => [
      n < 20 ? `a/${n + 10}.png` : `b/${n + 10}.png`,
      smallPng(n < 20 ? n + 1 : n + 81),
    ]),
  )
  await imported(places, writeTree(join(folder(), 'photos'), files))
  return places
}

function firstOf(images: Uint8Array): number[] {
  return [...images].filter((_, at) => at % 4 === 0)
}

describe('an added set', () => {
  it('is read into memory within the budget, and from the disk beyond it: the same images', async () => {
    const places = await added()
    const resident = unwrap(await loadDataset(places, 'mine', {}, { residentBytes: 24 * 4 }))
    const streamed = unwrap(await loadDataset(places, 'mine', {}, { residentBytes: 24 * 4 - 1 }))
    const inMemory = resident.splits.train as Split
    const onDisk = streamed.splits.train as ReadSplit
    expect(inMemory.images).toBeInstanceOf(Uint8Array)
    expect(onDisk.images).not.toBeInstanceOf(Uint8Array)
    expect(onDisk.images.length).toBe(24 * 4)
    expect(onDisk.labels).toEqual(inMemory.labels)
    expect([...onDisk.images.readRows(Int32Array.from({ length: 24 }, (_, row) => row))]).toEqual([...inMemory.images])
    // In any order, one twice.
    const values = firstOf(inMemory.images)
    expect(firstOf(onDisk.images.readRows(Int32Array.of(23, 0, 1, 2, 0)))).toEqual(
      [23, 0, 1, 2, 0].map((row) => values[row]),
    )
    // Validation and test are small enough to be in memory all the same.
    expect(streamed.splits.test.images).toBeInstanceOf(Uint8Array)
  })

  it('gives parts as even over the classes as these allow', async () => {
    const places = await added()
    const { splits, description } = unwrap(await loadDataset(places, 'mine', { train: 20 }))
    expect(description.sizes).toEqual({ train: 20, validation: 3, test: 3 })
    // 16 of class a and 8 of class b are there.
    expect([...splits.train.labels].filter((label) => label === 1)).toHaveLength(8)
    expect([...splits.train.labels].filter((label) => label === 0)).toHaveLength(12)
  })

  it('is refused once a byte of it has changed', async () => {
    const places = await added()
    const file = join(places.user, 'mine', 'all-images-idx4-ubyte')
    const bytes = readFileSync(file)
    bytes[20] = (bytes[20] ?? 0) ^ 1
    writeFileSync(file, bytes)
    for (const read of [loadDataset(places, 'mine'), checkDataset(places, 'mine')])
      expect(await read).toMatchObject({
        ok: false,
        error: { kind: 'input', message: expect.stringContaining(`${file}: its content has changed: its SHA-256 is `) },
      })
  })

  it('is found changed by a check though length and time are those of before', async () => {
    const places = await added()
    const file = join(places.user, 'mine', 'all-images-idx4-ubyte')
    const { atime, mtime } = statSync(file)
    const bytes = readFileSync(file)
    bytes[20] = (bytes[20] ?? 0) ^ 1
    writeFileSync(file, bytes)
    utimesSync(file, atime, mtime)
    expect(await checkDataset(places, 'mine')).toMatchObject({ ok: false })
  })

  it('is read where it was copied to without the note of its checksums', async () => {
    const places = await added()
    rmSync(join(places.user, 'mine', 'verified.json'))
    expect(await loadDataset(places, 'mine')).toMatchObject({ ok: true })
    expect(await checkDataset(places, 'mine')).toMatchObject({
      ok: true,
      value: {
        sizes: { train: 24, validation: 3, test: 3 },
        perClass: { train: [8, 16], validation: [1, 2], test: [1, 2] },
      },
    })
  })

  it.each([
    {
      fault: 'was cut off',
      file: 'all-images-idx4-ubyte',
      change: (bytes: Buffer) => bytes.subarray(0, 100),
      message: 'has 100 bytes, but its header (30×2×2×1) needs 140; add the data set again',
    },
    {
      fault: 'is no IDX file',
      file: 'all-labels-idx1-ubyte',
      change: () => Buffer.from('nothing'),
      message: 'its header is not that of an IDX file; add the data set again',
    },
  ])('is refused where a file $fault', async ({ file, change, message }) => {
    const places = await added()
    const path = join(places.user, 'mine', file)
    writeFileSync(path, change(readFileSync(path)))
    expect(await loadDataset(places, 'mine')).toEqual({
      ok: false,
      error: { kind: 'input', message: `${path}: ${message}` },
    })
  })

  it('is refused where a file is gone, and where its dataset.json is damaged', async () => {
    const places = await added()
    const own = join(places.user, 'mine')
    rmSync(join(own, 'test-rows-idx1-int'))
    expect(await loadDataset(places, 'mine')).toMatchObject({
      error: {
        kind: 'environment',
        message: `mine lacks test-rows-idx1-int in ${own}. Put them back, or delete the folder and add the data set again.`,
      },
    })
    writeFileSync(join(own, 'dataset.json'), '{}')
    expect(await loadDataset(places, 'mine')).toMatchObject({
      error: {
        kind: 'input',
        message: expect.stringContaining(
          `${join(own, 'dataset.json')} cannot be used. Delete the folder ${own}, and add the data set again.`,
        ),
      },
    })
  })
})
