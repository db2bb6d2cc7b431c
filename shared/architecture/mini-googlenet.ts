import type { Architecture } from './architecture'
import { auxiliaryClassifier, type ClassifierWidths } from './auxiliary-classifier'

/** A fraction of GoogLeNet's widths: the paper's own head would be 80 times the network. */
export const MINI_HEAD: ClassifierWidths = { filters: 32, hidden: 64, dropout: 0.5 }

/** Three Inception modules for images of 28 to 32 pixels, batch norm after every convolution of the trunk. */
export const miniGooglenet: Architecture = {
  name: 'mini-googlenet',
  title: 'GoogLeNet in small, for images of 28 to 32 pixels, with batch normalisation',
  source: 'this project; the module and the heads follow Szegedy et al. 2014 (arXiv:1409.4842)',
  input: [28, 28, 1],
  classes: 10,
  normalisation: 'batch',
  blocks: [
    { kind: 'convolution', name: 'stem', kernel: 3, filters: 32 },
    { kind: 'max-pool', name: 'pool1', size: 3, stride: 2 },
    {
      kind: 'inception',
      name: 'module1',
      conv1x1: 16,
      reduce3x3: 16,
      conv3x3: 24,
      reduce5x5: 8,
      conv5x5: 8,
      poolProjection: 16,
    },
    {
      kind: 'inception',
      name: 'module2',
      conv1x1: 24,
      reduce3x3: 24,
      conv3x3: 32,
      reduce5x5: 8,
      conv5x5: 16,
      poolProjection: 24,
    },
    { kind: 'max-pool', name: 'pool2', size: 3, stride: 2 },
    {
      kind: 'inception',
      name: 'module3',
      conv1x1: 32,
      reduce3x3: 32,
      conv3x3: 48,
      reduce5x5: 12,
      conv5x5: 16,
      poolProjection: 32,
    },
    { kind: 'global-average-pool', name: 'pool3' },
    { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
  ],
  auxiliary: [
    auxiliaryClassifier('auxiliary1', 'module1', MINI_HEAD),
    auxiliaryClassifier('auxiliary2', 'module2', MINI_HEAD),
  ],
}

/** The same without batch normalisation. */
export const miniGooglenetPlain: Architecture = {
  ...miniGooglenet,
  name: 'mini-googlenet-plain',
  title: 'GoogLeNet in small, for images of 28 to 32 pixels, without normalisation',
  normalisation: 'none',
}
