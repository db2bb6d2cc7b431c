import { z } from 'zod'
import type { Architecture, Block } from '../../architecture/architecture'
import { buildLayerGraph } from '../../architecture/build-graph'
import type { LayerGraph } from '../../architecture/layer-graph'
import { hasModules } from '../block-path'
import { type Edit, EditMisfit } from '../edit'
import type { Factor } from '../level'
import { parametrised } from './parametrised'

/**
 * The blocks that can be repeated, by stage: those that leave rows and columns as they are, until something changes
 * them. Modules where there are modules, else convolutions.
 */
function stages(architecture: Architecture): readonly (readonly Block[])[] {
  const graph = buildLayerGraph(architecture, architecture)
  if (!graph.ok) throw new EditMisfit(graph.error.message)
  const inModules = hasModules(architecture)
  const found: Block[][] = [[]]
  let before = sizeOf(graph.value, 'input')
  for (const block of architecture.blocks) {
    const after = sizeOf(graph.value, block.name) ?? before
    if (after !== before) found.push([])
    else if (isRepeatable(block, inModules)) found.at(-1)?.push(block)
    before = after
  }
  return found.filter((stage) => stage.length > 0)
}

/** Rows and columns that a block of the trunk gives. */
function sizeOf({ layers }: LayerGraph, block: string): string | undefined {
  const last = layers.findLast(({ module, head }) => module === block && head === undefined)
  return last && `${last.output[0]}×${last.output[1]}`
}

function isRepeatable(block: Block, inModules: boolean): boolean {
  if (inModules) return block.kind === 'inception' || block.kind === 'module'
  return block.kind === 'convolution' && block.filters !== 'classes' && !block.connections
}

function multiplied(architecture: Architecture, factor: number): readonly Edit[] {
  const taken = new Set(architecture.blocks.map(({ name }) => name))
  const read = new Set(architecture.auxiliary.map(({ after }) => after))
  return stages(architecture).flatMap((stage) => {
    const wanted = Math.max(1, Math.round(stage.length * factor))
    const last = stage.at(-1)
    if (!last) return []
    if (wanted > stage.length) {
      const blocks = copies(last, wanted - stage.length, taken)
      return [{ kind: 'insert-blocks', where: 'after', block: last.name, blocks } as const]
    }
    // The last one gives the stage its width, and an auxiliary classifier needs the block that it reads.
    const spare = stage.slice(0, -1).filter(({ name }) => !read.has(name))
    return spare
      .slice(Math.max(0, spare.length - (stage.length - wanted)))
      .map(({ name }): Edit => ({ kind: 'remove-block', block: name }))
  })
}

function copies(block: Block, count: number, taken: Set<string>): readonly Block[] {
  return Array.from({ length: count }, () => {
    let number = 2
    while (taken.has(`${block.name}-${number}`)) number += 1
    const name = `${block.name}-${number}`
    taken.add(name)
    return { ...block, name }
  })
}

export const depth: Factor = {
  name: 'depth',
  description:
    'A multiplier of the number of modules in each stage, between two changes of the maps’ size; in a network without modules, of convolutions. The last of a stage is repeated; those before it are left out.',
  levels: [],
  parametrised: parametrised({
    form: '2 (a number above 0, at most 16)',
    description: 'So many times the blocks of each stage, rounded, one at least.',
    schema: z.number().gt(0).max(16),
    patch: (factor, architecture) => multiplied(architecture, factor),
  }),
  missingIn: (architecture) => {
    const inModules = hasModules(architecture)
    return architecture.blocks.some((block) => isRepeatable(block, inModules))
      ? undefined
      : `${architecture.name} has neither modules nor convolutions that could be repeated`
  },
}
