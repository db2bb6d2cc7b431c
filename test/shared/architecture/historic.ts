import type { Architecture } from '../../../shared/architecture/architecture'
import type { ConnectionTable } from '../../../shared/architecture/connections'

/** LeCun et al. 1998, Table I: the maps of S2 that each map of C3 reads. */
const LENET_C3: ConnectionTable = [
  [0, 1, 2],
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [0, 4, 5],
  [0, 1, 5],
  [0, 1, 2, 3],
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [0, 3, 4, 5],
  [0, 1, 4, 5],
  [0, 1, 2, 5],
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
]

/** LeNet-5 with plain average pools and, in place of its radial basis functions, a dense layer. */
export function lenet5(connections?: ConnectionTable): Architecture {
  const convolution = { kind: 'convolution', kernel: 5, padding: 'valid', activation: 'tanh' } as const
  return {
    name: 'lenet-5',
    title: 'LeNet-5',
    source: 'LeCun et al. 1998',
    input: [32, 32, 1],
    classes: 10,
    normalisation: 'none',
    blocks: [
      { ...convolution, name: 'c1', filters: 6 },
      { kind: 'average-pool', name: 's2', size: 2, stride: 2 },
      { ...convolution, name: 'c3', filters: 16, ...(connections && { connections }) },
      { kind: 'average-pool', name: 's4', size: 2, stride: 2 },
      { ...convolution, name: 'c5', filters: 120 },
      { kind: 'dense', name: 'f6', units: 84, activation: 'tanh' },
      { kind: 'dense', name: 'output', units: 'classes', activation: 'none' },
    ],
    auxiliary: [],
  }
}

export const lenet5Connected = lenet5(LENET_C3)

/** Krizhevsky et al. 2012, with `groups` 2 as on its two cards. */
export function alexnet(groups: number): Architecture {
  const pool = (name: string) => ({ kind: 'max-pool', name, size: 3, stride: 2, padding: 'valid' }) as const
  return {
    name: 'alexnet',
    title: 'AlexNet',
    source: 'Krizhevsky et al. 2012',
    input: [227, 227, 3],
    classes: 1000,
    normalisation: 'none',
    blocks: [
      { kind: 'convolution', name: 'conv1', kernel: 11, filters: 96, stride: 4, padding: 'valid' },
      pool('pool1'),
      { kind: 'convolution', name: 'conv2', kernel: 5, filters: 256, groups },
      pool('pool2'),
      { kind: 'convolution', name: 'conv3', kernel: 3, filters: 384 },
      { kind: 'convolution', name: 'conv4', kernel: 3, filters: 384, groups },
      { kind: 'convolution', name: 'conv5', kernel: 3, filters: 256, groups },
      pool('pool5'),
      { kind: 'dense', name: 'fc6', units: 4096, activation: 'relu' },
      { kind: 'dense', name: 'fc7', units: 4096, activation: 'relu' },
      { kind: 'dense', name: 'fc8', units: 'classes', activation: 'none' },
    ],
    auxiliary: [],
  }
}
