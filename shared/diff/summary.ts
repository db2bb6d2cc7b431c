import { type Layer, type LayerGraph, layerNamed } from '../architecture/layer-graph'
import { formatShape } from '../architecture/shape'
import { formatCount } from '../format/numbers'
import { type Compound, compounds, compoundWords } from './compound'
import type { BranchNode, DiffTree, ModuleNode } from './diff-tree'
import { groupedBy } from './grouped'
import type { LayerNode } from './layer-nodes'
import { kindPlural, nodeWords } from './words'

/** `+` only in B, `-` only in A, `~` in both and not the same. */
export type Sign = '+' | '-' | '~'

/** One thing that is different, wherever it is: `kernel 5×5 → 3×3` in nine layers is one. */
export interface Difference {
  readonly sign: Sign
  /** `batch norm`, `kernel 5×5 → 3×3`, `branch pool`. */
  readonly what: string
  /** Layers, branches (`3a pool`) or modules, in B's order; empty for what the whole network has. */
  readonly where: readonly string[]
  /** The same in few words: `behind all 59 convolutions`, `5x5 of 3a, 3b`. */
  readonly places: string
}

/** A difference at one place, before equal ones are put together. */
interface Finding {
  readonly sign: Sign
  readonly what: string
  readonly place: Place
  /** What it may concern all of: a layer of this kind has it, or stands in front of it. */
  readonly all?: { readonly kind: string; readonly behind: boolean; readonly trunk: boolean }
}

interface Place {
  readonly name: string
  /** The name within its module; absent for a module. */
  readonly local?: string
  readonly module: string
}

/** Everything that is different, once each, the large before the small: modules, branches, layers, attributes. */
export function summarise(tree: DiffTree): readonly Difference[] {
  const groups = groupedBy(
    tree.modules.flatMap((module) => moduleFindings(module, tree)),
    (finding) => {
      const rank = RANKS.indexOf(rankOf(finding))
      return `${rank} ${finding.sign} ${finding.what}`
    },
  )
  const kinds = { a: kindCounts(tree.a), b: kindCounts(tree.b) }
  const differences = [...groups.values()].map((group): Difference & { readonly rank: number } => {
    const [first] = group
    if (!first) throw new Error('an empty group of differences')
    const { sign, what } = first
    return {
      rank: RANKS.indexOf(rankOf(first)),
      sign,
      what,
      where: group.map(({ place }) => place.name),
      places: everyOfKind(group, kinds) ?? placesWords(group.map(({ place }) => place)),
    }
  })
  differences.sort((one, other) => one.rank - other.rank)
  return [...headingDifferences(tree), ...differences.map(({ rank: _, ...difference }) => difference)]
}

/** From the large to the small. */
const RANKS = ['module', 'branch', '-', '+', '~'] as const

function rankOf({ sign, place }: Finding): (typeof RANKS)[number] {
  if (place.local === undefined) return 'module'
  return place.local === '' ? 'branch' : sign
}

function headingDifferences({ a, b }: DiffTree): readonly Difference[] {
  const [from, to] = [formatShape(a.input), formatShape(b.input)]
  const changes = [
    ...(from === to ? [] : [`input ${from} → ${to}`]),
    ...(a.classes === b.classes ? [] : [`classes ${formatCount(a.classes)} → ${formatCount(b.classes)}`]),
  ]
  return changes.map((what) => ({ sign: '~', what, where: [], places: '' }))
}

function moduleFindings(module: ModuleNode, tree: DiffTree): readonly Finding[] {
  const place = { name: module.name, module: module.name }
  if (module.status === 'added' || module.status === 'removed')
    return [{ sign: signOf(module.status), what: moduleWords(module), place }]
  const renamed: readonly Finding[] =
    module.from === undefined
      ? []
      : [{ sign: '~', what: 'renamed', place: { name: `${module.from} → ${module.name}`, module: module.name } }]
  return [...renamed, ...module.branches.flatMap((branch) => branchFindings(branch, module, tree))]
}

function signOf(status: 'added' | 'removed'): Sign {
  return status === 'added' ? '+' : '-'
}

/** What a whole module is: its layer, or its branches, or how much of it there is. */
export function moduleWords({ branches, trainingOnly }: ModuleNode): string {
  const layers = branches.flatMap((branch) => branch.layers)
  const [only, ...others] = compounds(layers)
  if (only && others.length === 0) return compoundWords(only)
  if (trainingOnly) return `auxiliary classifier of ${layers.length} layers`
  const names = branches.flatMap(({ name }) => name ?? [])
  return names.length === 0 ? `module of ${layers.length} layers` : `module of branches ${names.join(', ')}`
}

function branchFindings(branch: BranchNode, module: ModuleNode, tree: DiffTree): readonly Finding[] {
  const { name, from, status, layers } = branch
  const place = { name: `${module.name} ${name}`, local: '', module: module.name }
  if (name !== undefined && (status === 'added' || status === 'removed'))
    return [{ sign: signOf(status), what: branchWords(branch), place }]
  const renamed: readonly Finding[] = from === undefined ? [] : [{ sign: '~', what: `branch ${from} → ${name}`, place }]
  return [...renamed, ...compounds(layers).flatMap((compound) => compoundFindings(compound, module, tree))]
}

