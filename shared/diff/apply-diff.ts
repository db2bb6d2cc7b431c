import type { Layer, LayerGraph } from '../architecture/layer-graph'
import type { Shape } from '../architecture/shape'
import { type AttributeValue, attributesOf, sameValue, widthAttribute } from './attributes'
import { outputsInB } from './diff-graphs'
import { type AttributeChange, type GraphDiff, positionInB, renamer } from './graph-diff'
import { groupedBy } from './grouped'

/**
 * B, made of A and what diff(a, b) says.
 * @throws where the diff does not fit the graph: a layer that is not there, an attribute that is not what it was.
 */
export function applyDiff(a: LayerGraph, diff: GraphDiff): LayerGraph {
  const known = new Set(a.layers.map(({ name }) => name))
  const named = <T extends { readonly layer: string }>(changes: readonly T[]): ReadonlyMap<string, T> => {
    for (const { layer } of changes) if (!known.has(layer)) throw new Error(`${a.architecture} has no layer ${layer}`)
    return new Map(changes.map((change) => [change.layer, change]))
  }
  const removed = named(diff.removed.map(({ layer: { name } }) => ({ layer: name })))
  const reshaped = named(diff.reshaped)
  const rewired = named(diff.rewired)
  const moved = named(diff.moved)
  const reordered = named(diff.reordered)
  named(diff.changed)
  const changes = groupedBy(diff.changed, ({ layer }) => layer)
  const rename = renamer(diff.renamed.layers)
  const place = positionInB(diff.renamed)

  const layers = new Array<Layer | undefined>(a.layers.length - diff.removed.length + diff.added.length)
  for (const { index, layer } of diff.added) layers[index] = layer
  const kept: Layer[] = []
  const nameInB = new Map<string, string>()
  for (const layer of a.layers) {
    if (removed.has(layer.name)) continue
    const { attributes, channels } = changedAttributes(layer, changes.get(layer.name) ?? [])
    const [height, width] = layer.output
    const output: Shape = reshaped.get(layer.name)?.to ?? [height, width, channels]
    const made = {
      name: rename(layer.name),
      inputs: rewired.get(layer.name)?.to ?? layer.inputs.map(rename),
      output,
      ...(moved.get(layer.name)?.to ?? place(layer)),
      ...attributes,
    } as Layer
    nameInB.set(layer.name, made.name)
    const index = reordered.get(layer.name)?.to
    if (index === undefined) kept.push(made)
    else layers[index] = made
  }
  const rest = kept.values()
  return {
    ...diff.b,
    layers: Array.from(layers, (layer) => {
      const next = layer ?? rest.next().value
      if (!next) throw new Error(`the diff from ${diff.a.architecture} does not fit ${a.architecture}`)
      return next
    }),
    outputs: diff.outputs?.to ?? outputsInB(a.outputs, nameInB, diff.renamed.modules),
  }
}

/** A layer's attributes after their changes, and its number of channels as far as it is one of them. */
function changedAttributes(layer: Layer, changes: readonly AttributeChange[]) {
  const attributes = new Map<string, AttributeValue>(attributesOf(layer))
  for (const { attribute, from, to } of changes) {
    const found = attributes.get(attribute) ?? null
    if (!sameValue(found, from))
      throw new Error(`${layer.name} has ${attribute} ${JSON.stringify(found)}, not ${JSON.stringify(from)}`)
    if (to === null) attributes.delete(attribute)
    else attributes.set(attribute, to)
  }
  const width = widthAttribute(String(attributes.get('kind')))
  const channels = width === undefined ? undefined : attributes.get(width)
  if (width !== undefined) attributes.delete(width)
  return {
    attributes: Object.fromEntries(attributes),
    channels: typeof channels === 'number' ? channels : layer.output[2],
  }
}
