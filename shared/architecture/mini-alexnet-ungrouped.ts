import type { Architecture } from './architecture'
import { miniAlexnet, miniAlexnetBlocks } from './mini-alexnet'

export const miniAlexnetUngrouped: Architecture = {
  ...miniAlexnet,
  name: 'mini-alexnet-ungrouped',
  title: 'AlexNet in small, for images of 28 to 32 pixels, without groups',
  blocks: miniAlexnetBlocks(1),
}
