import { isActivation } from '../architecture/activation'
import type { Layer, LayerKind } from '../architecture/layer-graph'

/** The value of an attribute, as JSON can hold it; null where a layer has no such attribute. */
export type AttributeValue =
  | null
  | boolean
  | number
  | string
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue }

/** What is no attribute of a layer's own: where it stands, what it reads, and the shape that follows from both. */
const PLACE: ReadonlySet<string> = new Set(['name', 'inputs', 'output', 'module', 'branch', 'head'])

/** How a layer that chooses its number of channels calls it; all others have as many as they are given. */
const WIDTH: ReadonlyMap<string, string> = new Map([
  ['convolution', 'filters'],
  ['dense', 'units'],
])

/** The name of a layer's width among its attributes; undefined where its inputs decide it. */
export function widthAttribute(kind: string): string | undefined {
  return WIDTH.get(kind)
}

/**
 * What a layer says of itself: its kind, then its constants, then its width where it chooses one. A kind of layer that comes
 * later needs nothing here.
 */
export function attributesOf(layer: Layer): ReadonlyMap<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>([['kind', layer.kind]])
  for (const [key, value] of Object.entries(layer))
    if (!PLACE.has(key) && key !== 'kind' && value !== undefined) attributes.set(key, value as AttributeValue)
  const width = widthAttribute(layer.kind)
  if (width !== undefined) attributes.set(width, layer.output[2])
  return attributes
}

/** Whether two values are the same to the last number. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [own, other] = [Object.entries(a), b as Readonly<Record<string, unknown>>]
  return own.length === Object.keys(b).length && own.every(([key, value]) => key in b && sameValue(value, other[key]))
}

/** Kinds that stand in for each other: a max pool that becomes an average pool is changed, not another layer. */
const FAMILIES: Readonly<Partial<Record<LayerKind, string>>> = {
  convolution: 'convolution',
  'depthwise-convolution': 'convolution',
  'max-pool': 'pool',
  'average-pool': 'pool',
  'global-average-pool': 'pool',
  'adaptive-average-pool': 'pool',
  'batch-norm': 'normalisation',
  'local-response-norm': 'normalisation',
  concat: 'join',
  add: 'join',
}

/** What a layer is for, whatever its exact kind. */
export function familyOf({ kind }: Layer): string {
  return isActivation(kind) ? 'activation' : (FAMILIES[kind] ?? kind)
}

/** Whether a layer has numbers to train: such a layer is known again by its looks, where an activation is one of many. */
export function hasWeights({ kind }: Layer): boolean {
  return kind === 'convolution' || kind === 'depthwise-convolution' || kind === 'dense' || kind === 'batch-norm'
}
