import { isActivation } from '../architecture/activation'
import type { Architecture } from '../architecture/architecture'
import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { className, identifier, unique } from './identifier'
import { type MapPadding, mapPadding } from './same-padding'
import { type FlattenOrder, flattenOrder, type Rank, ranks } from './value-rank'

/** Layers that are written as one: a convolution with its normalisation and activation, or one layer by itself. */
export interface Unit {
  /** Its name where it stands, an identifier. */
  readonly name: string
  /** The first one reads `inputs`, each further one the one before it. */
  readonly layers: readonly [Layer, ...Layer[]]
  /** Names of the layers it reads. */
  readonly inputs: readonly string[]
  /** Name of the layer that others read. */
  readonly output: string
}

/** A module of the architecture, or an auxiliary classifier: units of one input and one output. */
export interface ModuleUse {
  readonly name: string
  readonly units: readonly Unit[]
  /** The layer it reads. */
  readonly input: string
  readonly output: string
}

/** Modules of one structure; what differs between them are widths. */
export interface ModuleKind {
  /** `Inception`; with a letter where there are several. */
  readonly name: string
  /** The first one gives the structure. */
  readonly uses: readonly [ModuleUse, ...ModuleUse[]]
  /** Of the parts that differ from use to use: `inputs`, or a unit whose output maps do. */
  readonly varied: readonly string[]
}

export type Part = ({ readonly kind: 'unit' } & Unit) | ({ readonly kind: 'module' } & ModuleUse)

/** An auxiliary classifier, and the layer it reads. */
export type Head = ModuleUse

/** A network as it is written in the source of another framework: the parts of the trunk in order, and the heads. */
export interface CodePlan {
  readonly architecture: Architecture
  readonly graph: LayerGraph
  readonly className: string
  readonly trunk: readonly Part[]
  readonly heads: readonly Head[]
  readonly kinds: readonly ModuleKind[]
  readonly ranks: ReadonlyMap<string, Rank>
  readonly order: FlattenOrder
  /** Layers by name. */
  readonly layers: ReadonlyMap<string, Layer>
}

/** Works out how a network is written: which layers belong together, and which modules are the same but for their widths. */
export function planCode(architecture: Architecture, graph: LayerGraph): CodePlan {
  const layers = new Map(graph.layers.map((layer) => [layer.name, layer]))
  const ofValues = ranks(graph)
  const groups = groupByModule(graph, layers)
  const names = new Set<string>()
  const trunk: Part[] = []
  const heads: Head[] = []
  for (const group of groups) {
    if (group.module) {
      const isHead = group.layers[0]?.head !== undefined
      const use = moduleUse(group, group.module)
      if (isHead) heads.push(use)
      else trunk.push({ kind: 'module', ...use })
    } else trunk.push(...unitsOf(group.layers, '', names, graph).map((unit) => ({ kind: 'unit', ...unit }) as const))
  }
  const modules = [...trunk.filter((part) => part.kind === 'module'), ...heads]
  return {
    architecture,
    graph,
    className: className(architecture.name, 'Network'),
    trunk,
    heads,
    kinds: kindsOf(modules, architecture, layers, ofValues),
    ranks: ofValues,
    order: flattenOrder(graph),
    layers,
  }

  function prefixOf({ name }: Group): string {
    const block = architecture.blocks.find((candidate) => candidate.name === name)
    return block?.kind === 'inception' ? 'inception' : 'module'
  }

  /** Names are unique together with their module's too, joined by an underscore: Keras asks for it. */
  function moduleUse(group: Group, { input, output }: ModuleEnds): ModuleUse {
    const units = unitsOf(group.layers, `${group.name}/`, new Set(['inputs']), graph)
    const clashes = (name: string): boolean => units.some((unit) => names.has(`${name}_${unit.name}`))
    let name = unique(identifier(group.name, prefixOf(group)), names)
    while (clashes(name)) name = unique(name, names)
    for (const unit of units) names.add(`${name}_${unit.name}`)
    return { name, units, input, output }
  }
}

