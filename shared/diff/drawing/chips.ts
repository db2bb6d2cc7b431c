import type { Layer } from '../../architecture/layer-graph'
import { formatShape } from '../../architecture/shape'
import { formatCount } from '../../format/numbers'
import type { ModuleNode } from '../diff-tree'
import type { LayerNode, PartStatus } from '../layer-nodes'
import type { Sign } from '../summary'
import { kindWords, layerWords, nodeWords } from '../words'

/** A convolution with its normalisation and activation, or another layer: what is drawn as one box. */
export interface Chip {
  readonly status: PartStatus
  readonly title: string
  /** Its width and weights, or the shape that it gives. */
  readonly detail: string
  /** What is other in it. */
  readonly notes: readonly { readonly sign: Sign | '·'; readonly text: string }[]
}

/** From one chip to another of the same module, by their positions in `chips`; −1 for what the module reads. */
export interface ChipEdge {
  readonly from: number
  readonly to: number
  readonly status: 'same' | 'added' | 'removed'
}

/** A module as boxes and connections, before they have a place. */
export interface ChipModule {
  readonly chips: readonly Chip[]
  /** Chips of each branch, in order; where no branch is named, all of them in one. */
  readonly columns: readonly { readonly name?: string; readonly chips: readonly number[] }[]
  /** Chips in no branch of a module that has some: joins. */
  readonly below: readonly number[]
  readonly edges: readonly ChipEdge[]
}

/** What is drawn of a module. */
export function chipModule(module: ModuleNode): ChipModule {
  const chips: Chip[] = []
  const columns: { readonly name?: string; readonly chips: readonly number[] }[] = []
  const below: number[] = []
  const chipOf = { a: new Map<string, number>(), b: new Map<string, number>() }
  const hasBranches = module.branches.some(({ name }) => name !== undefined)
  for (const branch of module.branches) {
    const own: number[] = []
    for (const group of groups(branch.layers)) {
      const at = chips.push(chipOfGroup(group)) - 1
      own.push(at)
      for (const { a, b } of group) {
        if (a) chipOf.a.set(a.name, at)
        if (b) chipOf.b.set(b.name, at)
      }
    }
    if (hasBranches && branch.name === undefined) below.push(...own)
    else columns.push({ ...(branch.name !== undefined && { name: branch.name }), chips: own })
  }
  return { chips, columns, below, edges: edgesOf(module, chipOf) }
}

/** Layers that are drawn as one: `x/norm` and `x/relu` belong to `x`. */
function groups(layers: readonly LayerNode[]): readonly (readonly LayerNode[])[] {
  const owners = new Map<string, LayerNode[]>()
  const found: LayerNode[][] = []
  for (const node of layers) {
    const owner = owners.get(node.name.slice(0, Math.max(0, node.name.lastIndexOf('/'))))
    const kind = (node.b ?? node.a)?.kind
    // A reduction is named after its convolution, and is one of its own.
    if (owner && kind !== 'convolution') {
      owner.push(node)
      continue
    }
    const own = [node]
    owners.set(node.name, own)
    found.push(own)
  }
  return found
}

function chipOfGroup([main, ...companions]: readonly LayerNode[]): Chip {
  const layer = main?.b ?? main?.a
  if (!main || !layer) throw new Error('an empty box')
  const whole = main.status === 'added' || main.status === 'removed'
  const notes = [
    ...(main.status === 'changed' ? nodeWords(main).map((text) => ({ sign: '~' as const, text })) : []),
    ...(main.reads ? [{ sign: '·' as const, text: `reads ${main.reads.from} → ${main.reads.to}` }] : []),
    ...companions.filter(({ status }) => !whole || status !== main.status).flatMap(companionNotes),
  ]
  const others = [main, ...companions].some(({ status }) => ['added', 'removed', 'changed'].includes(status))
  return {
    status: whole ? main.status : others ? 'changed' : main.status,
    title: titleOf(layer),
    detail: detailOf(main, layer),
    notes,
  }
}

function companionNotes(node: LayerNode): Chip['notes'] {
  const kind = kindWords((node.b ?? node.a)?.kind ?? '')
  if (node.status === 'added') return [{ sign: '+', text: kind }]
  if (node.status === 'removed') return [{ sign: '-', text: kind }]
  return node.status === 'changed' ? nodeWords(node).map((text) => ({ sign: '~', text })) : []
}

/** `3×3 conv`, `3×3 max pool`, `concat`. */
function titleOf(layer: Layer): string {
  const [words = ''] = layerWords(layer).split(', ')
  return words.replace('convolution', 'conv')
}

function detailOf({ cost, b, reordered }: LayerNode, layer: Layer): string {
  const weights = (b ? cost.to : cost.from).weights
  const order = reordered ? ' · moved' : ''
  if (weights > 0) return `${formatCount(layer.output[2])} · ${formatCount(weights)} w${order}`
  return formatShape(layer.output) + order
}

function edgesOf(
  { branches }: ModuleNode,
  chipOf: { readonly a: ReadonlyMap<string, number>; readonly b: ReadonlyMap<string, number> },
): readonly ChipEdge[] {
  const edges = new Map<string, { from: number; to: number; a: boolean; b: boolean }>()
  const see = (layer: Layer | undefined, side: 'a' | 'b'): void => {
    const to = chipOf[side].get(layer?.name ?? '')
    if (!layer || to === undefined) return
    for (const input of layer.inputs) {
      const from = chipOf[side].get(input) ?? -1
      if (from === to) continue
      const edge = edges.get(`${from} ${to}`) ?? { from, to, a: false, b: false }
      edge[side] = true
      edges.set(`${from} ${to}`, edge)
    }
  }
  for (const { layers } of branches) {
    for (const { a, b } of layers) {
      see(a, 'a')
      see(b, 'b')
    }
  }
  return [...edges.values()].map(({ from, to, a, b }) => ({
    from,
    to,
    status: a && b ? 'same' : b ? 'added' : 'removed',
  }))
}
