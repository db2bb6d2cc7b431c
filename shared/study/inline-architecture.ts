import { trunkBlocks } from '../ablation/block-path'
import type { Architecture, AuxiliaryClassifier, Block, Branch } from '../architecture/architecture'
import { nearest } from '../nearest'
import type { InlineArchitecture } from './architecture-schema'
import type { Problem } from './problem'
import { quote } from './schema-problems'
import type { SourceMap } from './source-map'

type Path = readonly PropertyKey[]

/** An architecture that a person wrote, as the built-in ones are; and what is wrong with its names. */
export function inlineArchitecture(
  written: InlineArchitecture,
  path: Path,
  map: SourceMap,
): { readonly architecture: Architecture; readonly problems: readonly Problem[] } {
  const { name, title = 'an architecture written by hand', source = 'it names no source' } = written
  const { input = [28, 28, 1], classes = 10, normalisation = 'none', auxiliary = [] } = written
  const architecture: Architecture = {
    name,
    title,
    source,
    input,
    classes,
    normalisation,
    blocks: written.blocks.map(canonical),
    auxiliary: auxiliary.map((classifier) => ({ ...classifier, blocks: classifier.blocks.map(canonical) })),
  }
  return { architecture, problems: nameProblems(architecture, path, map) }
}

/** Settings that a block has unless it says otherwise: saying them makes no other network, so they are left out. */
const UNLESS_SAID: Readonly<Partial<Record<Block['kind'], Readonly<Record<string, unknown>>>>> = {
  convolution: { stride: 1, padding: 'same', dilation: 1, activation: 'relu', groups: 1 },
  'depthwise-convolution': { stride: 1, padding: 'same', dilation: 1, activation: 'relu', multiplier: 1 },
  inception: { activation: 'relu' },
  'max-pool': { padding: 'same' },
  'average-pool': { padding: 'same' },
  'batch-norm': { epsilon: 1e-3, momentum: 0.9 },
}

/** A block in the one way of writing it that decides a trial's id. */
function canonical(block: Block): Block {
  const defaults = UNLESS_SAID[block.kind] ?? {}
  const said = Object.fromEntries(Object.entries(block).filter(([key, value]) => defaults[key] !== value))
  const own = { ...said } as unknown as Block
  switch (own.kind) {
    case 'module':
      return { ...own, branches: own.branches.map((branch) => ({ ...branch, blocks: branch.blocks.map(canonical) })) }
    case 'convolution':
    case 'depthwise-convolution': {
      const { kernel } = own
      return typeof kernel !== 'number' && kernel[0] === kernel[1] ? { ...own, kernel: kernel[0] } : own
    }
    default:
      return own
  }
}

function nameProblems(architecture: Architecture, path: Path, map: SourceMap): readonly Problem[] {
  const { blocks, auxiliary } = architecture
  const problem = (at: Path, found: string, allowed: readonly string[] = [], word?: string): Problem => {
    const near = word === undefined ? undefined : nearest(word, allowed)
    return {
      range: map.value([...path, ...at]),
      found,
      allowed: [...allowed],
      ...(near !== undefined && { nearest: near }),
    }
  }
  const reserved = [...blocks.entries()]
    .filter(([, { name }]) => name === 'input')
    .map(([index]) => problem(['blocks', index, 'name'], '"input" is the name of the images: a block has another one.'))
  const reservedHeads = [...auxiliary.entries()]
    .filter(([, { name }]) => name === 'main')
    .map(([index]) =>
      problem(['auxiliary', index, 'name'], '"main" is the name of the trunk’s own classifier: this one has another.'),
    )
  const trunk = new Set(blocks.map(({ name }) => name))
  const shared = [...auxiliary.entries()]
    .filter(([, { name }]) => trunk.has(name))
    .map(([index, { name }]) => problem(['auxiliary', index, 'name'], `A block is named ${quote(name)} already.`))
  const places = [...new Set([...trunk, ...trunkBlocks(architecture).map((placed) => placed.path)])]
  const lost = [...auxiliary.entries()]
    .filter(([, { after }]) => !places.includes(after))
    .map(([index, { name, after }]) =>
      problem(
        ['auxiliary', index, 'after'],
        `${name} reads ${quote(after)}, which is not a block of ${architecture.name}.`,
        [...trunk],
        after,
      ),
    )
  const repeated = [
    ...repeatedNames(blocks, ['blocks']),
    ...twice(auxiliary, ['auxiliary']),
    ...auxiliary.flatMap(({ blocks: own }, index) => repeatedNames(own, ['auxiliary', index, 'blocks'])),
  ].map(({ at, name }) => problem(at, `The name ${quote(name)} stands twice in this list: each stands once.`))
  return [...reserved, ...reservedHeads, ...shared, ...repeated, ...lost]
}

interface Repeated {
  readonly at: Path
  readonly name: string
}

/** Names that stand a second time among blocks behind each other, or among branches side by side. */
function repeatedNames(blocks: readonly Block[], path: Path): readonly Repeated[] {
  return [
    ...twice(blocks, path),
    ...blocks.flatMap((block, index) => {
      if (block.kind !== 'module') return []
      const branches = [...path, index, 'branches']
      return [
        ...twice(block.branches, branches),
        ...block.branches.flatMap((branch, at) => repeatedNames(branch.blocks, [...branches, at, 'blocks'])),
      ]
    }),
  ]
}

function twice(named: readonly (Block | Branch | AuxiliaryClassifier)[], path: Path): readonly Repeated[] {
  const seen = new Set<string>()
  return named.flatMap(({ name }, index) => {
    if (seen.has(name)) return [{ at: [...path, index, 'name'], name }]
    seen.add(name)
    return []
  })
}
