import { describe, expect, it } from 'vitest'
import { parseOptions } from './options'

describe('flags of the bench', () => {
  it('are five rounds of every network, batch and peer where nothing is said', () => {
    expect(parseOptions([])).toMatchObject({
      parts: ['step', 'shares', 'study', 'growth', 'core'],
      batches: [32, 64, 128],
      peers: ['keras-fit', 'keras-function', 'torch', 'torch-compile', 'tfjs'],
      rounds: 5,
      trials: 24,
      arms: 8,
      seeds: 5,
      device: 'cpu',
      out: 'docs',
    })
  })

  it('choose', () => {
    const args = ['--networks', 'nin-cifar,vgg-cifar', '--batches', '64', '--peers', 'none', '--device', 'gpu']
    expect(parseOptions(args)).toMatchObject({
      networks: ['nin-cifar', 'vgg-cifar'],
      batches: [64],
      peers: [],
      towers: 1,
    })
  })
})
