import type { Architecture } from './architecture'
import { conv } from './convolutions'
import { linear, maxPool } from './googlenet'
import {
  factorisedModule,
  factorisedReduction,
  gridReduction,
  normalisedClassifier,
  spreadModule,
  squareModule,
} from './inception-v3-modules'

/** One module of each kind, with both grid reductions: 14×14, 7×7 and 4×4 maps at 28 pixels. */
export const miniInceptionV3: Architecture = {
  name: 'mini-inception-v3',
  title: 'Inception-v3 in small with its auxiliary classifier, for images of 28 to 32 pixels',
  source: 'this project; modules as in Szegedy et al. 2015 (arXiv:1512.00567)',
  input: [28, 28, 1],
  classes: 10,
  normalisation: 'batch',
  blocks: [
    conv('conv1', 3, 16),
    maxPool('pool1'),
    squareModule('mixed1', {
      conv1x1: 12,
      reduce5x5: 8,
      conv5x5: 12,
      reduceDouble: 12,
      double3x3: 16,
      projection: 8,
    }),
    gridReduction('mixed2', { conv3x3: 24, reduceDouble: 12, double3x3: 16 }),
    factorisedModule('mixed3', { n: 5, inner: 16, outer: 24 }),
    factorisedReduction('mixed4', { n: 5, inner: 24, conv3x3: 32 }),
    spreadModule('mixed5', { conv1x1: 32, reduce3x3: 32, spread: 24, reduceDouble: 32, projection: 24 }),
    { kind: 'global-average-pool', name: 'pool2' },
    { kind: 'dropout', name: 'dropout', rate: 0.5 },
    linear,
  ],
  auxiliary: [
    normalisedClassifier('auxiliary', 'mixed3', { pool: { size: 3, stride: 2 }, filters: 24, kernel: 3, hidden: 48 }),
  ],
}
