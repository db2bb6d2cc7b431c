import type { GraphOutput, Layer, LayerGraph } from '../architecture/layer-graph'
import { attributesOf, sameValue, widthAttribute } from './attributes'
import {
  type AttributeChange,
  type GraphDiff,
  type GraphHeading,
  type Move,
  mirror,
  positionInB,
  positionOf,
  type Rewiring,
  renamer,
} from './graph-diff'
import { longestIncreasing } from './increasing'
import { type Matching, matchLayers } from './match-layers'

/**
 * What has to be done to A to make it B. How counterparts are found: `matchLayers`.
 *
 * - diff(a, a) is empty.
 * - diff(b, a) is the mirror of diff(a, b): of two graphs the same one is always compared with the other, by a total order
 *   of graphs, so whatever is chosen among equals is chosen alike both ways.
 * - `applyDiff(a, diff(a, b))` is b.
 *
 * Time and space grow nearly as the number of layers.
 */
export function diffGraphs(a: LayerGraph, b: LayerGraph): GraphDiff {
  return inOrder(a, b) ? compare(a, b) : mirror(compare(b, a))
}

/** A total order of graphs; what it says is of no interest. */
function inOrder(a: LayerGraph, b: LayerGraph): boolean {
  if (a.architecture !== b.architecture) return a.architecture < b.architecture
  if (a.layers.length !== b.layers.length) return a.layers.length < b.layers.length
  return JSON.stringify(a) <= JSON.stringify(b)
}

/** A layer of A and its counterpart in B. */
interface LayerPair {
  readonly one: Layer
  readonly other: Layer
  readonly indexA: number
  readonly indexB: number
}

function compare(a: LayerGraph, b: LayerGraph): GraphDiff {
  const matching = matchLayers(a, b)
  const pairs: LayerPair[] = []
  const usedB = new Set<number>()
  for (const [indexA, one] of a.layers.entries()) {
    const indexB = matching.layers[indexA] ?? -1
    const other = b.layers[indexB]
    if (!other) continue
    pairs.push({ one, other, indexA, indexB })
    usedB.add(indexB)
  }
  const nameInB = new Map(pairs.map(({ one, other }) => [one.name, other.name]))
  const renamed = {
    ...renamedGroups(matching),
    layers: pairs
      .filter(({ one, other }) => one.name !== other.name)
      .map(({ one, other }) => ({ from: one.name, to: other.name })),
  }
  const place = positionInB(renamed)
  return {
    a: headingOf(a),
    b: headingOf(b),
    added: b.layers.flatMap((layer, index) => (usedB.has(index) ? [] : [{ index, layer }])),
    removed: a.layers.flatMap((layer, index) => ((matching.layers[index] ?? -1) < 0 ? [{ index, layer }] : [])),
    changed: pairs.flatMap(changesOf),
    reshaped: pairs
      .filter(isReshaped)
      .map(({ one, other }) => ({ layer: one.name, from: one.output, to: other.output })),
    rewired: pairs.flatMap((pair) => rewiringOf(pair, nameInB)),
    renamed,
    moved: pairs.flatMap((pair) => moveOf(pair, place)),
    reordered: reorderings(pairs),
    outputs: outputsOf(a, b, nameInB, renamed.modules),
  }
}

function headingOf({ architecture, input, classes }: LayerGraph): GraphHeading {
  return { architecture, input, classes }
}

function renamedGroups({ modules, branches }: Matching): Omit<GraphDiff['renamed'], 'layers'> {
  const renamings = (names: ReadonlyMap<string, string>) =>
    [...names].filter(([from, to]) => from !== to).map(([from, to]) => ({ from, to }))
  return {
    modules: renamings(modules),
    branches: [...branches].flatMap(([module, names]) => renamings(names).map((renaming) => ({ module, ...renaming }))),
  }
}

/** The attributes of a pair that differ, in A's order, then those that B alone has. */
function changesOf({ one, other }: LayerPair): readonly AttributeChange[] {
  const [own, others] = [attributesOf(one), attributesOf(other)]
  const names = new Set([...own.keys(), ...others.keys()])
  return [...names].flatMap((attribute) => {
    const [from, to] = [own.get(attribute) ?? null, others.get(attribute) ?? null]
    return sameValue(from, to) ? [] : [{ layer: one.name, attribute, from, to }]
  })
}

/** Whether a pair's shapes differ by more than a width that both choose, which is an attribute of theirs. */
function isReshaped({ one, other }: LayerPair): boolean {
  const [height, width, channels] = one.output
  if (height !== other.output[0] || width !== other.output[1]) return true
  const chosen = [one, other].every(({ kind }) => widthAttribute(kind) !== undefined)
  return channels !== other.output[2] && !chosen
}

function rewiringOf({ one, other }: LayerPair, nameInB: ReadonlyMap<string, string>): readonly Rewiring[] {
  const same =
    one.inputs.length === other.inputs.length && one.inputs.every((name, at) => nameInB.get(name) === other.inputs[at])
  return same ? [] : [{ layer: one.name, from: one.inputs, to: other.inputs }]
}

function moveOf({ one, other }: LayerPair, place: ReturnType<typeof positionInB>): readonly Move[] {
  const [expected, found] = [place(one), positionOf(other)]
  return sameValue(expected, found) ? [] : [{ layer: one.name, from: positionOf(one), to: found }]
}

/** The fewest layers that have to be taken elsewhere for the others to keep their order. */
function reorderings(pairs: readonly LayerPair[]): GraphDiff['reordered'] {
  const kept = new Set(longestIncreasing(pairs.map(({ indexB }) => indexB)))
  return pairs.flatMap(({ one, indexA, indexB }, at) =>
    kept.has(at) ? [] : [{ layer: one.name, from: indexA, to: indexB }],
  )
}

function outputsOf(
  a: LayerGraph,
  b: LayerGraph,
  nameInB: ReadonlyMap<string, string>,
  modules: GraphDiff['renamed']['modules'],
): GraphDiff['outputs'] {
  const kept = a.outputs.every(({ layer }) => nameInB.has(layer))
  const same = kept && sameValue(outputsInB(a.outputs, nameInB, modules), b.outputs)
  return same ? null : { from: a.outputs, to: b.outputs }
}

/** A's outputs under their names in B. */
export function outputsInB(
  outputs: readonly GraphOutput[],
  nameInB: ReadonlyMap<string, string>,
  modules: GraphDiff['renamed']['modules'],
): readonly GraphOutput[] {
  const headInB = renamer(modules)
  return outputs.map(({ head, layer }) => ({ head: headInB(head), layer: nameInB.get(layer) ?? layer }))
}
