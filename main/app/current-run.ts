import { type Failure, inputFailure } from '../../shared/failure'
import type { Response } from '../../shared/ipc/contract'
import { err, ok, type Result } from '../../shared/result'
import type { PlannedStudy } from '../../shared/study/plan-study'
import type { RunEvent } from '../../shared/study/run-event'
import { applyRunEvent, initialRunState, type RunState } from '../../shared/study/run-state'
import type { DataPlaces } from '../data/places'
import type { Executor } from '../executors/executor'
import type { Crew } from '../executors/local'
import { readStudyFolder } from '../store/study-folder'
import { launchStudy } from '../study/launch-study'
import type { Machine } from '../study/machine'
import { readRun } from '../study/read-run'
import type { Run } from '../study/run-study'

interface UnderWay {
  readonly file: string
  readonly planned: PlannedStudy
  readonly run: Run
  state: RunState
}

export interface CurrentRunOptions {
  readonly places: DataPlaces
  /** Makes what trains; it is closed when the run ends. */
  readonly openExecutor: (crew: Crew) => Executor
  readonly machine: Machine
  /** Told of everything that happens, once the start was answered. */
  readonly onEvent: (event: RunEvent) => void
}

/** A study that was planned for its run. */
export interface Start {
  readonly folder: string
  readonly source: string
  readonly planned: PlannedStudy
  readonly crew: Crew
}

/** The one study that this window runs at a time. */
export interface CurrentRun {
  /** @param prepare plans it; asked where no other study runs or is being prepared */
  readonly start: (
    file: string,
    prepare: () => Promise<Result<Start, Failure>>,
  ) => Promise<Result<Response<'study.start'>, Failure>>
  readonly pause: () => Result<null, Failure>
  readonly resume: () => Result<null, Failure>
  readonly stop: () => Result<null, Failure>
  /** Whether a study runs or is about to. */
  readonly underWay: () => boolean
  /** The state of the study that is under way from this file. */
  readonly of: (file: string) => Response<'study.start'> | null
  /** Stops what is under way and waits until nothing of it runs. */
  readonly end: () => Promise<void>
}

export function createCurrentRun({ places, machine, openExecutor, onEvent }: CurrentRunOptions): CurrentRun {
  let current: UnderWay | null = null
  let starting = false
  let ended: Promise<void> = Promise.resolve()

  const steer = (act: (run: Run) => void): Result<null, Failure> => {
    if (current === null) return err(inputFailure('No study is running. Start one in the Study view.'))
    act(current.run)
    return ok(null)
  }

  const begin = async (
    file: string,
    { folder, source, planned, crew }: Start,
  ): Promise<Result<Response<'study.start'>, Failure>> => {
    // Events of the first moment belong to the answer; later ones are told.
    let state = initialRunState(planned.plan)
    let answered = false
    const see = (event: RunEvent) => {
      if (event.event === 'study.started') state = stateOnDisk(event.folder) ?? state
      state = applyRunEvent(state, event)
      if (current !== null) current.state = state
      // Its executor closes a moment later; the next start waits for that.
      if (event.event === 'study.finished') current = null
      if (answered) onEvent(event)
    }
    const launched = await launchStudy({
      source,
      planned,
      folder,
      places,
      machine,
      executor: openExecutor(crew),
      onEvent: see,
    })
    if (!launched.ok) return launched
    const { run, finished } = launched.value
    current = { file, planned, run, state }
    answered = true
    ended = finished.then(
      () => undefined,
      (error: unknown) => {
        console.error('the run ended by a fault of the program:', error)
        const time = new Date().toISOString()
        see({ event: 'study.finished', time, state: 'stopped', finished: 0, failed: 0, seconds: 0 })
      },
    )
    return ok({ plan: planned.plan, run: state })
  }

  return {
    start: async (file, prepare) => {
      if (starting || current !== null) {
        return err(inputFailure('A study is running already. Stop it, or wait until it ends.'))
      }
      starting = true
      try {
        await ended
        const prepared = await prepare()
        return prepared.ok ? await begin(file, prepared.value) : prepared
      } finally {
        starting = false
      }
    },
    pause: () => steer((run) => run.pause()),
    resume: () => steer((run) => run.resume()),
    stop: () => steer((run) => run.stop()),
    underWay: () => starting || current !== null,
    of: (file) => (current?.file === file ? { plan: current.planned.plan, run: current.state } : null),
    end: async () => {
      current?.run.stop()
      await ended
    },
  }
}

/** What earlier runs have left in a study's folder. */
function stateOnDisk(path: string): RunState | null {
  const folder = readStudyFolder(path)
  const run = folder.ok ? readRun(folder.value) : folder
  return run.ok ? run.value : null
}
