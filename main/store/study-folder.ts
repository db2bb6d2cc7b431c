import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import type { ArchitectureFile } from '../../shared/study/architecture-named'
import { ImportedPlan } from '../../shared/study/imported-plan'
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

export const studyFile = (folder: string): string => join(folder, 'study.yaml')
export const journalFile = (folder: string): string => join(folder, 'journal.jsonl')
export const reportFolder = (folder: string): string => join(folder, 'report')
export const trialFolder = (folder: string, trial: string): string => join(folder, 'trials', trial)
export const attemptFolder = (folder: string, trial: string, attempt: number): string =>
  join(trialFolder(folder, trial), `attempt-${attempt}`)
export const eventsFile = (folder: string, trial: string, attempt: number): string =>
  join(attemptFolder(folder, trial, attempt), 'events.jsonl')
export const planFile = (folder: string): string => join(folder, 'plan.json')

/** Whether a folder holds a study that was started. */
function holdsStudy(folder: string): boolean {
  return existsSync(planFile(folder))
}

export interface OpenOptions {
  /** The file that the study's architecture stands in. */
  readonly architecture?: ArchitectureFile | undefined
  /** Takes a changed study into the folder of the earlier one, where every trial that was started is still one of it. */
  readonly amend?: boolean | undefined
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
  { architecture, amend = false }: OpenOptions = {},
): Result<StudyFolder, Failure> {
  if (holdsStudy(path)) {
    const held = readStudyFolder(path)
    if (!held.ok) return held
    if (held.value.plan.hash === plan.hash) return held
    return amend ? amendStudy(held.value, source, plan, architecture) : err(inputFailure(changedSentence(held.value)))
  }
  if (existsSync(path) && !isEmptyFolder(path))
    return err(inputFailure(`${path} exists and is not a study’s folder. Give another one.`))
  const isNew = !existsSync(path)
  try {
    makeFolder(join(path, 'trials'))
    writeAtomically(studyFile(path), source)
    if (architecture) freezeArchitecture(path, architecture)
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

function changedSentence({ path, plan: { study } }: StudyFolder): string {
  return (
    `${path} holds the study “${study}” as it was first run, and this file says something else: another question, another ` +
    `architecture, other hypotheses or other trials. Give another folder, take the file back to what it was (${studyFile(path)}), or go on in ` +
    'this folder with --amend: what was changed is listed in the report.'
  )
}

/** A crash between the two files leaves a study that is told apart by its hash, and amended again. */
function amendStudy(
  held: StudyFolder,
  source: string,
  plan: StudyPlan,
  architecture: ArchitectureFile | undefined,
): Result<StudyFolder, Failure> {
  const { path } = held
  const planned = new Set(plan.trials.map(({ id }) => id))
  const lost = startedTrials(path).filter((trial) => !planned.has(trial))
  if (lost.length > 0)
    return err(
      inputFailure(
        `${path} has ${lost.length} trials that the changed study would leave out, ${lost[0]} among them: what has run may not ` +
          'be dropped. Give another folder for it.',
      ),
    )
  try {
    if (architecture) freezeArchitecture(path, architecture)
    writeAtomically(planFile(path), `${JSON.stringify(plan, null, 2)}\n`)
    writeAtomically(studyFile(path), source)
    return ok({ path, source, plan })
  } catch (error) {
    return err(unwritten(error))
  }
}

function freezeArchitecture(folder: string, { path, source }: ArchitectureFile): void {
  makeFolder(dirname(join(folder, path)))
  writeAtomically(join(folder, path), source)
}

/** The trials that were begun, whatever became of them. */
export function startedTrials(folder: string): readonly string[] {
  const trials = join(folder, 'trials')
  return existsSync(trials) ? readdirSync(trials).sort() : []
}

/** Reads a study's folder. */
export function readStudyFolder(path: string): Result<StudyFolder, Failure> {
  if (!holdsStudy(path))
    return err(inputFailure(`${path} is not a study’s folder: it has no plan.json. Run a study to make one.`))
  try {
    const written: unknown = JSON.parse(readFileSync(planFile(path), 'utf8'))
    const plan = StudyPlan.safeParse(written)
    if (!plan.success && ImportedPlan.safeParse(written).success)
      return err(
        inputFailure(
          `${path} holds imported runs: they can be analysed and reported, and not be run or exported, as their networks are not known.`,
        ),
      )
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
