import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeDataset } from '../../../main/data/catalogue'
import { checkDataset } from '../../../main/data/check-dataset'
import { listKnownDatasets } from '../../../main/data/list-datasets'
import { loadDataset } from '../../../main/data/load-dataset'
import { unwrap } from './import/importing'

const NAME = 'fashion-mnist-semi-synthetic'
const nowhere = join('nowhere', 'at', 'all')
const places = {
  embedded: new URL('../../../resources/data', import.meta.url).pathname,
  user: nowhere,
  system: nowhere,
}

describe('the semi-synthetic colour variant of Fashion-MNIST', () => {
  it('says what it is wherever it shows', () => {
    const described = unwrap(describeDataset(places, NAME))
    expect(described).toMatchObject({
      semiSynthetic: true,
      image: [32, 32, 3],
      sizes: { train: 5000, validation: 2000, test: 1000 },
    })
    expect(described.title).toContain('semi-synthetic')
    expect(
      listKnownDatasets(places)
        .filter(({ semiSynthetic }) => semiSynthetic)
        .map(({ name }) => name),
    ).toEqual([NAME])
  })

  it('is made from the embedded files to the bytes that its checksums note', async () => {
    const { splits } = unwrap(await loadDataset(places, NAME))
    const grey = unwrap(await loadDataset(places, 'fashion-mnist-8k'))
    expect(splits.train.images).toHaveLength(5000 * 32 * 32 * 3)
    expect(splits.train.labels).toEqual(grey.splits.train.labels)
    expect(unwrap(await checkDataset(places, NAME)).perClass).toEqual({
      train: [500, 500],
      validation: [200, 200],
      test: [100, 100],
    })
  })

  it('has colours, and no two images alike', async () => {
    const { splits } = unwrap(await loadDataset(places, NAME))
    const { images } = splits.test
    const coloured = images.filter((value, at) => at % 3 === 0 && value !== images[at + 1])
    expect(coloured.length / (images.length / 3)).toBeGreaterThan(0.9)
    const size = 32 * 32 * 3
    const all = Array.from({ length: 1000 }, (_, n) =>
      Buffer.from(images.subarray(n * size, (n + 1) * size)).toString('latin1'),
    )
    expect(new Set(all).size).toBe(1000)
  })

  it('gives balanced parts like every other', async () => {
    const { splits } = unwrap(await loadDataset(places, NAME, { train: 100, validation: 20, test: 10 }))
    expect([...splits.test.labels].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(splits.train.count).toBe(100)
  })
})
