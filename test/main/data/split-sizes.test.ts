import { describe, expect, it } from 'vitest'
import { withSizes } from '../../../main/data/split-sizes'
import type { DatasetDescription } from '../../../shared/training/dataset'

const DESCRIPTION: DatasetDescription = {
  name: 'fashion-mnist-8k',
  title: 'Fashion-MNIST, 8,000 images',
  licence: 'MIT',
  source: 'Zalando SE',
  image: [28, 28, 1],
  classes: ['a', 'b'],
  sizes: { train: 5000, validation: 2000, test: 1 },
  sha256: '00',
}

describe('withSizes', () => {
  it.each([
    { sizes: {}, expected: { train: 5000, validation: 2000, test: 1 } },
    { sizes: { train: undefined }, expected: { train: 5000, validation: 2000, test: 1 } },
    { sizes: { train: 100 }, expected: { train: 100, validation: 2000, test: 1 } },
    { sizes: { train: 5000, validation: 1, test: 1 }, expected: { train: 5000, validation: 1, test: 1 } },
  ])('puts $sizes in the place of what there is', ({ sizes, expected }) => {
    expect(withSizes(DESCRIPTION, sizes)).toEqual({ ok: true, value: { ...DESCRIPTION, sizes: expected } })
  })

  it.each([
    {
      sizes: { train: 5001 },
      message:
        'The train split of fashion-mnist-8k has 5,000 images, and a size of 5001 was asked for; a whole number from 1 to 5,000 is allowed.',
    },
    {
      sizes: { test: 0 },
      message:
        'The test split of fashion-mnist-8k has 1 image, and a size of 0 was asked for; a whole number from 1 to 1 is allowed.',
    },
    {
      sizes: { validation: 0.5 },
      message:
        'The validation split of fashion-mnist-8k has 2,000 images, and a size of 0.5 was asked for; a whole number from 1 to 2,000 is allowed.',
    },
  ])('refuses $sizes and says what is there', ({ sizes, message }) => {
    expect(withSizes(DESCRIPTION, sizes)).toEqual({ ok: false, error: { kind: 'input', message } })
  })
})
