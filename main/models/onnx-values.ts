import type { Shape } from '../../shared/architecture/shape'
import type { ForeignPlace } from './foreign-graph'
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './onnx-model'

/** What an ONNX file's nodes, attributes and tensors say, in this program's terms. */

/** Numbers in a tensor that was learned; shapes and the like are whole numbers, constants of a formula single ones. */
export function sizeOf(tensor: OnnxTensor | undefined): number {
  if (tensor === undefined || tensor.longs !== undefined) return 0
  const size = tensor.dims.reduce((product, one) => product * one, 1)
  return size > 1 ? size : 0
}

/** A node's own name; by its output where it has none. */
export function nameOf({ name, outputs, operation }: OnnxNode): string {
  return name || outputs[0] || operation
}

/** What this program's own export writes beside a node. */
export function remarkOf({ remark }: OnnxNode): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = remark.startsWith('{') ? JSON.parse(remark) : {}
    return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

export function placeOf(node: OnnxNode): ForeignPlace {
  const { module, branch } = remarkOf(node)
  if (typeof module !== 'string') return {}
  return { module, ...(typeof branch === 'string' && { branch }) }
}

/** [N, channels, height, width] or [N, numbers] → height, width, channels. */
export function shapeOf(sizes: readonly number[] | undefined): Shape | undefined {
  const [, channels, height = 1, width = 1] = sizes ?? []
  if (!sizes || ![2, 4].includes(sizes.length) || channels === undefined) return undefined
  return channels > 0 && height > 0 && width > 0 ? [height, width, channels] : undefined
}

export function isTensor(value: OnnxAttribute): value is OnnxTensor {
  return typeof value === 'object' && !Array.isArray(value)
}

export function numberOf(value: OnnxAttribute, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

export function listOf(value: OnnxAttribute, otherwise: readonly number[]): readonly number[] {
  return Array.isArray(value) ? value : otherwise
}

/** A constant in single precision as it was meant: 0.001 rather than 0.0010000000474974513. */
export function rounded(value: number): number {
  return Number(value.toPrecision(7))
}
