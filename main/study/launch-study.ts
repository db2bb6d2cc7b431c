import { runOrder } from '../../shared/design/run-order'
import type { Failure } from '../../shared/failure'
import { ok, type Result } from '../../shared/result'
import type { PlannedStudy } from '../../shared/study/plan-study'
import type { RunEvent, RunEventOf } from '../../shared/study/run-event'
import type { DataPlaces } from '../data/places'
import type { Executor } from '../executors/executor'
import { lockStudy } from '../store/runner-lock'
import { openStudyFolder, type StudyFolder } from '../store/study-folder'
import { registerAtStart } from './freeze-study'
import type { Machine } from './machine'
import { type Run, startRun } from './run-study'

export interface LaunchOptions {
  /** The study's text, and what was planned from it. */
  readonly source: string
  readonly planned: PlannedStudy
  /** Where its results go. */
  readonly folder: string
  /** Whether a study that was changed since may go on in the folder of the earlier one. */
  readonly amend?: boolean | undefined
  readonly places: DataPlaces
  readonly machine: Machine
  readonly executor: Executor
  readonly onEvent: (event: RunEvent) => void
}

export interface Launched {
  readonly folder: StudyFolder
  readonly run: Run
  /** Fulfilled when the study is at its end and everything that was opened for it is closed. */
  readonly finished: Promise<RunEventOf<'study.finished'>>
}

/** Starts, or goes on with, a planned study. Nothing is written before the engine has answered. Closes the executor. */
export async function launchStudy(options: LaunchOptions): Promise<Result<Launched, Failure>> {
  const { source, planned, places, machine, executor, onEvent } = options
  const refuse = async (failure: Result<never, Failure>): Promise<Result<never, Failure>> => {
    await executor.close()
    return failure
  }
  const engine = await executor.ready()
  if (!engine.ok) return refuse(engine)
  const { architectureFile: architecture } = planned
  const folder = openStudyFolder(options.folder, source, planned.plan, { architecture, amend: options.amend })
  if (!folder.ok) return refuse(folder)
  const lock = lockStudy(options.folder)
  if (!lock.ok) return refuse(lock)
  const registered = registerAtStart(options.folder, planned, () => new Date())
  if (!registered.ok) {
    lock.value.release()
    return refuse(registered)
  }

  const predicted = new Map(planned.plan.trials.map(({ id, seconds }) => [id, seconds]))
  /** Trials that a pause has lengthened tell nothing of the machine's speed. */
  let wasPaused = false
  const run = startRun({
    folder: options.folder,
    study: planned.plan.study,
    trials: runOrder(planned.trials, folder.value.plan.order?.seed),
    places,
    executor,
    now: () => new Date(),
    onEvent: (event) => {
      if (event.event === 'study.paused') wasPaused = true
      const seconds = event.event === 'trial.finished' ? predicted.get(event.trial) : undefined
      if (event.event === 'trial.finished' && seconds !== undefined && !wasPaused)
        machine.learn(event.seconds, seconds, planned.speed)
      onEvent(event)
    },
  })
  const finished = run.finished.finally(async () => {
    await executor.close()
    lock.value.release()
  })
  return ok({ folder: folder.value, run, finished })
}
