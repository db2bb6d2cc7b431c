import { reshape } from '../arithmetic'
import { type Operation, onEachTower } from './operation'
import { outputShape } from './window'

/** An image's numbers in one row, channels last. */
export const flatten: Operation<'flatten'> = (layer, inputs, { graph }) =>
  onEachTower(inputs, (input) => ({
    output: reshape(graph, input, outputShape(layer, input)),
    backward: (gradient) => ({ input: reshape(graph, gradient, input.shape) }),
  }))
