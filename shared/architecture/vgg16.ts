import { hidden } from './alexnet'
import type { Architecture } from './architecture'
import { linear } from './googlenet'
import { vggStage } from './vgg-stage'

export const vgg16: Architecture = {
  name: 'vgg16',
  title: 'VGG-16',
  source: 'Simonyan and Zisserman 2014, Very deep convolutional networks, configuration D (arXiv:1409.1556)',
  input: [224, 224, 3],
  classes: 1000,
  normalisation: 'none',
  blocks: [
    ...vggStage(1, 64, 2),
    ...vggStage(2, 128, 2),
    ...vggStage(3, 256, 3),
    ...vggStage(4, 512, 3),
    ...vggStage(5, 512, 3),
    ...hidden('fc6', 4096),
    ...hidden('fc7', 4096),
    { ...linear, name: 'fc8' },
  ],
  auxiliary: [],
  printedTotal: { parameters: 138_000_000 },
}
