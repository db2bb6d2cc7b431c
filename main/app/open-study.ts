import { realpath } from 'node:fs/promises'
import type { Failure } from '../../shared/failure'
import type { OpenedStudy } from '../../shared/ipc/contract'
import { ok, type Result } from '../../shared/result'
import type { StudyPlan } from '../../shared/study/plan'
import type { Planning } from '../../shared/study/plan-study'
import { readStudyText } from '../store/study-text'
import { readRun } from '../study/read-run'
import { findRunFolder } from './run-folder'

/** Reads a study file and finds the run that belongs to it. */
export async function openStudyFile(
  path: string,
  planOf: (source: string) => Planning,
): Promise<Result<OpenedStudy, Failure>> {
  const read = readStudyText(path)
  if (!read.ok) return read
  const file = await realpath(path)
  const source = read.value
  const plan = planOf(source).planned?.plan ?? null
  const run = plan === null ? null : findRun(file, plan)
  return ok({ file, source, run: run?.run ?? null, plan: run?.plan ?? null })
}

/** A run whose files are damaged counts as none: starting it will say what is wrong. */
function findRun(file: string, plan: StudyPlan) {
  const folder = findRunFolder(file, plan)
  if (folder === null) return null
  const run = readRun(folder)
  return run.ok ? { run: run.value, plan: folder.plan } : null
}
