import type { Architecture, AuxiliaryClassifier, InceptionModule, ModuleBlock } from './architecture'
import type { ClassifierWidths } from './auxiliary-classifier'
import { conv } from './convolutions'
import { GOOGLENET_HEAD, GOOGLENET_STAGES, linear, maxPool } from './googlenet'

/**
 * An Inception module as torchvision has it: under the paper's names, with a 3x3 window where the paper has 5x5.
 * @throws for a module without one of its parts: torchvision has none.
 */
export function torchvisionModule(module: InceptionModule): ModuleBlock {
  const width = (field: Exclude<keyof InceptionModule, 'kind' | 'name' | 'activation'>): number => {
    const filters = module[field]
    if (typeof filters !== 'number')
      throw new Error(`${module.name} has ${filters} for ${field}, and a width is needed`)
    return filters
  }
  return {
    kind: 'module',
    name: module.name,
    join: 'concat',
    names: 'short',
    branches: [
      { name: '1x1', blocks: [conv('1x1', 1, width('conv1x1'))] },
      { name: '3x3', blocks: [conv('3x3-reduce', 1, width('reduce3x3')), conv('3x3', 3, width('conv3x3'))] },
      { name: '5x5', blocks: [conv('5x5-reduce', 1, width('reduce5x5')), conv('5x5', 3, width('conv5x5'))] },
      {
        name: 'pool',
        blocks: [
          { kind: 'max-pool', name: 'pool', size: 3, stride: 1 },
          conv('pool-projection', 1, width('poolProjection')),
        ],
      },
    ],
  }
}

/** Its auxiliary classifier: the paper's, with maps of 4×4 whatever is read, and batch norm after the convolution. */
export function torchvisionClassifier(
  name: string,
  after: string,
  { filters, hidden, dropout }: ClassifierWidths,
): AuxiliaryClassifier {
  return {
    name,
    after,
    normalisation: 'batch',
    blocks: [
      { kind: 'adaptive-average-pool', name: 'pool', size: 4 },
      conv('conv', 1, filters),
      { kind: 'dense', name: 'hidden', units: hidden, activation: 'relu' },
      { kind: 'dropout', name: 'dropout', rate: dropout },
      linear,
    ],
  }
}

/**
 * What differs from the paper's: 3x3 for 5x5, batch norm, and so no bias before it, no local response normalisation,
 * dropout of 0.2, a last max pool of 2x2, adaptive pools in the auxiliary classifiers.
 */
export const googlenetTorchvision: Architecture = {
  name: 'googlenet-torchvision',
  title: 'GoogLeNet as torchvision has it, with both auxiliary classifiers',
  source:
    'torchvision.models.googlenet, after Szegedy et al. 2014 (arXiv:1409.4842); borders are padded as in googlenet, where torchvision puts 3 zeros on either side of conv1',
  input: [224, 224, 3],
  classes: 1000,
  normalisation: 'batch',
  blocks: [
    conv('conv1', 7, 64, { stride: 2 }),
    maxPool('pool1'),
    conv('conv2', 3, 192, { reduce: 64 }),
    maxPool('pool2'),
    ...GOOGLENET_STAGES[3].map(torchvisionModule),
    maxPool('pool3'),
    ...GOOGLENET_STAGES[4].map(torchvisionModule),
    { kind: 'max-pool', name: 'pool4', size: 2, stride: 2 },
    ...GOOGLENET_STAGES[5].map(torchvisionModule),
    { kind: 'global-average-pool', name: 'pool5' },
    { kind: 'dropout', name: 'dropout', rate: 0.2 },
    linear,
  ],
  auxiliary: [
    torchvisionClassifier('auxiliary1', '4a', GOOGLENET_HEAD),
    torchvisionClassifier('auxiliary2', '4d', GOOGLENET_HEAD),
  ],
}
