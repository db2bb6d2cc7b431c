import type { Architecture } from './architecture'
import { bnModule, bnReduction, separable } from './bn-inception'
import { linear, maxPool } from './googlenet'

/** A module, a module that halves the map, and a module with a max pool: 14×14, 7×7, 7×7 at 28 pixels. */
export const miniBnInception: Architecture = {
  name: 'mini-bn-inception',
  title: 'BN-Inception in small, for images of 28 to 32 pixels',
  source: 'this project; modules as in Ioffe and Szegedy 2015, Fig. 5 (arXiv:1502.03167)',
  input: [28, 28, 1],
  classes: 10,
  normalisation: 'batch',
  blocks: [
    ...separable('stem', 3, 32, { multiplier: 8 }),
    maxPool('pool1'),
    bnModule({
      name: 'module1',
      conv1x1: 16,
      reduce3x3: 16,
      conv3x3: 24,
      reduceDouble: 8,
      double3x3: 12,
      pool: 'average',
      projection: 12,
    }),
    bnReduction({ name: 'module2', reduce3x3: 24, conv3x3: 32, reduceDouble: 12, double3x3: 16 }),
    bnModule({
      name: 'module3',
      conv1x1: 32,
      reduce3x3: 32,
      conv3x3: 48,
      reduceDouble: 16,
      double3x3: 24,
      pool: 'max',
      projection: 24,
    }),
    { kind: 'global-average-pool', name: 'pool2' },
    linear,
  ],
  auxiliary: [],
}
