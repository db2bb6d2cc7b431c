import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { StudyPlan } from '../../shared/study/plan'
import { readStudyFolder, type StudyFolder } from '../store/study-folder'

/** Runs of one study file whose trials differ: more than this nobody keeps side by side. */
const MOST_FOLDERS = 1000

/** The folder beside a study file in which this very plan was run before; null where it was not. */
export function findRunFolder(file: string, plan: Pick<StudyPlan, 'study' | 'hash'>): StudyFolder | null {
  for (const path of candidates(file, plan.study)) {
    if (!existsSync(path)) return null
    const held = readStudyFolder(path)
    if (held.ok && held.value.plan.hash === plan.hash) return held.value
  }
  return null
}

/**
 * Where a plan is run: in its own folder if it has one, else in the first free one, so that a changed study never
 * touches the results of the earlier one: `inception-parts`, `inception-parts-2`, …
 */
export function chooseRunFolder(file: string, plan: Pick<StudyPlan, 'study' | 'hash'>): string {
  const own = findRunFolder(file, plan)
  if (own !== null) return own.path
  for (const path of candidates(file, plan.study)) if (!existsSync(path)) return path
  throw new Error(`${MOST_FOLDERS} folders of the study ${plan.study} lie beside ${file}`)
}

function* candidates(file: string, study: string): Generator<string> {
  yield join(dirname(file), study)
  for (let number = 2; number <= MOST_FOLDERS; number += 1) yield join(dirname(file), `${study}-${number}`)
}
