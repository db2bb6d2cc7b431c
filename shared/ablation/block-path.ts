import type { Architecture, Block, Branch, ModuleBlock } from '../architecture/architecture'
import { expandInception } from './expand-inception'

/*
 * Blocks are addressed by the names of their layers: `conv1` on the trunk, `3a/3x3-reduce` in an Inception module,
 * `mixed1/double/conv2` in a module of branches, `auxiliary1/conv` in an auxiliary classifier. An Inception module is
 * opened into its branches where a path leads inside.
 */

/** A block with the way to it. */
export interface PlacedBlock {
  readonly path: string
  readonly block: Exclude<Block, { kind: 'inception' | 'module' }>
  /** The branches that it stands in, the outermost first; empty on the trunk and directly in a classifier. */
  readonly branches: readonly string[]
  /** The auxiliary classifier it belongs to. */
  readonly head?: string
}

/** A branch of a module, with its blocks in order; those of modules within it are counted as its own too. */
export interface PlacedBranch {
  readonly module: string
  readonly name: string
  readonly join: ModuleBlock['join']
  readonly blocks: readonly PlacedBlock[]
}

interface Inside {
  readonly prefix: string
  readonly branches: readonly string[]
  readonly head?: string
}

/** Every block of the trunk, those of modules in their order, without the modules themselves. */
export function trunkBlocks({ blocks }: Architecture): readonly PlacedBlock[] {
  return placed(blocks, { prefix: '', branches: [] })
}

/** Every block of the auxiliary classifiers. */
export function headBlocks({ auxiliary }: Architecture): readonly PlacedBlock[] {
  return auxiliary.flatMap(({ name, blocks }) => placed(blocks, { prefix: `${name}/`, branches: [], head: name }))
}

/** Every branch of the trunk's modules, of modules in modules after the one that holds them. */
export function trunkBranches({ blocks }: Architecture): readonly PlacedBranch[] {
  return branchesOf(blocks, { prefix: '', branches: [] })
}

/** Whether the trunk has a module of branches. */
export function hasModules({ blocks }: Architecture): boolean {
  return blocks.some(({ kind }) => kind === 'inception' || kind === 'module')
}

function placed(blocks: readonly Block[], inside: Inside): readonly PlacedBlock[] {
  return blocks.flatMap((block): readonly PlacedBlock[] => {
    const module = moduleOf(block)
    if (module) return module.branches.flatMap((branch) => placed(branch.blocks, within(module, branch, inside)))
    if (block.kind === 'inception' || block.kind === 'module') return []
    const { prefix, branches, head } = inside
    return [{ path: `${prefix}${block.name}`, block, branches, ...(head !== undefined && { head }) }]
  })
}

function branchesOf(blocks: readonly Block[], inside: Inside): readonly PlacedBranch[] {
  return blocks.flatMap((block) => {
    const module = moduleOf(block)
    if (!module) return []
    return module.branches.flatMap((branch) => {
      const inner = within(module, branch, inside)
      const path = `${inside.prefix}${module.name}`
      const own = { module: path, name: branch.name, join: module.join, blocks: placed(branch.blocks, inner) }
      return [own, ...branchesOf(branch.blocks, inner)]
    })
  })
}

/** A block as branches, where it has any. */
export function moduleOf(block: Block): ModuleBlock | undefined {
  if (block.kind === 'inception') return expandInception(block)
  return block.kind === 'module' ? block : undefined
}

function within(module: ModuleBlock, branch: Branch, { prefix, branches, ...inside }: Inside): Inside {
  const own = module.names === 'short' ? module.name : `${module.name}/${branch.name}`
  return { ...inside, prefix: `${prefix}${own}/`, branches: [...branches, branch.name] }
}

/** What takes the place of one block. */
type Change = (block: Block) => readonly Block[]

/** The architecture with the block at a path changed; undefined where there is none. */
export function changeBlock(architecture: Architecture, path: string, change: Change): Architecture | undefined {
  const blocks = changeIn(architecture.blocks, '', path, change)
  if (blocks) return { ...architecture, blocks }
  for (const classifier of architecture.auxiliary) {
    const inner = changeIn(classifier.blocks, `${classifier.name}/`, path, change)
    if (!inner) continue
    const auxiliary = architecture.auxiliary.map((other) =>
      other === classifier ? { ...classifier, blocks: inner } : other,
    )
    return { ...architecture, auxiliary }
  }
  return undefined
}

function changeIn(
  blocks: readonly Block[],
  prefix: string,
  path: string,
  change: Change,
): readonly Block[] | undefined {
  for (const [index, block] of blocks.entries()) {
    const replaced = path === `${prefix}${block.name}` ? change(block) : changeInside(block, prefix, path, change)
    if (replaced) return [...blocks.slice(0, index), ...replaced, ...blocks.slice(index + 1)]
  }
  return undefined
}

function changeInside(block: Block, prefix: string, path: string, change: Change): readonly Block[] | undefined {
  if (!path.startsWith(`${prefix}${block.name}/`)) return undefined
  const module = moduleOf(block)
  for (const [index, branch] of (module?.branches ?? []).entries()) {
    if (!module) break
    const inner = within(module, branch, { prefix, branches: [] })
    const blocks = changeIn(branch.blocks, inner.prefix, path, change)
    if (blocks) return [{ ...module, branches: module.branches.with(index, { ...branch, blocks }) }]
  }
  return undefined
}

/** The block at a path; undefined where there is none. */
export function blockAt(architecture: Architecture, path: string): Block | undefined {
  let found: Block | undefined
  changeBlock(architecture, path, (block) => {
    found = block
    return [block]
  })
  return found
}

/** Every path that leads to a block, modules among them, for a person who looks for one. */
export function blockPaths(architecture: Architecture): readonly string[] {
  const modules = architecture.blocks.filter((block) => moduleOf(block)).map(({ name }) => name)
  return [...modules, ...[...trunkBlocks(architecture), ...headBlocks(architecture)].map(({ path }) => path)]
}
