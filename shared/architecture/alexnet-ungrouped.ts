import { alexnet, alexnetBlocks } from './alexnet'
import type { Architecture } from './architecture'

/** Every map of a convolution reads all maps before it: what the groups of the original save can be seen. */
export const alexnetUngrouped: Architecture = {
  name: 'alexnet-ungrouped',
  title: 'AlexNet without groups',
  source: alexnet.source,
  input: alexnet.input,
  classes: alexnet.classes,
  normalisation: alexnet.normalisation,
  blocks: alexnetBlocks(1),
  auxiliary: [],
}
