import type { Architecture } from './architecture'
import { naiveBlocks } from './googlenet-naive'
import { miniGooglenet } from './mini-googlenet'

export const miniGooglenetNaive: Architecture = {
  ...miniGooglenet,
  name: 'mini-googlenet-naive',
  title: 'GoogLeNet in small of naive Inception modules, for images of 28 to 32 pixels',
  source: 'this project; modules as in Szegedy et al. 2014, Fig. 2(a) (arXiv:1409.4842)',
  blocks: naiveBlocks(miniGooglenet.blocks),
}
