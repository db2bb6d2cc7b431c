import { adaptiveWindows } from '../../../../shared/architecture/window'
import { reshape } from '../arithmetic'
import { FLOAT, type GraphWriter } from '../graph-writer'
import type { Tensor } from '../tensor'
import { type Operation, onEachTower } from './operation'
import { outputShape } from './window'

/**
 * The mean of each window: rows first, then columns. Along an axis every mean is a fixed weighting of the map's places, so
 * all of them are one product of matrices, and the gradient is that of the transposed one.
 */
export const adaptiveAveragePool: Operation<'adaptive-average-pool'> = (layer, inputs, { graph }) =>
  onEachTower(inputs, (input) => {
    const [images = 0, height = 0, width = 0, maps = 0] = input.shape
    const { size } = layer
    const rows = axisMeans(graph, height, size)
    const columns = axisMeans(graph, width, size)
    const strips = images < 0 ? images : images * size
    const byRow = (tensor: Tensor, count: number): Tensor => reshape(graph, tensor, [images, count, width * maps])
    const byColumn = (tensor: Tensor, count: number): Tensor => reshape(graph, tensor, [strips, count, maps])
    const narrowed = columns.of(byColumn(rows.of(byRow(input, height)), width))
    return {
      output: reshape(graph, narrowed, outputShape(layer, input)),
      backward(dy) {
        const widened = columns.gradient(byColumn(dy, size))
        return { input: reshape(graph, rows.gradient(byRow(widened, size)), input.shape) }
      },
    }
  })

/** The means along the middle axis of [matrices, length, numbers], and their gradient. */
function axisMeans(graph: GraphWriter, length: number, count: number) {
  const weights = graph.floats(windowWeights(length, count), [1, count, length])
  const product = (tensor: Tensor, rows: number, transposed: boolean): Tensor => {
    const [matrices = 0, , numbers = 0] = tensor.shape
    const attributes = { ...FLOAT, adj_x: { flag: transposed }, adj_y: { flag: false } } as const
    return graph.operation('BatchMatMulV2', [weights, tensor], { shape: [matrices, rows, numbers] }, { attributes })
  }
  return {
    of: (tensor: Tensor): Tensor => product(tensor, count, false),
    gradient: (tensor: Tensor): Tensor => product(tensor, length, true),
  }
}

/** [windows, length]: one over its places within a window, 0 outside. */
function windowWeights(length: number, count: number): readonly number[] {
  return adaptiveWindows(length, count).flatMap(({ from, to }) =>
    Array.from({ length }, (_, place) => (place >= from && place < to ? 1 / (to - from) : 0)),
  )
}
