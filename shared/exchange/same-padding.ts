import type { Padding } from '../architecture/architecture'
import { windowSpan } from '../architecture/window'

/** Zeros put around a map, along one axis. */
export interface AxisPadding {
  readonly before: number
  readonly after: number
}

/** Around a map; `rows` are above and below, `columns` left and right. */
export interface MapPadding {
  readonly rows: AxisPadding
  readonly columns: AxisPadding
}

/** How a window moves over a map. */
export interface MovingWindow {
  readonly kernel: readonly [number, number]
  readonly stride: number
  readonly padding: Padding
  readonly dilation?: number
}

/**
 * The zeros that TensorFlow's SAME puts around a map: what the last window lacks, the smaller half of it before. With an
 * even kernel, or with a stride that meets an even map, the halves differ, and frameworks that pad both sides alike read
 * other pixels.
 * @param map rows and columns of the map that is read
 */
export function mapPadding(window: MovingWindow, map: readonly [number, number, ...number[]]): MapPadding {
  return { rows: axisPadding(window, 0, map[0]), columns: axisPadding(window, 1, map[1]) }
}

function axisPadding({ kernel, stride, padding, dilation = 1 }: MovingWindow, axis: 0 | 1, size: number): AxisPadding {
  if (padding === 'valid') return { before: 0, after: 0 }
  const positions = Math.ceil(size / stride)
  const missing = Math.max((positions - 1) * stride + windowSpan({ size: kernel[axis], dilation }) - size, 0)
  const before = Math.floor(missing / 2)
  return { before, after: missing - before }
}

/** Whether both sides of both axes get as much. */
export function isSymmetric({ rows, columns }: MapPadding): boolean {
  return rows.before === rows.after && columns.before === columns.after
}
