import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { completePairs, type Pair, type Part } from './align'
import { attributesOf, familyOf, hasWeights } from './attributes'

/** Which parts of two graphs are the same part: each of A's with one of B's at most. */
export interface Matching {
  /** For each layer of A, by its position, its counterpart's position in B; −1 where it has none. */
  readonly layers: Int32Array
  /** Modules of A by name. */
  readonly modules: ReadonlyMap<string, string>
  /** Branches of each matched module of A by name. */
  readonly branches: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/**
 * Finds the counterparts.
 *
 * Names come first: a layer and another of the same name are one layer if they are for the same thing (a convolution that
 * got another kernel, a max pool that became an average pool). What names leave open is found by structure, from the
 * outside in. Modules of the same name, or most of whose layers are matched with each other's, are one module; those left
 * are aligned in their order between the ones that are matched, by the likeness of what they consist of (Dice's
 * coefficient of their layers' kinds, attributes and sizes, 0.5 at least), modules of equal structure first; and those
 * left after that are looked for out of order, if they have weights and are equal or nearly so (0.75). Branches within
 * matched modules are found in the same way, and layers within matched branches, there after names without the module's
 * and branch's part. A layer with weights that is left over has moved if there is one like it, with the same neighbours,
 * in the other graph and no second one. Last, layers that still have the same name are one layer that changed its kind.
 *
 * Every choice among equals is the first, so the same graphs give the same matching. Sequences are aligned by unique parts
 * and, between those, in a band about the diagonal, so time grows nearly as the number of layers.
 */
export function matchLayers(a: LayerGraph, b: LayerGraph): Matching {
  return new Matcher(a, b).match()
}

/** A graph as the matcher reads it. */
interface Side {
  readonly layers: readonly Layer[]
  readonly position: ReadonlyMap<string, number>
  readonly parts: readonly Part[]
  readonly families: readonly string[]
  readonly consumers: readonly (readonly number[])[]
  readonly modules: readonly Group[]
}

/** Layers of one module, or of one branch. */
interface Group {
  readonly name: string
  readonly members: readonly number[]
}

/** Stands for the branch of a module's layers that are in none. */
export const NO_BRANCH = ''

class Matcher {
  private readonly numbers = new Map<string, number>()
  private readonly a: Side
  private readonly b: Side
  private readonly inA: Int32Array
  private readonly inB: Int32Array
  private readonly branches = new Map<string, ReadonlyMap<string, string>>()

  constructor(a: LayerGraph, b: LayerGraph) {
    this.a = this.side(a)
    this.b = this.side(b)
    this.inA = new Int32Array(a.layers.length).fill(-1)
    this.inB = new Int32Array(b.layers.length).fill(-1)
  }

  match(): Matching {
    this.byName((layer, other) => familyOf(layer) === familyOf(other))
    const [a, b] = [this.a, this.b]
    const modules = this.groupPairs(a.modules, b.modules)
    for (const [one, other] of modules) this.withinModule(a.modules[one], b.modules[other])
    this.moved()
    this.byName(() => true)
    return { layers: this.inA, modules: namesOf(modules, a.modules, b.modules), branches: this.branches }
  }

  private byName(fits: (layer: Layer, other: Layer) => boolean): void {
    for (const [one, layer] of this.a.layers.entries()) {
      const other = this.b.position.get(layer.name)
      const candidate = other === undefined ? undefined : this.b.layers[other]
      if (other !== undefined && candidate && fits(layer, candidate)) this.pair(one, other)
    }
  }

  private pair(one: number, other: number): void {
    if (this.inA[one] !== -1 || this.inB[other] !== -1) return
    this.inA[one] = other
    this.inB[other] = one
  }

  /** A number for each distinct text, the same in both graphs. */
  private number(text: string): number {
    const known = this.numbers.get(text)
    if (known !== undefined) return known
    this.numbers.set(text, this.numbers.size)
    return this.numbers.size - 1
  }

  private side({ layers }: LayerGraph): Side {
    const position = new Map(layers.map(({ name }, at) => [name, at]))
    const consumers: number[][] = layers.map(() => [])
    for (const [at, { inputs }] of layers.entries())
      for (const input of inputs) consumers[position.get(input) ?? -1]?.push(at)
    return {
      layers,
      position,
      parts: layers.map((layer) => this.layerPart(layer)),
      families: layers.map(familyOf),
      consumers,
      modules: groupsBy(layers, ({ module }) => module),
    }
  }

