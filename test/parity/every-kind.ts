import type { Architecture, Block } from '../../shared/architecture/architecture'

/**
 * Every kind of block, with what frameworks read in different ways: uneven paddings, windows over the edge of an average
 * pool, strides together with dilation, rows that were flattened before they are normalised.
 */
const BLOCKS: readonly Block[] = [
  { kind: 'convolution', name: 'stem', kernel: [3, 2], filters: 4, activation: 'leaky-relu' },
  { kind: 'convolution', name: 'even', kernel: 4, filters: 6, stride: 2 },
  { kind: 'convolution', name: 'groups', kernel: 3, filters: 8, groups: 2, activation: 'elu' },
  { kind: 'convolution', name: 'dilated', kernel: 3, filters: 6, dilation: 2, activation: 'selu' },
  { kind: 'convolution', name: 'sparse', kernel: [2, 3], filters: 6, dilation: 2, stride: 2, activation: 'none' },
  { kind: 'depthwise-convolution', name: 'depthwise', kernel: 3, multiplier: 2, activation: 'tanh' },
  { kind: 'depthwise-convolution', name: 'sparse-depthwise', kernel: 3, dilation: 2, activation: 'relu6' },
  {
    kind: 'convolution',
    name: 'table',
    kernel: 4,
    filters: 5,
    activation: 'sigmoid',
    connections: [[0, 1, 2], [3, 7], [4], [5, 6, 8, 9], [0, 10, 11]],
  },
  {
    kind: 'module',
    name: 'residual',
    join: 'add',
    branches: [
      {
        name: 'main',
        blocks: [
          { kind: 'convolution', name: 'first', kernel: [1, 7], filters: 6, activation: 'relu' },
          { kind: 'convolution', name: 'second', kernel: [7, 1], filters: 5, activation: 'none' },
        ],
      },
      { name: 'shortcut', blocks: [] },
    ],
  },
  { kind: 'activation', name: 'after', activation: 'leaky-relu' },
  {
    kind: 'module',
    name: 'side by side',
    join: 'concat',
    branches: [
      { name: 'average', blocks: [{ kind: 'average-pool', name: 'pool', size: 2, stride: 1, padding: 'same' }] },
      { name: 'largest', blocks: [{ kind: 'max-pool', name: 'pool', size: 4, stride: 1, padding: 'same' }] },
      {
        name: 'inner',
        blocks: [
          {
            kind: 'module',
            name: 'module',
            join: 'concat',
            branches: [
              { name: 'a', blocks: [{ kind: 'convolution', name: 'conv', kernel: 1, filters: 3 }] },
              { name: 'b', blocks: [{ kind: 'convolution', name: 'conv', kernel: 3, filters: 2, dilation: 2 }] },
            ],
          },
        ],
      },
    ],
  },
  { kind: 'batch-norm', name: 'norm', epsilon: 0.01, momentum: 0.8 },
  { kind: 'average-pool', name: 'halved', size: 3, stride: 2, padding: 'same' },
  { kind: 'local-response-norm', name: 'lrn', radius: 2, bias: 2, alpha: 0.1, beta: 0.75 },
  { kind: 'adaptive-average-pool', name: 'adaptive', size: 2 },
  { kind: 'flatten', name: 'flat' },
  { kind: 'batch-norm', name: 'norm of rows' },
  { kind: 'dropout', name: 'dropout', rate: 0.5 },
  { kind: 'dense', name: 'hidden', units: 6, activation: 'tanh' },
  { kind: 'convolution', name: 'of one place', kernel: 1, filters: 8 },
  { kind: 'dense', name: 'logits', units: 'classes', activation: 'none' },
]

/** One without and one with batch norm after every convolution; the last parts of both are alike. */
export const EVERY_KIND: readonly Architecture[] = (['none', 'batch'] as const).map((normalisation) => ({
  name: `every-kind-${normalisation}`,
  title: `A block of every kind, normalisation ${normalisation}; """ and \\ in its title`,
  source: 'the tests',
  input: [14, 13, 3],
  classes: 5,
  normalisation,
  blocks: BLOCKS,
  auxiliary: [
    {
      name: 'head',
      after: 'after',
      normalisation,
      blocks: [
        { kind: 'convolution', name: 'maps', kernel: 3, filters: 4 },
        { kind: 'flatten', name: 'flat' },
        { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
      ],
    },
  ],
}))
