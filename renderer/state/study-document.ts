import type { OpenedStudy, Response } from '../../shared/ipc/contract'
import type { StudyPlan } from '../../shared/study/plan'
import type { Problem } from '../../shared/study/problem'
import type { RunEvent } from '../../shared/study/run-event'
import { applyRunEvent, type RunState } from '../../shared/study/run-state'

/** A study that is open in a tab. */
export interface StudyDocument {
  readonly file: string
  /** What the editor holds. */
  readonly source: string
  /** What the file on disk holds. */
  readonly savedSource: string
  /** The plan of the last source that had one. */
  readonly plan: StudyPlan | null
  /** True once the present source was planned. */
  readonly planned: boolean
  /** The plan is of an earlier source, because the present one has none. */
  readonly planIsStale: boolean
  readonly problems: readonly Problem[]
  /** The run on disk or under way, and the plan it follows. */
  readonly run: RunState | null
  readonly runPlan: StudyPlan | null
}

export function openDocument({ file, source, run, plan }: OpenedStudy): StudyDocument {
  return {
    file,
    source,
    savedSource: source,
    plan,
    planned: false,
    planIsStale: false,
    problems: [],
    run,
    runPlan: plan,
  }
}

export function edited(document: StudyDocument, source: string): StudyDocument {
  return source === document.source ? document : { ...document, source, planned: false }
}

/** Takes in what was found out about a source, unless the text has changed meanwhile. */
export function planned(document: StudyDocument, source: string, found: Response<'study.plan'>): StudyDocument {
  if (document.source !== source) return document
  const plan = found.plan ?? document.plan
  return {
    ...document,
    plan,
    planned: true,
    planIsStale: found.plan === null && plan !== null,
    problems: found.problems,
  }
}

/** The plan that was begun may not be the one that was shown: before the first run the machine is measured. */
export function started(document: StudyDocument, source: string, begun: Response<'study.start'>): StudyDocument {
  const plan = document.source === source ? begun.plan : document.plan
  return { ...document, savedSource: source, plan, run: begun.run, runPlan: begun.plan }
}

export function happened(document: StudyDocument, events: readonly RunEvent[]): StudyDocument {
  return document.run === null ? document : { ...document, run: events.reduce(applyRunEvent, document.run) }
}

export function isUnsaved({ source, savedSource }: StudyDocument): boolean {
  return source !== savedSource
}

/** The name on the tab: the file's, without folder and ending. */
export function documentName({ file }: Pick<StudyDocument, 'file'>): string {
  return fileName(file).replace(/\.ya?ml$/i, '')
}

export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}
