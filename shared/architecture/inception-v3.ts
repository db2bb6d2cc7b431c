import type { Architecture } from './architecture'
import { conv } from './convolutions'
import { linear } from './googlenet'
import {
  factorisedModule,
  factorisedReduction,
  gridReduction,
  normalisedClassifier,
  spreadModule,
  squareModule,
} from './inception-v3-modules'

const valid = { padding: 'valid' } as const
const pool = (name: string) => ({ kind: 'max-pool', name, size: 3, stride: 2, ...valid }) as const

const SQUARE = { conv1x1: 64, reduce5x5: 48, conv5x5: 64, reduceDouble: 64, double3x3: 96 } as const
const SPREAD = { conv1x1: 320, reduce3x3: 384, spread: 384, reduceDouble: 448, projection: 192 } as const

/**
 * As the authors' and torchvision's code have it, by their names; the paper's own table leaves widths of its modules open,
 * and its figure 5 has no 5x5. 35×35 maps in mixed5, 17×17 in mixed6, 8×8 in mixed7.
 */
export const inceptionV3: Architecture = {
  name: 'inception-v3',
  title: 'Inception-v3 with its auxiliary classifier, batch-normalised',
  source:
    'Szegedy et al. 2015, Rethinking the Inception architecture (arXiv:1512.00567); widths of torchvision.models.inception_v3, whose average pools count the zeros at the border, where these do not',
  input: [299, 299, 3],
  classes: 1000,
  normalisation: 'batch',
  blocks: [
    conv('conv1', 3, 32, { stride: 2, ...valid }),
    conv('conv2', 3, 32, valid),
    conv('conv3', 3, 64),
    pool('pool1'),
    conv('conv4', 1, 80, valid),
    conv('conv5', 3, 192, valid),
    pool('pool2'),
    squareModule('mixed5b', { ...SQUARE, projection: 32 }),
    squareModule('mixed5c', { ...SQUARE, projection: 64 }),
    squareModule('mixed5d', { ...SQUARE, projection: 64 }),
    gridReduction('mixed6a', { conv3x3: 384, reduceDouble: 64, double3x3: 96 }, valid),
    factorisedModule('mixed6b', { n: 7, inner: 128, outer: 192 }),
    factorisedModule('mixed6c', { n: 7, inner: 160, outer: 192 }),
    factorisedModule('mixed6d', { n: 7, inner: 160, outer: 192 }),
    factorisedModule('mixed6e', { n: 7, inner: 192, outer: 192 }),
    factorisedReduction('mixed7a', { n: 7, inner: 192, conv3x3: 320 }, valid),
    spreadModule('mixed7b', SPREAD),
    spreadModule('mixed7c', SPREAD),
    { kind: 'global-average-pool', name: 'pool3' },
    { kind: 'dropout', name: 'dropout', rate: 0.5 },
    linear,
  ],
  auxiliary: [
    normalisedClassifier('auxiliary', 'mixed6e', {
      pool: { size: 5, stride: 3 },
      filters: 128,
      kernel: 5,
      hidden: 768,
    }),
  ],
  printedTotal: {
    ops: 4_800_000_000,
    note: 'Table 3 prints 4.8 billion; the layers of the published code take 5.7',
  },
}
