import type { Planning } from '../../shared/study/plan-study'
import { readStudyFolder, type StudyFolder } from '../store/study-folder'
import { type PlanSettings, planSource } from './plan-source'

export interface FolderPlanning extends Planning {
  /** The folder in which this very study was started before; null where it was not. */
  readonly held: StudyFolder | null
}

/**
 * Plans a study for the folders that may hold it. The towers of its trials were chosen for the machine of its first run:
 * in the folder of that run they stay, whatever machine it goes on on, or else its trials would be others.
 * @param foldersOf where a study of this name may have been started, the likeliest first
 * @param amend whether the first of them that holds a study may hold this one too, though it was changed since
 */
export function planForFolders(
  source: string,
  settings: PlanSettings,
  foldersOf: (study: string) => Iterable<string>,
  amend = false,
): FolderPlanning {
  const fresh = planSource(source, settings)
  if (!fresh.planned) return { ...fresh, held: null }
  for (const path of foldersOf(fresh.planned.plan.study)) {
    const held = readStudyFolder(path)
    if (!held.ok) continue
    const { towers, hash } = held.value.plan
    const planning = towers === fresh.planned.plan.towers ? fresh : planSource(source, { ...settings, towers })
    if (amend || planning.planned?.plan.hash === hash) return { ...planning, held: held.value }
  }
  return { ...fresh, held: null }
}
