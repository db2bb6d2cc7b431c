import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { datasetNames } from '../../../main/data/catalogue'
import { listKnownDatasets } from '../../../main/data/list-datasets'
import { emptyPlaces, imported, smallPng, writeTree } from './import/importing'
import { temporaryFolder } from './stand-in'

const folder = temporaryFolder()

const PUBLIC = {
  name: 'public-set',
  title: 'A public set',
  licence: 'CC0-1.0',
  source: 'this test',
  image: [2, 2, 1],
  classes: 2,
  sizes: { train: 16, validation: 2, test: 2 },
  keep: 'imported',
  files: [
    { file: 'a.tar', url: 'https://example.org/a.tar', bytes: 1_000_000, md5: '0'.repeat(32), md5From: 'this test' },
  ],
}

describe('listKnownDatasets', () => {
  it('tells of added, public and damaged sets what is known', async () => {
    const places = emptyPlaces(folder())
    const photos = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n % 2}/${n}.png`, smallPng(n)]))
    await imported(places, writeTree(join(folder(), 'photos'), photos), { licence: 'CC-BY-4.0' })
    writeTree(places.embedded, { 'downloads.json': JSON.stringify({ sets: [PUBLIC] }) })
    writeTree(places.user, {
      'broken/dataset.json': 'not JSON',
      '.adding-1-other/dataset.json': '{}',
      'no-set/notes.txt': '',
    })
    expect(datasetNames(places)).toEqual(['broken', 'mine', 'public-set'])
    expect(listKnownDatasets(places)).toEqual([
      expect.objectContaining({
        name: 'broken',
        home: 'damaged',
        here: false,
        problem: expect.stringContaining('cannot be used. Delete the folder'),
      }),
      expect.objectContaining({
        name: 'mine',
        home: 'added',
        here: true,
        licence: 'CC-BY-4.0',
        image: [2, 2, 1],
        sizes: { train: 16, validation: 2, test: 2 },
      }),
      expect.objectContaining({
        name: 'public-set',
        home: 'download',
        here: false,
        bytes: 1_000_000,
        problem:
          'public-set is not on this machine. ablate data add public-set downloads it (1.0 MB from example.org).',
      }),
    ])
  })

  it('knows nothing where there is nothing', () => {
    expect(listKnownDatasets(emptyPlaces(join(folder(), 'nowhere')))).toEqual([])
  })
})
