import type { Padding } from './architecture'
import { ImpossibleShape } from './impossible-shape'

/** How a window moves along one axis. */
export interface Window {
  /** Taps of the window. */
  readonly size: number
  readonly stride: number
  readonly padding: Padding
  /** From one tap to the next; 1 unless said. */
  readonly dilation?: number
}

/** Numbers from a window's first tap to its last. */
export function windowSpan({ size, dilation = 1 }: Pick<Window, 'size' | 'dilation'>): number {
  return (size - 1) * dilation + 1
}

/** Positions of a window along an axis of a map. @throws ImpossibleShape where there is none. */
export function windowPositions(name: string, mapSize: number, window: Window): number {
  const { size, stride, padding, dilation = 1 } = window
  if (padding === 'same') return Math.ceil(mapSize / stride)
  const span = windowSpan(window)
  if (mapSize < span) {
    const sum = dilation === 1 ? '' : ` ((${size} − 1) · ${dilation} + 1)`
    throw new ImpossibleShape(`${name} needs a map of at least ${span}${sum}, and gets one of ${mapSize}`)
  }
  return Math.floor((mapSize - span) / stride) + 1
}

/**
 * The windows of an adaptive pool along an axis: the i-th of `count` reads from ⌊i · length ÷ count⌋ to, not included,
 * ⌈(i + 1) · length ÷ count⌉. They overlap where the count does not divide the length, and repeat where it is larger.
 */
export function adaptiveWindows(
  length: number,
  count: number,
): readonly { readonly from: number; readonly to: number }[] {
  return Array.from({ length: count }, (_, index) => ({
    from: Math.floor((index * length) / count),
    to: Math.ceil(((index + 1) * length) / count),
  }))
}
