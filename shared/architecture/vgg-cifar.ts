import type { Architecture } from './architecture'
import { vggStage } from './vgg-stage'

/**
 * The first three stages of VGG-16 as they are, and one hidden layer of an eighth of its 4096 units: images of 32 pixels
 * leave maps of 4×4 after three pools. Dropout as in the paper, no normalisation.
 */
export const vggCifar: Architecture = {
  name: 'vgg-cifar',
  title: 'VGG in small, for images of 32 pixels',
  source: 'this project; stages and head follow Simonyan and Zisserman 2014, configuration D (arXiv:1409.1556)',
  input: [32, 32, 3],
  classes: 10,
  normalisation: 'none',
  blocks: [
    ...vggStage(1, 64, 2),
    ...vggStage(2, 128, 2),
    ...vggStage(3, 256, 3),
    { kind: 'dense', name: 'hidden', units: 512, activation: 'relu' },
    { kind: 'dropout', name: 'dropout', rate: 0.5 },
    { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
  ],
  auxiliary: [],
}
