import type { GraphOutput, Layer, LayerGraph } from '../architecture/layer-graph'
import type { Shape } from '../architecture/shape'
import type { AttributeValue } from './attributes'

/** What of a graph is not its layers. */
export type GraphHeading = Pick<LayerGraph, 'architecture' | 'input' | 'classes'>

/** A layer that is in one of the graphs alone, and where it stands in that graph's order. */
export interface PlacedLayer {
  readonly index: number
  readonly layer: Layer
}

/** An attribute of a layer that is in both graphs; null where it has none of that name. */
export interface AttributeChange {
  /** Name in A. */
  readonly layer: string
  readonly attribute: string
  readonly from: AttributeValue
  readonly to: AttributeValue
}

/** Another shape of a layer's output, where it is not the layer's own width that was changed. */
export interface Reshaping {
  /** Name in A. */
  readonly layer: string
  readonly from: Shape
  readonly to: Shape
}

/** Other inputs, beyond what their new names would make other. */
export interface Rewiring {
  /** Name in A. */
  readonly layer: string
  /** Names in A. */
  readonly from: readonly string[]
  /** Names in B. */
  readonly to: readonly string[]
}

export interface Renaming {
  readonly from: string
  readonly to: string
}

export interface BranchRenaming extends Renaming {
  /** Name of its module in A. */
  readonly module: string
}

/** Where a layer belongs. */
export interface LayerPosition {
  readonly module: string
  readonly branch?: string
  readonly head?: string
}

/** A layer that belongs to another module or branch, beyond what their new names would make other. */
export interface Move {
  /** Name in A. */
  readonly layer: string
  readonly from: LayerPosition
  readonly to: LayerPosition
}

/** A layer that stands elsewhere in the order, relative to the other layers of both graphs. */
export interface Reordering {
  /** Name in A. */
  readonly layer: string
  /** Positions in A's and in B's order. */
  readonly from: number
  readonly to: number
}

/** The difference between two graphs, as data: with A it makes B, mirrored it makes A of B. */
export interface GraphDiff {
  readonly a: GraphHeading
  readonly b: GraphHeading
  readonly added: readonly PlacedLayer[]
  readonly removed: readonly PlacedLayer[]
  readonly changed: readonly AttributeChange[]
  readonly reshaped: readonly Reshaping[]
  readonly rewired: readonly Rewiring[]
  readonly renamed: {
    readonly modules: readonly Renaming[]
    readonly branches: readonly BranchRenaming[]
    readonly layers: readonly Renaming[]
  }
  readonly moved: readonly Move[]
  readonly reordered: readonly Reordering[]
  /** Where logits come out, where that is other than new names make it; else null. */
  readonly outputs: { readonly from: readonly GraphOutput[]; readonly to: readonly GraphOutput[] } | null
}

/** Whether two graphs are the same network for the same images and classes; what they are called does not count. */
export function isEmpty(diff: GraphDiff): boolean {
  const { a, b, added, removed, changed, reshaped, rewired, renamed, moved, reordered, outputs } = diff
  const { modules, branches, layers } = renamed
  const lists = [added, removed, changed, reshaped, rewired, modules, branches, layers, moved, reordered]
  return lists.every(({ length }) => length === 0) && outputs === null && a.classes === b.classes
}

/** The way back: what diff(b, a) is where the given one is diff(a, b). */
export function mirror(diff: GraphDiff): GraphDiff {
  const { modules, branches, layers } = diff.renamed
  const nameInB = renamer(layers)
  const moduleInB = renamer(modules)
  const ofLayer = <T extends { readonly layer: string; readonly from: V; readonly to: V }, V>(change: T): T => ({
    ...change,
    layer: nameInB(change.layer),
    from: change.to,
    to: change.from,
  })
  return {
    a: diff.b,
    b: diff.a,
    added: diff.removed,
    removed: diff.added,
    changed: diff.changed.map(ofLayer),
    reshaped: diff.reshaped.map(ofLayer),
    rewired: diff.rewired.map(ofLayer),
    renamed: {
      modules: modules.map(({ from, to }) => ({ from: to, to: from })),
      branches: branches.map(({ module, from, to }) => ({ module: moduleInB(module), from: to, to: from })),
      layers: layers.map(({ from, to }) => ({ from: to, to: from })),
    },
    moved: diff.moved.map(ofLayer),
    reordered: diff.reordered.map(ofLayer),
    outputs: diff.outputs && { from: diff.outputs.to, to: diff.outputs.from },
  }
}

/** Names in A → names in B, for what is in both. */
export function renamer(renamings: readonly Renaming[]): (name: string) => string {
  if (renamings.length === 0) return (name) => name
  const names = new Map(renamings.map(({ from, to }) => [from, to]))
  return (name) => names.get(name) ?? name
}

/** The position that a layer of A has in B by its module's and branch's new names alone. */
export function positionInB({ modules, branches }: GraphDiff['renamed']): (position: LayerPosition) => LayerPosition {
  const moduleInB = renamer(modules)
  const branchNames = new Map(branches.map(({ module, from, to }) => [`${module}\n${from}`, to]))
  return ({ module, branch, head }) => ({
    module: moduleInB(module),
    ...(branch !== undefined && { branch: branchNames.get(`${module}\n${branch}`) ?? branch }),
    ...(head !== undefined && { head: moduleInB(head) }),
  })
}

/** Where a layer belongs, without the rest of it. */
export function positionOf({ module, branch, head }: LayerPosition): LayerPosition {
  return { module, ...(branch !== undefined && { branch }), ...(head !== undefined && { head }) }
}
