import { hidden, responseNorm } from './alexnet'
import type { Architecture, Block, PoolBlock } from './architecture'
import { conv } from './convolutions'
import { linear } from './googlenet'

const pool = (name: string): PoolBlock => ({ kind: 'max-pool', name, size: 3, stride: 2 })

/** AlexNet's order of layers for maps of 28 to 32, a quarter of its filters and a sixteenth of its hidden units. */
export function miniAlexnetBlocks(groups: number): readonly Block[] {
  const cut = groups > 1 ? { groups } : {}
  return [
    conv('conv1', 5, 24),
    responseNorm('norm1'),
    pool('pool1'),
    conv('conv2', 5, 64, cut),
    responseNorm('norm2'),
    pool('pool2'),
    conv('conv3', 3, 96),
    conv('conv4', 3, 96, cut),
    conv('conv5', 3, 64, cut),
    pool('pool5'),
    ...hidden('fc6', 256),
    ...hidden('fc7', 256),
    { ...linear, name: 'fc8' },
  ]
}

export const miniAlexnet: Architecture = {
  name: 'mini-alexnet',
  title: 'AlexNet in small, for images of 28 to 32 pixels, cut into two groups',
  source: 'this project; layers as in Krizhevsky, Sutskever and Hinton 2012 (NIPS)',
  input: [28, 28, 1],
  classes: 10,
  normalisation: 'none',
  blocks: miniAlexnetBlocks(2),
  auxiliary: [],
}
