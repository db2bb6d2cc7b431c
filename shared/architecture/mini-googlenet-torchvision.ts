import type { Architecture, Block } from './architecture'
import { torchvisionClassifier, torchvisionModule } from './googlenet-torchvision'
import { MINI_HEAD, miniGooglenet } from './mini-googlenet'

/** mini-googlenet with the differences of googlenet-torchvision that its layers have a place for, and its dropout. */
export const miniGooglenetTorchvision: Architecture = {
  ...miniGooglenet,
  name: 'mini-googlenet-torchvision',
  title: 'GoogLeNet in small as torchvision has it, for images of 28 to 32 pixels',
  source: 'this project; modules and auxiliary classifiers as in torchvision.models.googlenet',
  blocks: miniGooglenet.blocks.flatMap((block): Block[] => {
    if (block.kind === 'inception') return [torchvisionModule(block)]
    return block.kind === 'dense' ? [{ kind: 'dropout', name: 'dropout', rate: 0.2 }, block] : [block]
  }),
  auxiliary: [
    torchvisionClassifier('auxiliary1', 'module1', MINI_HEAD),
    torchvisionClassifier('auxiliary2', 'module2', MINI_HEAD),
  ],
}
