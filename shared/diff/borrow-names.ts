import type { Layer, LayerGraph } from '../architecture/layer-graph'
import { matchByNeighbours } from './match-by-neighbours'

/** A graph under another one's names. */
export interface Borrowed {
  readonly graph: LayerGraph
  /** Layers that were known again, of how many. */
  readonly known: number
  readonly of: number
}

/** With fewer layers known again the names would tell little. */
const LEAST_KNOWN = 0.5

/**
 * A graph of other origin calls its layers as its program does, one by one, and does not say which of them make a module.
 * Layers that are known again in another graph get the names, the places and the order that they have there; others keep
 * their names, at the place of what they read.
 * @returns undefined where the graph has those names already, or too little in common with the other
 */
export function borrowNames(foreign: LayerGraph, from: LayerGraph): Borrowed | undefined {
  const own = new Set(from.layers.map(({ name }) => name))
  const share = foreign.layers.filter(({ name }) => own.has(name)).length / foreign.layers.length
  if (share >= LEAST_KNOWN) return undefined
  const matched = matchByNeighbours(foreign, from)
  const counterparts = new Map<string, Layer>()
  for (const [at, layer] of foreign.layers.entries()) {
    const other = from.layers[matched[at] ?? -1]
    if (other) counterparts.set(layer.name, other)
  }
  if (counterparts.size < foreign.layers.length * LEAST_KNOWN) return undefined
  const names = new Map<string, string>()
  const taken = new Set([...counterparts.values()].map(({ name }) => name))
  for (const { name } of foreign.layers) {
    let called = counterparts.get(name)?.name ?? name
    if (!counterparts.has(name)) while (taken.has(called)) called = `${called}′`
    taken.add(called)
    names.set(name, called)
  }
  const nameOf = (name: string): string => names.get(name) ?? name
  const placed = new Map<string, Pick<Layer, 'module' | 'branch' | 'head'>>()
  const positions = new Map(from.layers.map(({ name }, at) => [name, at]))
  const rank = new Map<string, number>()
  const layers = foreign.layers.map((layer) => {
    const { module: _module, branch: _branch, head: _head, ...rest } = layer
    const counterpart = counterparts.get(layer.name)
    const [read = ''] = layer.inputs
    const place = placeOf(counterpart ?? placed.get(read) ?? layer)
    placed.set(layer.name, place)
    rank.set(layer.name, positions.get(counterpart?.name ?? '') ?? (rank.get(read) ?? 0) + BEHIND)
    return { ...rest, ...place, name: nameOf(layer.name), inputs: layer.inputs.map(nameOf) } as Layer
  })
  const ranks = new Map(foreign.layers.map(({ name }) => [nameOf(name), rank.get(name) ?? 0]))
  const outputs = foreign.outputs.map(({ head, layer }) => ({ head, layer: nameOf(layer) }))
  return {
    graph: { ...foreign, layers: ordered(layers, ranks), outputs },
    known: counterparts.size,
    of: foreign.layers.length,
  }
}

/** Between a layer and what follows it in the other graph. */
const BEHIND = 2 ** -10

/** By rank, as far as each layer can stand behind those that it reads. */
function ordered(layers: readonly Layer[], ranks: ReadonlyMap<string, number>): readonly Layer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  const wanted = [...layers].sort((one, other) => (ranks.get(one.name) ?? 0) - (ranks.get(other.name) ?? 0))
  const done = new Set<string>()
  const found: Layer[] = []
  for (const first of wanted) {
    const open = [first]
    for (let layer = open.at(-1); layer; layer = open.at(-1)) {
      const waiting = layer.inputs.find((name) => !done.has(name))
      const input = waiting === undefined ? undefined : byName.get(waiting)
      if (input) {
        open.push(input)
        continue
      }
      open.pop()
      if (done.has(layer.name)) continue
      done.add(layer.name)
      found.push(layer)
    }
  }
  return found
}

function placeOf({ module, branch, head }: Pick<Layer, 'module' | 'branch' | 'head'>) {
  return { module, ...(branch !== undefined && { branch }), ...(head !== undefined && { head }) }
}
