import { hidden } from './alexnet'
import type { Architecture } from './architecture'
import { linear } from './googlenet'
import { vggStage } from './vgg-stage'

/** The first three stages of VGG-16 at a quarter of its widths, and one hidden layer. */
export const miniVgg: Architecture = {
  name: 'mini-vgg',
  title: 'VGG-16 in small, for images of 28 to 32 pixels',
  source: 'this project; stages as in Simonyan and Zisserman 2014, configuration D (arXiv:1409.1556)',
  input: [28, 28, 1],
  classes: 10,
  normalisation: 'none',
  blocks: [...vggStage(1, 16, 2), ...vggStage(2, 32, 2), ...vggStage(3, 64, 3), ...hidden('hidden', 128), linear],
  auxiliary: [],
}
