import { sum } from '../arithmetic'
import { type Operation, towerOf } from './operation'

/** The sum of the inputs; each of them has its gradient. */
export const add: Operation<'add'> = (_layer, inputs, { graph }) => {
  const [first = []] = inputs
  return {
    outputs: first.map((_, tower) =>
      sum(
        graph,
        inputs.map((towers) => towerOf(towers, tower)),
      ),
    ),
    backward: (gradients) => ({ inputs: inputs.map(() => gradients) }),
  }
}
