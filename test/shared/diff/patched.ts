import fc from 'fast-check'
import type { Architecture, Block } from '../../../shared/architecture/architecture'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import { ARCHITECTURES } from '../../../shared/architecture/registry'

/** A change of an architecture, by which block it concerns and how. */
type Patch = (architecture: Architecture) => Architecture

function onBlock(at: number, change: (block: Block) => readonly Block[]): Patch {
  return (architecture) => {
    const place = at % architecture.blocks.length
    return {
      ...architecture,
      blocks: architecture.blocks.flatMap((block, own) => (own === place ? change(block) : [block])),
    }
  }
}

function resized(block: Block, size: number): Block {
  switch (block.kind) {
    case 'convolution':
      return { ...block, kernel: size, ...(typeof block.filters === 'number' && { filters: block.filters + size }) }
    case 'inception':
      return { ...block, conv1x1: size, conv3x3: size + 3 }
    case 'max-pool':
      return { ...block, kind: 'average-pool', size: 2 }
    case 'average-pool':
      return { ...block, kind: 'max-pool' }
    case 'dropout':
      return { ...block, rate: size / 10 }
    case 'local-response-norm':
      return { kind: 'batch-norm', name: block.name }
    default:
      return block
  }
}

const place = fc.nat(30)

const patch: fc.Arbitrary<Patch> = fc.oneof(
  place.map((at) => onBlock(at, () => [])),
  fc
    .tuple(place, fc.constantFrom('x', 'renamed', '1'))
    .map(([at, name]) => onBlock(at, (block) => [{ ...block, name: `${block.name}${name}` }])),
  fc.tuple(place, fc.integer({ min: 1, max: 9 })).map(([at, size]) => onBlock(at, (block) => [resized(block, size)])),
  place.map((at) => onBlock(at, (block) => [block, { ...block, name: `${block.name}-again` }])),
  place.map((at) =>
    onBlock(at, (block) => [block, { kind: 'activation', name: `${block.name}-tanh`, activation: 'tanh' }]),
  ),
  fc
    .tuple(place, fc.constantFrom('conv1x1', 'conv3x3', 'conv5x5', 'reduce3x3', 'reduce5x5', 'poolProjection'))
    .map(([at, field]) => onBlock(at, (block) => [block.kind === 'inception' ? { ...block, [field]: 'none' } : block])),
  fc.tuple(place, place).map(
    ([one, other]): Patch =>
      (architecture) => {
        const blocks = [...architecture.blocks]
        const [from, to] = [one % blocks.length, other % blocks.length]
        const [taken] = blocks.splice(from, 1)
        if (taken) blocks.splice(to, 0, taken)
        return { ...architecture, blocks }
      },
  ),
  fc.constant<Patch>((architecture) => ({ ...architecture, auxiliary: architecture.auxiliary.slice(1) })),
  fc.constant<Patch>((architecture) => ({
    ...architecture,
    normalisation: architecture.normalisation === 'batch' ? 'none' : 'batch',
  })),
  place.map(
    (at): Patch =>
      (architecture) => ({ ...architecture, name: `${architecture.name}-${at}` }),
  ),
  place.map((at) =>
    onBlock(at, (block) => [
      {
        kind: 'module',
        name: `module-of-${block.name}`,
        join: 'concat',
        branches: [
          { name: 'left', blocks: [{ kind: 'convolution', name: 'conv', kernel: 3, filters: 5 }] },
          { name: 'right', blocks: [{ kind: 'dropout', name: 'dropout', rate: 0.3 }] },
        ],
      },
      block,
    ]),
  ),
)

function built(architecture: Architecture): LayerGraph | undefined {
  const graph = buildLayerGraph(architecture, { input: architecture.input, classes: architecture.classes })
  return graph.ok ? graph.value : undefined
}

/** The architecture with those of the patches that leave a network that can be built. */
function patched(base: Architecture, patches: readonly Patch[]): LayerGraph {
  let current = base
  let graph = built(base)
  for (const one of patches) {
    const next = one(current)
    const made = built(next)
    if (made) {
      current = next
      graph = made
    }
  }
  if (!graph) throw new Error(`${base.name} cannot be built`)
  return graph
}

/** Architectures that are built in, each with up to four patches; often both are of the same one. */
export const patchedPair: fc.Arbitrary<readonly [LayerGraph, LayerGraph]> = fc
  .tuple(
    fc.nat(),
    fc.option(fc.nat(), { freq: 3 }),
    fc.array(patch, { maxLength: 4 }),
    fc.array(patch, { maxLength: 4 }),
  )
  .map(([one, other, patches, others]) => {
    const base = (at: number): Architecture => {
      const found = ARCHITECTURES[at % ARCHITECTURES.length]
      if (!found) throw new Error('no architecture is built in')
      return found
    }
    const pair = [patched(base(one), patches), patched(base(other ?? one), others)] as const
    // A counterexample is told by the layers' names, not by all that is in them.
    return Object.assign(pair, { [fc.toStringMethod]: () => pair.map(outline).join('\nagainst\n') })
  })

function outline({ architecture, layers }: LayerGraph): string {
  return `${architecture}: ${layers.map(({ name }) => name).join(' ')}`
}