  private layerPart(layer: Layer): Part {
    const [height, width] = layer.output
    const words = [`family ${familyOf(layer)}`, `size ${height}×${width}`]
    for (const [name, value] of attributesOf(layer)) words.push(`${name} ${JSON.stringify(value)}`)
    const features = words.map((word) => this.number(word)).sort(ascending)
    return { key: this.number(`layer ${features.join()}`), features, heavy: hasWeights(layer) }
  }

  private groupPart({ members }: Group, { parts }: Side): Part {
    const own = members.flatMap((at) => parts[at] ?? [])
    const features = own.flatMap((part) => part.features).sort(ascending)
    const heavy = own.some((part) => part.heavy)
    return { key: this.number(`group ${own.map(({ key }) => key).join()}`), features, heavy }
  }

  /** Modules, or branches, of the same name; of the same layers; then by structure. */
  private groupPairs(a: readonly Group[], b: readonly Group[]): readonly Pair[] {
    const byName = new Map(b.map(({ name }, at) => [name, at]))
    const pairs: Pair[] = []
    for (const [at, { name }] of a.entries()) {
      const other = byName.get(name)
      if (other !== undefined) pairs.push([at, other])
    }
    const [usedA, usedB] = [new Set(pairs.map(([one]) => one)), new Set(pairs.map(([, other]) => other))]
    if (usedA.size === a.length || usedB.size === b.length) return pairs
    const ofLayer = new Map(b.flatMap(({ members }, at) => members.map((member) => [member, at] as const)))
    for (const [at, { members }] of a.entries()) {
      if (usedA.has(at)) continue
      const other = mostFrequent(members.map((member) => ofLayer.get(this.inA[member] ?? -1)))
      if (other === undefined || usedB.has(other)) continue
      usedA.add(at)
      usedB.add(other)
      pairs.push([at, other])
    }
    const partsA = a.map((group) => this.groupPart(group, this.a))
    const partsB = b.map((group) => this.groupPart(group, this.b))
    return [...pairs, ...completePairs(partsA, partsB, pairs)]
  }

  private withinModule(one: Group | undefined, other: Group | undefined): void {
    if (!one || !other) return
    const [openA, openB] = [this.isOpen(one.members, this.inA), this.isOpen(other.members, this.inB)]
    const [branchesA, branchesB] = [this.branchesOf(one, this.a), this.branchesOf(other, this.b)]
    const pairs = this.groupPairs(branchesA, branchesB).filter(
      ([at, counterpart]) => (branchesA[at]?.name === NO_BRANCH) === (branchesB[counterpart]?.name === NO_BRANCH),
    )
    this.branches.set(one.name, namesOf(pairs, branchesA, branchesB))
    if (!openA || !openB) return
    for (const [atA, atB] of pairs) {
      const [branch, counterpart] = [branchesA[atA], branchesB[atB]]
      if (!branch || !counterpart) continue
      this.byLocalName(branch, counterpart, one.name, other.name)
      this.byStructure(branch.members, counterpart.members)
    }
    // A graph of other origin may not say what is a branch: then its layers are those of any.
    const unsaid = [branchesA, branchesB].some((branches) => branches.every(({ name }) => name === NO_BRANCH))
    if (unsaid) this.byStructure(one.members, other.members)
  }

  private isOpen(members: readonly number[], matched: Int32Array): boolean {
    return members.some((at) => matched[at] === -1)
  }

  private branchesOf({ members }: Group, { layers }: Side): readonly Group[] {
    const own = members.flatMap((at) => layers[at] ?? [])
    return groupsBy(own, ({ branch }) => branch ?? NO_BRANCH).map(({ name, members: inner }) => ({
      name,
      members: inner.flatMap((at) => members[at] ?? []),
    }))
  }

  /** The same name once the module's own, and the branch's, are taken off both. */
  private byLocalName(one: Group, other: Group, moduleA: string, moduleB: string): void {
    const local = ({ layers }: Side, at: number, module: string, branch: string): string =>
      localName(localName(layers[at]?.name ?? '', module), branch)
    const names = new Map(other.members.map((at) => [local(this.b, at, moduleB, other.name), at]))
    for (const at of one.members) {
      const counterpart = names.get(local(this.a, at, moduleA, one.name))
      if (counterpart !== undefined && this.a.families[at] === this.b.families[counterpart]) this.pair(at, counterpart)
    }
  }

