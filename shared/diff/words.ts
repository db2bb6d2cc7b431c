import { isActivation } from '../architecture/activation'
import type { Layer } from '../architecture/layer-graph'
import { formatCount } from '../format/numbers'
import { type AttributeValue, attributesOf, sameValue } from './attributes'
import type { AttributeChange } from './graph-diff'
import type { LayerNode } from './layer-nodes'
import { localName } from './match-layers'

/** Kinds as people write them; others as they are called, without hyphens. */
const KINDS: Readonly<Record<string, string>> = {
  convolution: 'convolution',
  relu: 'ReLU',
  relu6: 'ReLU6',
  'leaky-relu': 'leaky ReLU',
  elu: 'ELU',
  selu: 'SELU',
  add: 'sum',
}

/** `batch norm`, `ReLU`, `max pool`. */
export function kindWords(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll('-', ' ')
}

/** Several of a kind: `convolutions`, `batch norms`, `ReLU layers`. */
export function kindPlural(kind: string): string {
  const words = kindWords(kind)
  if (isActivation(kind) || kind === 'dense' || kind === 'flatten' || kind === 'dropout') return `${words} layers`
  return `${words}s`
}

/** What an attribute is where a layer does not mention it. */
const UNMENTIONED: Readonly<Record<string, string>> = {
  groups: '1',
  dilation: '1',
  connections: 'all',
  scale: 'yes',
  shift: 'yes',
}

/** Attributes whose two numbers are rows and columns. */
const RECTANGLES: ReadonlySet<string> = new Set(['kernel', 'size', 'window'])

/** `3×3`, `yes`, `0.4`, `60 pairs`. */
function valueWords(attribute: string, value: AttributeValue): string {
  if (value === null) return UNMENTIONED[attribute] ?? 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return Number.isInteger(value) ? formatCount(value) : String(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value)) {
    if (attribute === 'connections') {
      const rows = value.filter((row) => Array.isArray(row))
      return `${formatCount(rows.reduce((sum: number, row) => sum + row.length, 0))} pairs`
    }
    const numbers = value.map(String)
    if (value.every((part) => typeof part === 'number')) return numbers.join('×')
  }
  return JSON.stringify(value)
}

/** `kernel 5×5 → 3×3`. */
function changeWords({ attribute, from, to }: Omit<AttributeChange, 'layer'>): string {
  if (isRecord(from) && isRecord(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
    return keys
      .filter((key) => !sameValue(from[key], to[key]))
      .map((key) => changeWords({ attribute: key, from: from[key] ?? null, to: to[key] ?? null }))
      .join(', ')
  }
  const square = (value: AttributeValue): AttributeValue =>
    RECTANGLES.has(attribute) && typeof value === 'number' ? [value, value] : value
  const words = [valueWords(attribute, square(from)), valueWords(attribute, square(to))]
  return `${attributeWords(attribute)} ${words.join(' → ')}`
}

function isRecord(value: AttributeValue): value is { readonly [key: string]: AttributeValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `learningRate` as `learning rate`. */
function attributeWords(attribute: string): string {
  return attribute.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
}

/** A layer in few words: `3×3 convolution, 64 filters, stride 2`, `dropout 0.4`, `batch norm`. */
export function layerWords(layer: Layer): string {
  const attributes = attributesOf(layer)
  const value = (name: string): AttributeValue => attributes.get(name) ?? null
  const kind = kindWords(layer.kind)
  const stride = value('stride')
  const steps = stride === null || stride === 1 ? [] : [`stride ${valueWords('stride', stride)}`]
  switch (layer.kind) {
    case 'convolution':
    case 'depthwise-convolution': {
      const extra = ['dilation', 'groups', 'connections', 'multiplier']
        .filter((name) => attributes.has(name))
        .map((name) => `${name} ${valueWords(name, value(name))}`)
      const width = layer.kind === 'convolution' ? [`${formatCount(layer.output[2])} filters`] : []
      return [`${valueWords('kernel', value('kernel'))} ${kind}`, ...width, ...steps, ...extra].join(', ')
    }
    case 'max-pool':
    case 'average-pool':
    case 'adaptive-average-pool':
      return [`${sizeWords(value('size'))}${kind}`, ...steps].join(', ')
    case 'dense':
      return `${kind}, ${formatCount(layer.output[2])} units`
    case 'dropout':
      return `${kind} ${valueWords('rate', value('rate'))}`
    case 'opaque':
      return `${layer.operation} (opaque)`
    default:
      return kind
  }
}

function sizeWords(size: AttributeValue): string {
  if (typeof size === 'number') return `${size}×${size} `
  return Array.isArray(size) ? `${size.map(String).join('×')} ` : ''
}

/** What became of a layer that is in both graphs, but for shapes and costs that follow from others: a few words each. */
export function nodeWords({ a, b, changes, rewired, movedFrom, from, reordered }: LayerNode): readonly string[] {
  return [
    ...(from === undefined ? [] : [`was ${localName(from, a?.module ?? '')}`]),
    ...(movedFrom ? [`was in ${[movedFrom.module, movedFrom.branch].filter(Boolean).join(', branch ')}`] : []),
    ...(a && b && a.kind !== b.kind ? [`${layerWords(a)} → ${layerWords(b)}`] : changes.map(changeWords)),
    ...(rewired ? [`reads ${listed(rewired.from)} → ${listed(rewired.to)}`] : []),
    ...(reordered && !movedFrom && !rewired ? ['stands elsewhere in the order'] : []),
  ]
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ')
}
