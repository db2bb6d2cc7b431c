import type { LayerGraph } from '../../shared/architecture/layer-graph'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { Trial } from '../../shared/training/trial'
import { stateLayout } from './graph/state'
import { type TrainingState, vectorsFromState } from './training-state'

/**
 * Says why a trial cannot go on from a state. It goes on where an epoch began: within one, its measurement would lack
 * the steps before.
 * @param graph the trial's architecture, built for its data
 */
export function checkResume(
  { id, recipe, data }: Trial,
  graph: LayerGraph,
  state: TrainingState,
): Result<void, Failure> {
  if (state.trial !== id) {
    return err(inputFailure(`The checkpoint belongs to trial ${state.trial}, not to ${id}. Use this trial's own.`))
  }
  const stepsPerEpoch = Math.floor(data.sizes.train / recipe.batch)
  const steps = recipe.epochs * stepsPerEpoch
  if (state.step % stepsPerEpoch !== 0 || state.step >= steps) {
    return err(
      inputFailure(
        `The checkpoint was taken after step ${state.step}; this trial can go on from the end of an epoch, ` +
          `a multiple of ${stepsPerEpoch} below ${steps}. Start the trial anew.`,
      ),
    )
  }
  const fitting = vectorsFromState(stateLayout(graph, recipe), state)
  return fitting.ok ? ok(undefined) : fitting
}
