import type { Shape } from '../../shared/architecture/shape'

/** What stands in a Keras model's config.json: values of unknown form, read without trust. */

export type Json = Readonly<Record<string, unknown>>

/** Names of the layers that a layer reads: of its first use, as both versions of Keras write it. */
export function sourcesOf(layer: Json): readonly string[] {
  const [node] = list(layer.inbound_nodes)
  const tensors = tensorsIn(record(node).args)
  if (tensors.length > 0) return tensors.flatMap((tensor) => sourceOf(list(record(tensor.config).keras_history)))
  return list(node).flatMap((one) => sourceOf(list(one)))
}

function sourceOf([name]: readonly unknown[]): readonly string[] {
  return typeof name === 'string' ? [name] : []
}

/** The tensors that a value of the file speaks of, in order; its depth is limited. */
export function tensorsIn(value: unknown, depth = 0): readonly Json[] {
  if (depth > 8) return []
  if (Array.isArray(value)) return value.flatMap((one) => tensorsIn(one, depth + 1))
  const one = record(value)
  if (one.class_name === '__keras_tensor__') return [one]
  return 'args' in one ? tensorsIn(one.args, depth + 1) : []
}

/** ["name", 0, 0] or [["name", 0, 0], …]. */
export function outputsOf(value: unknown): readonly string[] {
  const outputs = list(value)
  return typeof outputs[0] === 'string' ? [outputs[0]] : outputs.flatMap((one) => sourceOf(list(one)))
}

export function nameOf(layer: Json): string {
  const name = layer.name ?? record(layer.config).name
  return typeof name === 'string' ? name.slice(0, 1000) : 'layer'
}

/** [null, height, width, channels] or [null, numbers]. */
export function shapeOf(value: unknown): Shape | undefined {
  const sizes = list(value).slice(1)
  if (!sizes.every((size) => typeof size === 'number' && size > 0)) return undefined
  const [one, two, three] = sizes as readonly number[]
  if (sizes.length === 3 && one && two && three) return [one, two, three]
  return sizes.length === 1 && one ? [1, 1, one] : undefined
}

export function pair(value: unknown): readonly [number, number] | undefined {
  const [rows, columns] = typeof value === 'number' ? [value, value] : list(value)
  const whole = (size: unknown): size is number => Number.isInteger(size) && Number(size) > 0
  return whole(rows) && whole(columns) ? [rows, columns] : undefined
}

export function square(value: unknown): number | undefined {
  const sizes = pair(value)
  return sizes && sizes[0] === sizes[1] ? sizes[0] : undefined
}

export function paddingOf(value: unknown): 'same' | 'valid' | undefined {
  return value === 'same' || value === 'valid' ? value : undefined
}

export function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

/** A word of the file in a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.replace(/\p{C}+/gu, ' ').slice(0, 100)
}
