import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeDataset, listDatasets } from '../../../main/data/catalogue'
import type { Dataset, Split } from '../../../main/data/dataset'
import { loadDataset } from '../../../main/data/load-dataset'
import { dataPlaces } from '../../../main/data/places'

const RESOURCES = join(import.meta.dirname, '../../../resources')
const EMBEDDED = join(RESOURCES, 'data/fashion-mnist-8k')

const places = dataPlaces({ resources: RESOURCES, userData: join(RESOURCES, 'nowhere'), env: {} })

describe('fashion-mnist-8k', () => {
  it('is described without reading it', () => {
    expect(listDatasets(places).map(({ name }) => name)).toContain('fashion-mnist-8k')
    expect(describeDataset(places, 'fashion-mnist-8k')).toMatchObject({
      ok: true,
      value: {
        licence: 'MIT',
        image: [28, 28, 1],
        classes: { length: 10, 0: 'T-shirt/top', 9: 'Ankle boot' },
        sizes: { train: 5000, validation: 2000, test: 1000 },
        // for f in *.gz: zcat f > file; sha256sum * | sha256sum
        sha256: '0fe773d1c897b7ca6b5f31e29ca3423ce30ac62840615c7c03cdcb69bcaf3136',
      },
    })
  })

  it('has as many images of every class in each split, 500, 200 and 100', async () => {
    const { splits } = await load('fashion-mnist-8k')
    expect(perClass(splits.train)).toEqual(new Array(10).fill(500))
    expect(perClass(splits.validation)).toEqual(new Array(10).fill(200))
    expect(perClass(splits.test)).toEqual(new Array(10).fill(100))
  })

  it('shares no image between training, validation and test', async () => {
    const { splits } = await load('fashion-mnist-8k')
    const [train, validation, test] = [splits.train, splits.validation, splits.test].map(imageHashes)
    if (!train || !validation || !test) throw new Error('three splits')
    expect([...validation].filter((hash) => train.has(hash))).toEqual([])
    expect([...test].filter((hash) => train.has(hash) || validation.has(hash))).toEqual([])
  })

  // Sums of pixels and the first labels, from the original files by a program that shares nothing with this one.
  it('has the pixels and labels of the original', async () => {
    const { splits } = await load('fashion-mnist-8k')
    expect(pixelSum(splits.train)).toBe(287_231_516)
    expect(pixelSum(splits.validation)).toBe(115_198_020)
    expect(pixelSum(splits.test)).toBe(56_973_981)
    expect([...splits.train.labels.subarray(0, 12)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9])
    expect([...splits.test.labels.subarray(0, 12)]).toEqual([9, 2, 1, 1, 6, 1, 4, 6, 5, 7, 4, 5])
  })

  it('lies in less than 4.5 MB, with its licence', () => {
    const bytes = readdirSync(EMBEDDED).map((name) => statSync(join(EMBEDDED, name)).size)
    expect(bytes.reduce((a, b) => a + b)).toBeLessThan(4_500_000)
    expect(readFileSync(join(EMBEDDED, 'LICENSE'), 'utf8')).toContain('Copyright (c) 2017 Zalando SE')
  })
})

// The full set does not come with the workbench: seen only where Debian's package is installed.
describe.skipIf(!existsSync(join(places.system, 'fashion-mnist')))('fashion-mnist', () => {
  it('has 5,000, 1,000 and 1,000 images of every class', async () => {
    const { splits } = await load('fashion-mnist')
    expect(perClass(splits.train)).toEqual(new Array(10).fill(5000))
    expect(perClass(splits.validation)).toEqual(new Array(10).fill(1000))
    expect(perClass(splits.test)).toEqual(new Array(10).fill(1000))
    // The mean of the 60,000 training images is published as 0.2860 of 255.
    expect((pixelSum(splits.train) + pixelSum(splits.validation)) / 60_000 / 784 / 255).toBeCloseTo(0.286, 4)
  })

  it('gives fashion-mnist-8k when cut to its sizes', async () => {
    const embedded = await load('fashion-mnist-8k')
    const cut = await load('fashion-mnist', embedded.description.sizes)
    for (const split of ['train', 'validation', 'test'] as const) {
      expect(sha256(cut.splits[split].images)).toBe(sha256(embedded.splits[split].images))
      expect(sha256(cut.splits[split].labels)).toBe(sha256(embedded.splits[split].labels))
    }
  })
})

async function load(...[name, sizes]: [name: string, sizes?: Dataset['description']['sizes']]): Promise<Dataset> {
  const loaded = await loadDataset(places, name, sizes)
  if (!loaded.ok) throw new Error(loaded.error.message)
  return loaded.value
}

function perClass({ labels }: Split): number[] {
  const counts = new Array<number>(10).fill(0)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return counts
}

function imageHashes({ images, count }: Split): Set<string> {
  return new Set(Array.from({ length: count }, (_, i) => sha256(images.subarray(i * 784, (i + 1) * 784))))
}

function pixelSum({ images }: Split): number {
  return images.reduce((sum, pixel) => sum + pixel, 0)
}

function sha256(bytes: Uint8Array | Uint16Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
