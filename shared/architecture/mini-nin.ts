import type { Architecture } from './architecture'
import { mlpconv, ninCifar } from './nin-cifar'

/** A quarter of nin-cifar's widths. */
export const miniNin: Architecture = {
  ...ninCifar,
  name: 'mini-nin',
  title: 'Network in Network in small, for images of 28 to 32 pixels',
  source: 'this project; layers as in Lin, Chen and Yan 2013 (arXiv:1312.4400)',
  input: [28, 28, 1],
  blocks: [
    ...mlpconv(1, 5, [48, 40, 24]),
    { kind: 'max-pool', name: 'pool1', size: 3, stride: 2 },
    { kind: 'dropout', name: 'dropout1', rate: 0.5 },
    ...mlpconv(2, 5, [48, 48, 48]),
    { kind: 'average-pool', name: 'pool2', size: 3, stride: 2 },
    { kind: 'dropout', name: 'dropout2', rate: 0.5 },
    ...mlpconv(3, 3, [48, 48, 'classes']),
    { kind: 'global-average-pool', name: 'pool3' },
  ],
}
