import type { ConnectionTable } from '../../../../shared/architecture/connections'
import { combine } from '../arithmetic'
import type { Tensor } from '../tensor'
import type { Slide } from './slide'

/** A dense kernel of which only the connections of the table count: the others are held at zero, and so is their gradient. */
export function connected(slide: Slide, connections: ConnectionTable | undefined): Slide {
  if (!connections) return slide
  return (graph, input, kernel, steps, shape) => {
    const [, , inputs = 0, outputs = 0] = kernel.shape
    const mask = graph.floats(maskOf(connections, inputs), [inputs, outputs])
    const masked = (tensor: Tensor): Tensor => combine(graph, 'Mul', tensor, mask)
    const { output, backward } = slide(graph, input, masked(kernel), steps, shape)
    return {
      output,
      backward(dy) {
        const gradients = backward(dy)
        return { ...gradients, kernel: masked(gradients.kernel) }
      },
    }
  }
}

/** 1 where an input map (row) is read by an output map (column), else 0. */
function maskOf(connections: ConnectionTable, inputs: number): readonly number[] {
  return Array.from({ length: inputs }, (_, input) => connections.map((maps) => Number(maps.includes(input)))).flat()
}
