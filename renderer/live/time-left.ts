import type { StudyPlan } from '../../shared/study/plan'
import type { RunState } from '../../shared/study/run-state'

/**
 * Seconds until the whole run ends: the plan's prediction of what is left,
 * corrected by how long the finished trials took against theirs.
 */
export function timeLeft(run: RunState, plan: StudyPlan): number {
  const predicted = new Map(plan.trials.map(({ id, seconds }) => [id, seconds]))
  let tookSum = 0
  let predictedSum = 0
  let leftSum = 0
  for (const trial of run.trials) {
    const seconds = predicted.get(trial.id) ?? 0
    if (trial.state === 'finished' && trial.seconds !== null) {
      tookSum += trial.seconds
      predictedSum += seconds
    } else if (trial.state === 'queued' || trial.state === 'interrupted') {
      leftSum += seconds
    } else if (trial.state === 'running') {
      const latest = trial.progress.at(-1)
      leftSum += seconds * (latest === undefined ? 1 : 1 - latest.step / latest.steps)
    }
  }
  const pace = predictedSum > 0 ? tookSum / predictedSum : 1
  return (leftSum * pace) / Math.max(1, run.workers)
}
