import type { Padding } from '../../../../shared/architecture/architecture'
import { windowSpan } from '../../../../shared/architecture/window'
import { FLOAT, type GraphWriter } from '../graph-writer'
import type { Dimensions, Tensor } from '../tensor'
import type { Slide } from './slide'

/**
 * A kernel whose taps stand `dilation` apart, slid with taps that are neighbours over every dilation-th row and column:
 * space-to-batch, slide, batch-to-space. TensorFlow's own has gradients on CPU with oneDNN alone, and for a depthwise
 * convolution gives wrong ones without a word; this takes 1.2 to 1.5 times as long. With a stride, the places between are
 * computed and left out.
 */
export function dilated(slide: Slide, dilation: number): Slide {
  if (dilation === 1) return slide
  return (graph, input, kernel, { stride, padding }, shape) => {
    const [images = 0, height = 0, width = 0, channels = 0] = input.shape
    const [taps = 0, tapsAcross = 0] = kernel.shape
    const [, outputs = 0, outputsAcross = 0, maps = 0] = shape
    const rows = axis(height, { taps, outputs, dilation, stride, padding })
    const columns = axis(width, { taps: tapsAcross, outputs: outputsAcross, dilation, stride, padding })
    const batch = images < 0 ? images : images * rows.block * columns.block
    const blocks = graph.integers([rows.block, columns.block])
    const paddings = graph.integers([...rows.padding, ...columns.padding], [2, 2])
    const crops = graph.integers([...rows.crop, ...columns.crop], [2, 2])
    const everyPlace = [images, rows.places, columns.places, maps]

    const spread = toBatch(graph, input, blocks, paddings, [batch, rows.read, columns.read, channels])
    const { output, backward } = slide(graph, spread, kernel, { stride: 1, padding: 'valid' }, [
      batch,
      rows.written,
      columns.written,
      maps,
    ])
    const gathered = toSpace(graph, output, blocks, crops, everyPlace)
    return {
      output: stride === 1 ? gathered : everyNth(graph, gathered, stride, shape),
      backward(gradient) {
        const ofAll = stride === 1 ? gradient : betweenZeros(graph, gradient, stride, everyPlace)
        const dy = toBatch(graph, ofAll, blocks, crops, output.shape)
        const gradients = backward(dy)
        return { ...gradients, input: toSpace(graph, gradients.input, blocks, paddings, input.shape) }
      },
    }
  }
}

interface Sliding {
  readonly taps: number
  readonly outputs: number
  readonly dilation: number
  readonly stride: number
  readonly padding: Padding
}

/** How one axis is spread over `block` images: what is padded before, what is cropped after, and what each image has. */
function axis(size: number, { taps, outputs, dilation, stride, padding }: Sliding) {
  const block = taps === 1 ? 1 : dilation
  const span = windowSpan({ size: taps, dilation: block })
  // As TensorFlow pads: what is missing for the last window, the smaller half of it before.
  const missing = padding === 'same' ? Math.max((outputs - 1) * stride + span - size, 0) : 0
  const before = Math.floor(missing / 2)
  const padded = Math.ceil((size + missing) / block) * block
  const read = padded / block
  const written = read - taps + 1
  const places = (outputs - 1) * stride + 1
  return {
    block,
    padding: [before, padded - size - before],
    crop: [0, written * block - places],
    read,
    written,
    /** Of the window at stride 1, as many as the strided ones reach. */
    places,
  } as const
}

/** Every block-th row and column into an image of its own. @param paddings [rows, columns] × [before, after], of zeros */
function toBatch(graph: GraphWriter, tensor: Tensor, blocks: Tensor, paddings: Tensor, shape: Dimensions): Tensor {
  const attributes = { ...FLOAT, Tblock_shape: { type: 'int32' }, Tpaddings: { type: 'int32' } } as const
  return graph.operation('SpaceToBatchND', [tensor, blocks, paddings], { shape }, { attributes })
}

/** The opposite; each is the gradient of the other with the same numbers. */
function toSpace(graph: GraphWriter, tensor: Tensor, blocks: Tensor, crops: Tensor, shape: Dimensions): Tensor {
  const attributes = { ...FLOAT, Tblock_shape: { type: 'int32' }, Tcrops: { type: 'int32' } } as const
  return graph.operation('BatchToSpaceND', [tensor, blocks, crops], { shape }, { attributes })
}

/** All of each axis: every bit of the masks says that begin and end do not count. */
const WHOLE_AXES = { begin_mask: { integer: 15 }, end_mask: { integer: 15 } } as const

function everyNth(graph: GraphWriter, tensor: Tensor, stride: number, shape: Dimensions): Tensor {
  const attributes = { ...FLOAT, Index: { type: 'int32' }, ...WHOLE_AXES } as const
  const ends = graph.integers([0, 0, 0, 0])
  const strides = graph.integers([1, stride, stride, 1])
  return graph.operation('StridedSlice', [tensor, ends, ends, strides], { shape }, { attributes })
}

function betweenZeros(graph: GraphWriter, gradient: Tensor, stride: number, shape: Dimensions): Tensor {
  const attributes = { ...FLOAT, Index: { type: 'int32' }, ...WHOLE_AXES } as const
  const ends = graph.integers([0, 0, 0, 0])
  const strides = graph.integers([1, stride, stride, 1])
  const operands = [graph.integers(shape), ends, ends, strides, gradient]
  return graph.operation('StridedSliceGrad', operands, { shape }, { attributes })
}
