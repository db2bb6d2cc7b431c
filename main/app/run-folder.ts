import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Runs of one study file whose trials differ: more than this nobody keeps side by side. */
const MOST_FOLDERS = 1000

/**
 * The folders beside a study file in which studies of this name were run: `inception-parts`, `inception-parts-2`, … up
 * to the first that is free.
 */
export function* runFolders(file: string, study: string): Generator<string> {
  for (const path of candidates(file, study)) {
    if (!existsSync(path)) return
    yield path
  }
}

/** Where a study is run that was not run before, so that a changed one never touches the results of the earlier one. */
export function freeRunFolder(file: string, study: string): string {
  for (const path of candidates(file, study)) if (!existsSync(path)) return path
  throw new Error(`${MOST_FOLDERS} folders of the study ${study} lie beside ${file}`)
}

function* candidates(file: string, study: string): Generator<string> {
  yield join(dirname(file), study)
  for (let number = 2; number <= MOST_FOLDERS; number += 1) yield join(dirname(file), `${study}-${number}`)
}
