import type { Architecture, Block } from './architecture'

/**
 * An mlpconv layer: a k×k convolution and two 1x1 ones, each with ReLU. A 1x1 convolution is the paper's cascaded
 * cross-channel parametric pooling, so the authors number them cccp1 to cccp6.
 */
export const mlpconv = (
  number: number,
  kernel: number,
  filters: readonly [number, number, number | 'classes'],
): Block[] => [
  { kind: 'convolution', name: `conv${number}`, kernel, filters: filters[0] },
  { kind: 'convolution', name: `cccp${2 * number - 1}`, kernel: 1, filters: filters[1] },
  { kind: 'convolution', name: `cccp${2 * number}`, kernel: 1, filters: filters[2] },
]

/** As the authors' network for CIFAR-10; its last convolution, one map a class, has a ReLU as the others. */
export const ninCifar: Architecture = {
  name: 'nin-cifar',
  title: 'Network in Network, for images of 32 pixels',
  source: 'Lin, Chen and Yan 2013, Network in network (arXiv:1312.4400)',
  input: [32, 32, 3],
  classes: 10,
  normalisation: 'none',
  blocks: [
    ...mlpconv(1, 5, [192, 160, 96]),
    { kind: 'max-pool', name: 'pool1', size: 3, stride: 2 },
    { kind: 'dropout', name: 'dropout1', rate: 0.5 },
    ...mlpconv(2, 5, [192, 192, 192]),
    { kind: 'average-pool', name: 'pool2', size: 3, stride: 2 },
    { kind: 'dropout', name: 'dropout2', rate: 0.5 },
    ...mlpconv(3, 3, [192, 192, 'classes']),
    { kind: 'global-average-pool', name: 'pool3' },
  ],
  auxiliary: [],
}
