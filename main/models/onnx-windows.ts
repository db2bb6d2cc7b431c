import type { Padding } from '../../shared/architecture/architecture'
import type { Shape } from '../../shared/architecture/shape'
import { windowSpan } from '../../shared/architecture/window'
import { mapPadding } from '../../shared/exchange/same-padding'
import { Unreadable } from './foreign-graph'
import type { OnnxNode, OnnxTensor } from './onnx-model'
import { listOf, nameOf, numberOf, remarkOf } from './onnx-values'

/** What slides over a map. */
export interface Window {
  readonly kernel: readonly [number, number]
  readonly stride: number
  readonly dilation?: number
}

/** Where a window stands on its map, in this program's terms. */
export interface PlacedWindow {
  readonly padding: Padding
  /** Rows and columns of what it gives. */
  readonly places: readonly [number, number]
  /** What is not quite so, for a person. */
  readonly note?: string
  /** Zeros around the map that neither padding stands for, and the map with them. */
  readonly zeros?: { readonly pads: readonly number[]; readonly shape: Shape }
}

/**
 * Which of this program's two paddings a window has. Where it is neither, but gives a map of the same size, it is taken
 * as `same` with a note; else zeros are set around the map.
 * @returns undefined where neither will do
 * @throws Unreadable
 */
export function placeWindow(node: OnnxNode, map: Shape, window: Window): PlacedWindow | undefined {
  const { attributes } = node
  const [height, width, channels] = map
  const { stride } = window
  const same = [Math.ceil(height / stride), Math.ceil(width / stride)] as const
  const auto = attributes.get('auto_pad')
  if (auto === 'SAME_UPPER') return { padding: 'same', places: same }
  if (auto === 'SAME_LOWER') return undefined
  const pads = auto === 'VALID' ? [0, 0, 0, 0] : listOf(attributes.get('pads'), [0, 0, 0, 0])
  const [top = 0, left = 0, bottom = 0, right = 0] = pads
  const round = numberOf(attributes.get('ceil_mode'), 0) === 1 ? Math.ceil : Math.floor
  const place = (axis: 0 | 1, length: number): number => {
    const span = windowSpan({ size: window.kernel[axis], dilation: window.dilation ?? 1 })
    return round((length - span) / stride) + 1
  }
  const places = [place(0, height + top + bottom), place(1, width + left + right)] as const
  if (places.some((count) => !(count >= 1)))
    throw new Unreadable(`${nameOf(node)} has a window larger than its map of ${height}×${width}`)
  const nothing = pads.every((pad) => pad === 0)
  const wanted = mapPadding({ ...window, padding: 'same' }, map)
  const exact =
    top === wanted.rows.before &&
    bottom === wanted.rows.after &&
    left === wanted.columns.before &&
    right === wanted.columns.after
  const asSame = places[0] === same[0] && places[1] === same[1]
  if (nothing && remarkOf(node).padding === 'valid') return { padding: 'valid', places }
  if (exact && asSame) return { padding: 'same', places }
  const whole =
    round === Math.floor ||
    places.every(
      (count, axis) => count === Math.floor((map[axis as 0 | 1] - window.kernel[axis as 0 | 1]) / stride) + 1,
    )
  if (nothing && whole) return { padding: 'valid', places }
  if (asSame) {
    const ours = [wanted.rows.before, wanted.columns.before, wanted.rows.after, wanted.columns.after]
    const note = `${nameOf(node)} pads [${pads.join(', ')}] where “same” pads [${ours.join(', ')}]; its map is as large, so it is shown as “same”.`
    return { padding: 'same', places, note }
  }
  if (round === Math.ceil) return undefined
  const note = `The zeros [${pads.join(', ')}] around what ${nameOf(node)} reads are shown as a layer of their own.`
  return {
    padding: 'valid',
    places,
    note,
    zeros: { pads, shape: [height + top + bottom, width + left + right, channels] },
  }
}

/**
 * The map that a transposed convolution gives; undefined of any other operation.
 * @see ONNX operators, ConvTranspose
 */
export function transposedShape(
  { operation, attributes }: OnnxNode,
  weights: OnnxTensor | undefined,
  [height, width]: Shape,
): Shape | undefined {
  const [, perGroup, ...kernel] = weights?.dims ?? []
  const plain = attributes.get('auto_pad') === undefined || attributes.get('auto_pad') === 'NOTSET'
  if (operation !== 'ConvTranspose' || !perGroup || kernel.length !== 2 || !plain) return undefined
  const list = (key: string, otherwise: number): readonly number[] =>
    listOf(attributes.get(key), [otherwise, otherwise])
  const pads = listOf(attributes.get('pads'), [0, 0, 0, 0])
  const along = (axis: 0 | 1, length: number): number =>
    (list('strides', 1)[axis] ?? 1) * (length - 1) +
    (list('output_padding', 0)[axis] ?? 0) +
    (list('dilations', 1)[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) +
    1 -
    (pads[axis] ?? 0) -
    (pads[axis + 2] ?? 0)
  const shape: Shape = [along(0, height), along(1, width), perGroup * numberOf(attributes.get('group'), 1)]
  return shape.every((size) => size > 0) ? shape : undefined
}
