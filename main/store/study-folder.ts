import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { ArchitectureFile } from '../../shared/study/architecture-named'
import { StudyPlan } from '../../shared/study/plan'
import { writeAtomically } from './atomic-write'
import { makeFolder, unwritten } from './unwritten'

/** A study on disk. The files are the truth; everything shown is a fold over them. */
export interface StudyFolder {
  readonly path: string
  /** The study's text, frozen at the first run. */
  readonly source: string
  readonly plan: StudyPlan
}

const studyFile = (folder: string): string => join(folder, 'study.yaml')
export const journalFile = (folder: string): string => join(folder, 'journal.jsonl')
export const reportFolder = (folder: string): string => join(folder, 'report')
export const trialFolder = (folder: string, trial: string): string => join(folder, 'trials', trial)
export const attemptFolder = (folder: string, trial: string, attempt: number): string =>
  join(trialFolder(folder, trial), `attempt-${attempt}`)
export const eventsFile = (folder: string, trial: string, attempt: number): string =>
  join(attemptFolder(folder, trial, attempt), 'events.jsonl')
const planFile = (folder: string): string => join(folder, 'plan.json')

/** Whether a folder holds a study that was started. */
function holdsStudy(folder: string): boolean {
  return existsSync(planFile(folder))
}

/**
 * Makes the folder of a study, or opens it where the same study was started before. The architecture file that the study
 * names is frozen under the path by which it is named, so that the study reads there as it did beside its own file.
 * Refuses a folder that holds something else, and one that cannot be written to; nothing is left there then.
 */
export function openStudyFolder(
  path: string,
  source: string,
  plan: StudyPlan,
  architecture?: ArchitectureFile,
): Result<StudyFolder, Failure> {
  if (holdsStudy(path)) {
    const held = readStudyFolder(path)
    if (!held.ok) return held
    if (held.value.plan.hash === plan.hash) return ok(held.value)
    return err(
      inputFailure(
        `${path} holds the study “${held.value.plan.study}” as it was first run, and this file says something else: another ` +
          'question, another architecture, other hypotheses or other trials. Give another folder, or take the file back to what it was: ' +
          `${studyFile(path)}.`,
      ),
    )
  }
  if (existsSync(path) && !isEmptyFolder(path))
    return err(inputFailure(`${path} exists and is not a study’s folder. Give another one.`))
  const isNew = !existsSync(path)
  try {
    makeFolder(join(path, 'trials'))
    writeAtomically(studyFile(path), source)
    if (architecture) {
      makeFolder(dirname(join(path, architecture.path)))
      writeAtomically(join(path, architecture.path), architecture.source)
    }
    writeAtomically(planFile(path), `${JSON.stringify(plan, null, 2)}\n`)
    return ok({ path, source, plan })
  } catch (error) {
    // Without a plan it would be taken for a folder of something else.
    const [first] = architecture?.path.split('/') ?? []
    const frozen = first === undefined ? [] : [join(path, first)]
    const made = isNew ? [path] : [join(path, 'trials'), studyFile(path), ...frozen]
    for (const one of made) rmSync(one, { recursive: true, force: true })
    return err(unwritten(error))
  }
}

/** Reads a study's folder. */
export function readStudyFolder(path: string): Result<StudyFolder, Failure> {
  if (!holdsStudy(path))
    return err(inputFailure(`${path} is not a study’s folder: it has no plan.json. Run a study to make one.`))
  try {
    const plan = StudyPlan.safeParse(JSON.parse(readFileSync(planFile(path), 'utf8')))
    if (!plan.success)
      return err(inputFailure(`${planFile(path)} is not a plan of this version: ${plan.error.issues[0]?.message}.`))
    return ok({ path, source: readFileSync(studyFile(path), 'utf8'), plan: plan.data })
  } catch (error) {
    return err(inputFailure(`${path} cannot be read as a study: ${error instanceof Error ? error.message : error}.`))
  }
}

function isEmptyFolder(path: string): boolean {
  return statSync(path).isDirectory() && readdirSync(path).length === 0
}
