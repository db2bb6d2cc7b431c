import type { Architecture, Block, InceptionModule } from './architecture'
import { googlenet } from './googlenet'

/** The module of Fig. 2(a): every convolution reads the module's input, and the pool itself is concatenated. */
function naiveModule(module: InceptionModule): InceptionModule {
  return { ...module, reduce3x3: 'none', reduce5x5: 'none', poolProjection: 'raw' }
}

/** A network with all of its Inception modules naive, and otherwise as it is. */
export function naiveBlocks(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) => (block.kind === 'inception' ? naiveModule(block) : block))
}

/** Without projections each module adds to the maps that it reads: 416 behind 3a, 4,944 behind 5b. */
export const googlenetNaive: Architecture = {
  name: 'googlenet-naive',
  title: 'GoogLeNet of naive Inception modules, with both auxiliary classifiers',
  source:
    'Szegedy et al. 2014, Fig. 2(a) with the widths of Table 1 (arXiv:1409.4842); the paper trains no such network',
  input: googlenet.input,
  classes: googlenet.classes,
  normalisation: googlenet.normalisation,
  blocks: naiveBlocks(googlenet.blocks),
  auxiliary: googlenet.auxiliary,
}
