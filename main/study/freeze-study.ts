import { REGISTRATION_SCHEMA, type Registration } from '../../shared/analysis/registration'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { PlannedStudy } from '../../shared/study/plan-study'
import { readRegistration, register } from '../store/registration'
import { openStudyFolder, type StudyFolder, startedTrials } from '../store/study-folder'
import { unwritten } from '../store/unwritten'

export interface FreezeOptions {
  readonly folder: string
  readonly source: string
  readonly planned: PlannedStudy
  readonly now: () => Date
}

export interface Frozen {
  readonly folder: StudyFolder
  readonly registration: Registration
  /** False where the same study had been registered before. */
  readonly isNew: boolean
}

/**
 * Registers a study before its first trial: its folder is made, with the study, the plan and the time. Nothing of the
 * registration is ever written again.
 */
export function freezeStudy({ folder: path, source, planned, now }: FreezeOptions): Result<Frozen, Failure> {
  const opened = openStudyFolder(path, source, planned.plan, { architecture: planned.architectureFile })
  if (!opened.ok) return opened
  const held = readRegistration(path)
  if (!held.ok) return held
  if (held.value) return ok({ folder: opened.value, registration: held.value, isNew: false })
  const trials = startedTrials(path)
  if (trials.length > 0)
    return err(
      inputFailure(
        `${path} has trials already: what is frozen after the first trial proves nothing. Freeze the study in another folder, and run it there.`,
      ),
    )
  const registration = registrationOf(planned, now)
  try {
    register(path, registration)
    return ok({ folder: opened.value, registration, isNew: true })
  } catch (error) {
    return err(unwritten(error, 'freeze the study again'))
  }
}

/** What a study’s folder registers of it. */
function registrationOf({ written, plan }: PlannedStudy, now: () => Date): Registration {
  return { schema: REGISTRATION_SCHEMA, time: now().toISOString(), hash: plan.hash, written }
}

/** A study that nobody has frozen is registered as its first run finds it. Where trials came before, nothing can be. */
export function registerAtStart(folder: string, planned: PlannedStudy, now: () => Date): Result<null, Failure> {
  if (startedTrials(folder).length > 0) return ok(null)
  try {
    register(folder, registrationOf(planned, now))
    return ok(null)
  } catch (error) {
    return err(unwritten(error))
  }
}