interface ModuleEnds {
  readonly input: string
  readonly output: string
}

interface Group {
  readonly name: string
  readonly layers: readonly Layer[]
  /** Where it is written as a class of its own. */
  readonly module: ModuleEnds | undefined
}

/** Layers of one module behind each other. */
function groupByModule(graph: LayerGraph, layers: ReadonlyMap<string, Layer>): readonly Group[] {
  const groups: Layer[][] = []
  for (const layer of graph.layers) {
    if (layer.kind === 'input') continue
    const last = groups.at(-1)
    if (last?.[0]?.module === layer.module && last[0].head === layer.head) last.push(layer)
    else groups.push([layer])
  }
  return groups.map((members) => {
    const [first] = members
    const branched = first?.head !== undefined || members.some(({ branch }) => branch !== undefined)
    return {
      name: first?.module ?? '',
      layers: members,
      module: branched ? endsOf(members, graph, layers) : undefined,
    }
  })
}

/** Undefined where layers have more than one input or output together: such are written out one by one. */
function endsOf(
  members: readonly Layer[],
  graph: LayerGraph,
  layers: ReadonlyMap<string, Layer>,
): ModuleEnds | undefined {
  const own = new Set(members.map(({ name }) => name))
  const inputs = new Set(members.flatMap((layer) => layer.inputs.filter((input) => !own.has(input))))
  const read = graph.layers.filter(({ name }) => !own.has(name)).flatMap((layer) => layer.inputs)
  const outputs = new Set([...read, ...graph.outputs.map(({ layer }) => layer)].filter((name) => own.has(name)))
  const [input, ...others] = inputs
  const [output, ...further] = outputs
  if (input === undefined || output === undefined || others.length > 0 || further.length > 0) return undefined
  return layers.has(input) ? { input, output } : undefined
}

/** What a layer is called where its name does not say it. */
function prefixOfLayer({ kind }: Layer): string {
  switch (kind) {
    case 'convolution':
    case 'depthwise-convolution':
      return 'conv'
    case 'max-pool':
    case 'average-pool':
    case 'adaptive-average-pool':
    case 'global-average-pool':
      return 'pool'
    case 'batch-norm':
    case 'local-response-norm':
      return 'norm'
    case 'dense':
      return 'linear'
    default:
      return isActivation(kind) ? 'activation' : kind
  }
}

function unitsOf(members: readonly Layer[], own: string, taken: Set<string>, graph: LayerGraph): readonly Unit[] {
  const units: Unit[] = []
  const absorbed = new Set<string>()
  for (const layer of members) {
    if (absorbed.has(layer.name)) continue
    const chain: [Layer, ...Layer[]] = [layer]
    for (;;) {
      const next = followerOf(chain, members, graph)
      if (!next) break
      chain.push(next)
      absorbed.add(next.name)
    }
    const written = layer.name.startsWith(own) ? layer.name.slice(own.length) : layer.name
    const name = unique(identifier(written, prefixOfLayer(layer)), taken)
    units.push({ name, layers: chain, inputs: layer.inputs, output: (chain.at(-1) ?? layer).name })
  }
  return units
}

/** The layer that is written together with those of a chain: its only reader, normalisation before activation. */
function followerOf(chain: readonly Layer[], members: readonly Layer[], graph: LayerGraph): Layer | undefined {
  const last = chain.at(-1)
  const first = chain[0]
  if (!last || !first || isActivation(last.kind)) return undefined
  const slides = first.kind === 'convolution' || first.kind === 'depthwise-convolution'
  if (!slides && first.kind !== 'dense') return undefined
  if (graph.outputs.some(({ layer }) => layer === last.name)) return undefined
  const readers = graph.layers.filter(({ inputs }) => inputs.includes(last.name))
  const [reader] = readers
  if (!reader || readers.length > 1 || !members.includes(reader)) return undefined
  if (isActivation(reader.kind)) return reader
  return slides && chain.length === 1 && reader.kind === 'batch-norm' ? reader : undefined
}

