import { concatenate, split } from '../arithmetic'
import type { Tensor, Towers } from '../tensor'
import { type Operation, towerOf } from './operation'

const CHANNELS = 3

/** The inputs' channels behind each other; the gradient is cut where they met. */
export const concat: Operation<'concat'> = (_layer, inputs, { graph }) => {
  const sizes = inputs.map((towers) => towerOf(towers, 0).shape[CHANNELS] ?? 0)
  const across = (tower: number): readonly Tensor[] => inputs.map((towers) => towerOf(towers, tower))
  const [first = []] = inputs
  return {
    outputs: first.map((_, tower) => concatenate(graph, across(tower), CHANNELS)),
    backward(gradients) {
      const pieces: readonly Towers[] = gradients.map((gradient) => split(graph, gradient, sizes, CHANNELS))
      return { inputs: inputs.map((_, index) => pieces.map((piece) => towerOf(piece, index))) }
    },
  }
}