  private byStructure(membersA: readonly number[], membersB: readonly number[]): void {
    if (!this.isOpen(membersA, this.inA) || !this.isOpen(membersB, this.inB)) return
    const [insideA, insideB] = [new Set(membersA), new Set(membersB)]
    // A layer whose counterpart is elsewhere is neither open nor a fence.
    const ownA = membersA.filter((at) => this.inA[at] === -1 || insideB.has(this.inA[at] ?? -1))
    const ownB = membersB.filter((at) => this.inB[at] === -1 || insideA.has(this.inB[at] ?? -1))
    const places = new Map(ownB.map((member, at) => [member, at]))
    const known: Pair[] = []
    for (const [at, member] of ownA.entries()) {
      const other = places.get(this.inA[member] ?? -1)
      if (other !== undefined) known.push([at, other])
    }
    const partsA = ownA.flatMap((at) => this.a.parts[at] ?? [])
    const partsB = ownB.flatMap((at) => this.b.parts[at] ?? [])
    for (const [at, other] of completePairs(partsA, partsB, known)) {
      const [one, counterpart] = [ownA[at] ?? -1, ownB[other] ?? -1]
      if (this.a.families[one] === this.b.families[counterpart]) this.pair(one, counterpart)
    }
  }

  /** Layers that have gone to another module: there is one alone that looks so and has the same neighbours. */
  private moved(): void {
    const views: readonly (readonly ['inputs' | 'consumers', ...('inputs' | 'consumers')[]])[] = [
      ['inputs', 'consumers'],
      ['inputs'],
      ['consumers'],
    ]
    for (const view of views) {
      const [inA, inB] = [this.leftBy(this.a, this.inA, view, true), this.leftBy(this.b, this.inB, view, false)]
      for (const [key, at] of inA) {
        const other = inB.get(key)
        if (other !== undefined && at >= 0 && other >= 0) this.pair(at, other)
      }
    }
  }

  private leftBy(
    { layers, parts, position, consumers }: Side,
    matched: Int32Array,
    view: readonly ('inputs' | 'consumers')[],
    isA: boolean,
  ): ReadonlyMap<string, number> {
    const neighbour = (at: number): string => {
      const other = matched[at] ?? -1
      return other === -1 ? `looks ${parts[at]?.key}` : `is ${isA ? at : other}`
    }
    const left = new Map<string, number>()
    for (const [at, { inputs }] of layers.entries()) {
      if (matched[at] !== -1 || !parts[at]?.heavy) continue
      const around = { inputs: inputs.map((name) => position.get(name) ?? -1), consumers: consumers[at] ?? [] }
      const key = [parts[at]?.key, ...view.map((side) => around[side].map(neighbour).join())].join('|')
      left.set(key, left.has(key) ? -1 : at)
    }
    return left
  }
}

/** A layer's name within a module or branch: `3x3/relu` of `3a/3x3/relu` in 3a. */
export function localName(name: string, outer: string): string {
  return outer !== '' && name.startsWith(`${outer}/`) ? name.slice(outer.length + 1) : name
}

function groupsBy(layers: readonly Layer[], nameOf: (layer: Layer) => string): readonly Group[] {
  const groups = new Map<string, number[]>()
  for (const [at, layer] of layers.entries()) {
    const name = nameOf(layer)
    const members = groups.get(name)
    if (members) members.push(at)
    else groups.set(name, [at])
  }
  return [...groups].map(([name, members]) => ({ name, members }))
}

function namesOf(pairs: readonly Pair[], a: readonly Group[], b: readonly Group[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const [one, other] of pairs) {
    const [from, to] = [a[one], b[other]]
    if (from && to) names.set(from.name, to.name)
  }
  return names
}

/** The value that is there most often, the first of several; undefined where it is not more than half of them. */
function mostFrequent(values: readonly (number | undefined)[]): number | undefined {
  const counts = new Map<number, number>()
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].find(([, count]) => count * 2 > values.length)?.[0]
}

function ascending(a: number, b: number): number {
  return a - b
}
