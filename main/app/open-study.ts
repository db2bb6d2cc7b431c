import { realpath } from 'node:fs/promises'
import type { Failure } from '../../shared/failure'
import type { OpenedStudy } from '../../shared/ipc/contract'
import { ok, type Result } from '../../shared/result'
import { readStudyText } from '../store/study-text'
import type { FolderPlanning } from '../study/plan-for-folders'
import { readRun } from '../study/read-run'

/** Reads a study file and finds the run that belongs to it. */
export async function openStudyFile(
  path: string,
  planOf: (file: string, source: string) => Promise<FolderPlanning>,
): Promise<Result<OpenedStudy, Failure>> {
  const read = readStudyText(path)
  if (!read.ok) return read
  const file = await realpath(path)
  const source = read.value
  const { held } = await planOf(file, source)
  // A run whose files are damaged counts as none: starting it will say what is wrong.
  const run = held && readRun(held)
  if (!held || !run?.ok) return ok({ file, source, run: null, plan: null })
  return ok({ file, source, run: run.value, plan: held.plan })
}
