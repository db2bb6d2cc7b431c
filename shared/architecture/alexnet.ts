import type { Architecture, Block, LocalResponseNormalisationBlock, PoolBlock } from './architecture'
import { conv } from './convolutions'
import { linear } from './googlenet'

/** Section 3.3: k 2, n 5, α 1e-4, β 0.75, in TensorFlow's terms. */
export const responseNorm = (name: string): LocalResponseNormalisationBlock => ({
  kind: 'local-response-norm',
  name,
  radius: 2,
  bias: 2,
  alpha: 1e-4,
  beta: 0.75,
})

/** Section 3.4: windows of 3 that overlap. */
const pool = (name: string): PoolBlock => ({ kind: 'max-pool', name, size: 3, stride: 2, padding: 'valid' })

/** A fully connected layer with section 4.2's dropout behind it. */
export const hidden = (name: string, units: number): Block[] => [
  { kind: 'dense', name, units, activation: 'relu' },
  { kind: 'dropout', name: `${name}-dropout`, rate: 0.5 },
]

/** @param groups parts that conv2, conv4 and conv5 are cut into: 2, one a card, in the paper */
export function alexnetBlocks(groups: number): readonly Block[] {
  const cut = groups > 1 ? { groups } : {}
  return [
    conv('conv1', 11, 96, { stride: 4, padding: 'valid' }),
    responseNorm('norm1'),
    pool('pool1'),
    conv('conv2', 5, 256, cut),
    responseNorm('norm2'),
    pool('pool2'),
    conv('conv3', 3, 384),
    conv('conv4', 3, 384, cut),
    conv('conv5', 3, 256, cut),
    pool('pool5'),
    ...hidden('fc6', 4096),
    ...hidden('fc7', 4096),
    { ...linear, name: 'fc8' },
  ]
}

export const alexnet: Architecture = {
  name: 'alexnet',
  title: 'AlexNet, cut into two groups as on its two cards',
  source:
    'Krizhevsky, Sutskever and Hinton 2012, ImageNet classification with deep convolutional neural networks (NIPS); 227 pixels, as 224 do not give its 55×55 maps',
  input: [227, 227, 3],
  classes: 1000,
  normalisation: 'none',
  blocks: alexnetBlocks(2),
  auxiliary: [],
  printedTotal: { parameters: 60_000_000 },
}