/** Modules of one structure together, in the order of their first use. */
function kindsOf(
  modules: readonly ModuleUse[],
  architecture: Architecture,
  layers: ReadonlyMap<string, Layer>,
  ofValues: ReadonlyMap<string, Rank>,
): readonly ModuleKind[] {
  const byStructure = new Map<string, [ModuleUse, ...ModuleUse[]]>()
  for (const use of modules) {
    const structure = `${ofValues.get(use.input)} ${structureOf(use, layers)}`
    const alike = byStructure.get(structure)
    if (alike) alike.push(use)
    else byStructure.set(structure, [use])
  }
  const groups = [...byStructure.values()]
  const bases = groups.map(([first]) => baseName(first, architecture, layers))
  const counts = new Map<string, number>()
  return groups.map((uses, index): ModuleKind => {
    const base = bases[index] ?? 'Module'
    const earlier = counts.get(base) ?? 0
    counts.set(base, earlier + 1)
    const only = bases.filter((other) => other === base).length === 1
    const name = only ? base : `${base}${earlier < 26 ? String.fromCharCode(65 + earlier) : earlier + 1}`
    return { name, uses, varied: variedParts(uses, layers) }
  })
}

function baseName(use: ModuleUse, architecture: Architecture, layers: ReadonlyMap<string, Layer>): string {
  const layer = layers.get(use.output)
  if (layer?.head !== undefined) return 'AuxiliaryClassifier'
  const block = architecture.blocks.find(({ name }) => name === layer?.module)
  if (block?.kind === 'inception') return 'Inception'
  return layer?.kind === 'add' ? 'Residual' : 'Module'
}

/** All of a module but its widths, as text to compare. */
function structureOf(use: ModuleUse, layers: ReadonlyMap<string, Layer>): string {
  const names = new Map<string, string>([
    [use.input, 'x'],
    ...use.units.map(({ name, output }) => [output, name] as const),
  ])
  const units = use.units.map((unit) => ({
    name: unit.name,
    inputs: unit.inputs.map((input) => names.get(input) ?? input),
    layers: unit.layers.map((layer, index) => {
      const { name: _name, inputs: _inputs, output, module: _module, head: _head, ...operation } = layer
      const source = index === 0 ? layers.get(unit.inputs[0] ?? '') : unit.layers[index - 1]
      const read = source?.output ?? output
      return {
        ...operation,
        padded: paddingOf(layer, read),
        flattened: layer.kind === 'flatten' ? read.slice(0, 2) : undefined,
        point: read[0] * read[1] === 1,
      }
    }),
  }))
  return JSON.stringify(units)
}

/** The zeros around the map that a layer reads, undefined where no window moves. */
export function paddingOf(layer: Layer, read: readonly [number, number, number]): MapPadding | undefined {
  switch (layer.kind) {
    case 'convolution':
    case 'depthwise-convolution':
      return mapPadding(layer, read)
    case 'max-pool':
    case 'average-pool':
      return mapPadding({ ...layer, kernel: [layer.size, layer.size] }, read)
    default:
      return undefined
  }
}

/** The numbers that modules of one structure may differ in: the maps they read, and what each convolution or dense layer gives. */
export function widthsOf({ input, units }: ModuleUse, layers: ReadonlyMap<string, Layer>): ReadonlyMap<string, number> {
  const own = units
    .filter(({ layers: [first] }) => first.kind === 'convolution' || first.kind === 'dense')
    .map(({ name, layers: [first] }) => [name, first.output[2]] as const)
  return new Map([['inputs', layers.get(input)?.output[2] ?? 0], ...own])
}

function variedParts(
  uses: readonly [ModuleUse, ...ModuleUse[]],
  layers: ReadonlyMap<string, Layer>,
): readonly string[] {
  const [first, ...others] = uses.map((use) => widthsOf(use, layers))
  if (!first) return []
  return [...first.keys()].filter((part) => others.some((widths) => widths.get(part) !== first.get(part)))
}
