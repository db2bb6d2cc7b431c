import type { Failure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { MachineResources } from '../../shared/study/machine-share'
import type { PlannedStudy } from '../../shared/study/plan-study'
import type { Problem } from '../../shared/study/problem'
import type { MachineEvent } from '../../shared/study/run-event'
import type { DataPlaces } from '../data/places'
import { calibrationSeconds } from '../executors/calibrate'
import type { Crew } from '../executors/local'
import { hasResult } from '../store/results'
import type { StudyFolder } from '../store/study-folder'
import type { SpawnWorker } from '../worker/protocol'
import type { Machine } from './machine'
import { type FolderPlanning, planForFolders } from './plan-for-folders'

export interface PrepareOptions {
  /** The folder of the study’s file. */
  readonly folder: string | undefined
  readonly places: DataPlaces
  readonly machine: Machine
  readonly spawnWorker: SpawnWorker
  /** Trials at a time, where a person said so. */
  readonly workers?: number | undefined
  /** Where a study of this name may have been started before, the likeliest first. */
  readonly foldersOf: (study: string) => Iterable<string>
  /** Whether a study that was changed since goes on in the folder of the earlier one. */
  readonly amend?: boolean | undefined
  readonly now: () => Date
  /** Told of a calibration, if one is made. */
  readonly onEvent: (event: MachineEvent) => void
}

/** A study that can be launched. */
export interface PreparedRun {
  readonly planned: PlannedStudy
  /** The folder in which it was started before. */
  readonly held: StudyFolder | null
  readonly crew: Crew
}

/** Why a study cannot be launched: what is wrong with it, or with the machine. */
export type Unprepared =
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  | { readonly kind: 'failure'; readonly failure: Failure }

/**
 * Plans a study for its run: measures the machine before, where it has not been and that decides something. A machine that
 * cannot be measured is taken as it usually is.
 */
export async function prepareRun(source: string, options: PrepareOptions): Promise<Result<PreparedRun, Unprepared>> {
  const { machine, spawnWorker, now, onEvent } = options
  let resources = await machine.resources()
  let planning = plan(source, options, resources)
  if (!planning.planned || planning.problems.length > 0) return problems(planning)
  if (await wantsCalibration(planning, planning.planned, options, resources)) {
    const { cores } = resources
    const seconds = (await machine.gpus()).length > 0 ? null : calibrationSeconds(cores)
    onEvent({ event: 'machine.measuring', time: now().toISOString(), seconds })
    const calibration = await machine.calibrate(spawnWorker)
    if (!calibration.ok) {
      if (calibration.error.kind === 'no-engine') return err({ kind: 'failure', failure: calibration.error.failure })
      const { reason } = calibration.error
      onEvent({ event: 'machine.unmeasured', time: now().toISOString(), reason })
    }
    resources = await machine.resources()
    planning = plan(source, options, resources)
    if (!planning.planned || planning.problems.length > 0) return problems(planning)
  }
  const { workers, threads } = planning.planned.plan.predicted
  return ok({ planned: planning.planned, held: planning.held, crew: { workers, threads, gpus: resources.gpus } })
}

function plan(
  source: string,
  { folder, places, machine, workers, foldersOf, amend }: PrepareOptions,
  resources: MachineResources,
) {
  const settings = { folder, places, speed: machine.speed(), machine: resources, workers }
  return planForFolders(source, settings, foldersOf, amend)
}

function problems({ problems: found }: FolderPlanning): Result<never, Unprepared> {
  return err({ kind: 'problems', problems: found })
}

/** Whether something of the run hangs on what has not been measured yet. */
async function wantsCalibration(
  { held }: FolderPlanning,
  { plan: { trials } }: PlannedStudy,
  { machine, workers }: PrepareOptions,
  { calibration }: MachineResources,
): Promise<boolean> {
  if (calibration) return false
  if (held && trials.every(({ id }) => hasResult(held.path, id))) return false
  // Where a person has decided. Whether TensorFlow uses a GPU that is there is not known before.
  return workers === undefined || (await machine.gpus()).length > 0
}