/** `branch pool: 3×3 max pool, 1×1 convolution`. */
export function branchWords({ name, layers }: BranchNode): string {
  return `branch ${name}: ${compounds(layers)
    .map(({ main }) => withoutWidth({ main, companions: [] }))
    .join(', ')}`
}

function compoundFindings(compound: Compound, module: ModuleNode, tree: DiffTree): readonly Finding[] {
  const { main, companions } = compound
  const place = { name: main.name, local: main.local, module: module.name }
  const trunk = !module.trainingOnly
  if (main.status === 'changed') {
    const all = { kind: main.b?.kind ?? '', behind: false, trunk }
    return nodeWords(main).map((what) => ({ sign: '~', what, place, all }))
  }
  if (main.status !== 'added' && main.status !== 'removed') return []
  if (followsBranches(main, module)) return []
  const layer = main.b ?? main.a
  const front = layer && companions.length === 0 ? readBy(layer, main.b ? tree.b : tree.a) : undefined
  const all = front && { all: { kind: front.kind, behind: true, trunk } }
  return [{ sign: signOf(main.status), what: withoutWidth(compound), place, ...all }]
}

/** Whether a join comes or goes with the branches that it joins. */
export function followsBranches({ status, a, b }: LayerNode, { branches }: ModuleNode): boolean {
  const kind = (b ?? a)?.kind
  if (kind !== 'concat' && kind !== 'add') return false
  return branches.some((branch) => branch.name !== undefined && branch.status === status)
}

/** The one layer that another reads. */
function readBy({ inputs }: Layer, graph: LayerGraph): Layer | undefined {
  const [first, ...others] = inputs
  return first === undefined || others.length > 0 ? undefined : layerNamed(graph, first)
}

/** A layer that came or went, without what is other in each of its like. */
function withoutWidth(compound: Compound): string {
  return compoundWords(compound).replace(/, [\d,]+ (filters|units)/, '')
}

/** How many layers of each kind there are, and how many of them on the trunk. */
type KindCounts = ReadonlyMap<string, { readonly all: number; readonly trunk: number }>

function kindCounts({ layers }: LayerGraph): KindCounts {
  const counts = [...groupedBy(layers, ({ kind }) => kind)].map(
    ([kind, own]) => [kind, { all: own.length, trunk: own.filter(({ head }) => head === undefined).length }] as const,
  )
  return new Map(counts)
}

/** Fewer than so many are better named. */
const MANY = 4

/** `all 57 convolutions`, where a difference is one of all layers of a kind, or stands behind all of them. */
function everyOfKind(
  group: readonly Finding[],
  { a, b }: { readonly a: KindCounts; readonly b: KindCounts },
): string | undefined {
  const [first] = group
  const all = first?.all
  if (!all || group.length < MANY) return undefined
  if (group.some((finding) => finding.all?.kind !== all.kind || finding.all.behind !== all.behind)) return undefined
  const counts = (first.sign === '-' ? a : b).get(all.kind)
  const words = `${all.behind ? 'behind ' : ''}all ${formatCount(group.length)} ${kindPlural(all.kind)}`
  if (counts?.all === group.length) return words
  const onTrunk = group.every((finding) => finding.all?.trunk)
  return onTrunk && counts?.trunk === group.length ? `${words} of the trunk` : undefined
}

const MOST_MODULES = 12
const MOST_NAMES = 5

/** `5x5 of 3a, 3b, 4a`; where names have nothing in common, the first of them. */
function placesWords(places: readonly Place[]): string {
  const names = places.map(({ name }) => name)
  const modules = places.map(({ module }) => module)
  if (places.every(({ local }) => local === '')) return shortened(modules, MOST_MODULES)
  if (places.length === 1 || places.some(({ local, module }) => local === undefined || local === module))
    return shortened(names, MOST_NAMES)
  // `3x3-reduce, 5x5-reduce of module1, module2`: names that the same modules have stand together.
  const byName = groupedBy(places, ({ local = '' }) => local)
  const byModules = groupedBy(byName, ([, own]) =>
    shortened([...new Set(own.map(({ module }) => module))], MOST_MODULES),
  )
  if (byModules.size > MOST_GROUPS) return shortened(names, MOST_NAMES)
  return [...byModules]
    .map(([where, own]) => {
      const locals = own.map(([local]) => local)
      const [first] = own[0]?.[1] ?? []
      return own.length === 1 && own[0]?.[1].length === 1
        ? (first?.name ?? '')
        : `${shortened(locals, MOST_NAMES)} of ${where}`
    })
    .join('; ')
}

const MOST_GROUPS = 3

/** `a, b, c and 4 more`. */
export function shortened(names: readonly string[], most: number): string {
  if (names.length <= most + 1) return names.join(', ')
  return `${names.slice(0, most).join(', ')} and ${formatCount(names.length - most)} more`
}
