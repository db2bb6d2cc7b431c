import { inputShape, type Layer, type LayerGraph } from '../architecture/layer-graph'
import type { Cost } from '../cost/cost'
import { hasWeights } from './attributes'
import { consequentRewirings } from './consequent-rewirings'
import { type CostChange, NO_COST } from './cost-change'
import { type AttributeChange, type GraphDiff, type LayerPosition, positionInB, renamer } from './graph-diff'
import { groupedBy } from './grouped'
import { localName, NO_BRANCH } from './match-layers'

/**
 * - `changed`: it has other attributes, another name, place or order, or reads other layers without need
 * - `affected`: nothing of its own is other, but its shape, its cost or its inputs follow from what is
 */
export type PartStatus = 'same' | 'added' | 'removed' | 'changed' | 'affected'

export interface LayerNode {
  readonly status: PartStatus
  /** Name in B, in A where it is removed. */
  readonly name: string
  /** The same without its module's. */
  readonly local: string
  readonly a?: Layer
  readonly b?: Layer
  /** Its name in A, where more is other in it than its module's and branch's. */
  readonly from?: string
  readonly changes: readonly AttributeChange[]
  /** Inputs that changed for no other reason than that they do. */
  readonly rewired?: { readonly from: readonly string[]; readonly to: readonly string[] }
  /** Where it was, if it belonged elsewhere. */
  readonly movedFrom?: LayerPosition
  /** It has other neighbours in the order of layers. */
  readonly reordered: boolean
  /** Channels it reads, where they are others and its cost follows from them. */
  readonly reads?: { readonly from: number; readonly to: number }
  readonly cost: CostChange
}

/**
 * What became of every layer of either graph.
 * @returns by the layer in A, in B, or both
 */
export function layerNodes(
  a: LayerGraph,
  b: LayerGraph,
  diff: GraphDiff,
  costsA: ReadonlyMap<string, Cost>,
  costsB: ReadonlyMap<string, Cost>,
): ReadonlyMap<Layer, LayerNode> {
  const rename = renamer(diff.renamed.layers)
  const layersB = new Map(b.layers.map((layer) => [layer.name, layer]))
  const removed = new Set(diff.removed.map(({ layer }) => layer.name))
  const changes = groupedBy(diff.changed, ({ layer }) => layer)
  const rewirings = new Map(diff.rewired.map((rewiring) => [rewiring.layer, rewiring]))
  const consequent = consequentRewirings(diff)
  const moves = new Map(diff.moved.map((move) => [move.layer, move]))
  const reordered = new Set(diff.reordered.map(({ layer }) => layer))
  const reshaped = new Set(diff.reshaped.map(({ layer }) => layer))
  const place = positionInB(diff.renamed)
  const costOf = (one?: Layer, other?: Layer): CostChange => ({
    from: costsA.get(one?.name ?? '') ?? NO_COST,
    to: costsB.get(other?.name ?? '') ?? NO_COST,
  })
  const namesOf = ({ name, module }: Layer) => ({ name, local: localName(name, module) })
  const ofBoth = (one: Layer, other: Layer): LayerNode => {
    const own = changes.get(one.name) ?? []
    const rewired = rewirings.get(one.name)
    const needless = rewired !== undefined && !consequent.has(one.name) ? rewired : undefined
    const move = moves.get(one.name)
    const was = followedName(one, place(one), rename)
    const reads = readsOf(a, one, b, other)
    const isChanged = own.length > 0 || needless || move || was !== other.name || reordered.has(one.name)
    const isAffected = rewired || reads || reshaped.has(one.name)
    return {
      ...namesOf(other),
      status: isChanged ? 'changed' : isAffected ? 'affected' : 'same',
      a: one,
      b: other,
      changes: own,
      ...(was !== other.name && { from: one.name }),
      ...(needless && { rewired: { from: needless.from, to: needless.to } }),
      ...(move && { movedFrom: move.from }),
      reordered: reordered.has(one.name),
      ...(reads && { reads }),
      cost: costOf(one, other),
    }
  }
  const nodes = new Map<Layer, LayerNode>()
  const rest = { changes: [], reordered: false }
  for (const { layer } of diff.removed)
    nodes.set(layer, { ...namesOf(layer), ...rest, status: 'removed', a: layer, cost: costOf(layer) })
  for (const { layer } of diff.added)
    nodes.set(layer, { ...namesOf(layer), ...rest, status: 'added', b: layer, cost: costOf(undefined, layer) })
  for (const one of a.layers) {
    const other = removed.has(one.name) ? undefined : layersB.get(rename(one.name))
    if (!other) continue
    const node = ofBoth(one, other)
    nodes.set(one, node)
    nodes.set(other, node)
  }
  return nodes
}

/**
 * The name that a layer of A would have in B if only its module, its branch and the layer that it belongs to (`x` of
 * `x/norm`) had new names.
 */
function followedName(
  { name, module, branch = NO_BRANCH }: Layer,
  { module: to, branch: branchTo = NO_BRANCH }: LayerPosition,
  rename: (name: string) => string,
): string {
  if (name === module) return to
  const at = name.lastIndexOf('/')
  const owner = name.slice(0, Math.max(0, at))
  if (rename(owner) !== owner) return rename(owner) + name.slice(at)
  const local = localName(name, module)
  if (local === name) return name
  const renamed = branchTo !== branch && local.startsWith(branch)
  return `${to}/${renamed ? branchTo + local.slice(branch.length) : local}`
}

/** Channels that a layer with weights reads, where they are others. */
function readsOf(a: LayerGraph, one: Layer, b: LayerGraph, other: Layer): LayerNode['reads'] {
  if (!hasWeights(one) || !hasWeights(other) || other.kind === 'batch-norm') return undefined
  const [from, to] = [inputShape(a, one)[2], inputShape(b, other)[2]]
  return from === to ? undefined : { from, to }
}
