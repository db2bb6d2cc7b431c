import type { Failure } from '../../shared/failure'
import { ok, type Result } from '../../shared/result'
import { initialRunState, type RunState } from '../../shared/study/run-state'
import { readResults } from '../store/results'
import type { StudyFolder } from '../store/study-folder'

/** The state of a study that nothing runs at the moment, from its published results. */
export function readRun({ path, plan }: StudyFolder): Result<RunState, Failure> {
  const results = readResults(
    path,
    plan.trials.map(({ id }) => id),
  )
  if (!results.ok) return results
  const byTrial = new Map(results.value.map((result) => [result.trial, result]))
  const state = initialRunState(plan)
  const trials = state.trials.map((trial) => {
    const result = byTrial.get(trial.id)
    if (!result) return trial
    return {
      ...trial,
      state: result.outcome,
      attempt: result.attempt,
      epochs: result.curve,
      seconds: result.seconds,
      started: result.started,
      reason: result.outcome === 'diverged' ? result.reason : null,
    }
  })
  const failed = results.value.some(({ outcome }) => outcome === 'diverged')
  const ended = results.value.length === trials.length
  const phase = ended ? (failed ? 'failed-trials' : 'complete') : 'stopped'
  return ok({ ...state, folder: path, phase, trials })
}
