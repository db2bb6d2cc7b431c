import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { ResultRecord } from '../../shared/study/result-record'
import { parseJson } from './parse-json'
import { publishOnce } from './publish-once'
import { attemptFolder, trialFolder } from './study-folder'

const resultFile = (folder: string, trial: string): string => join(trialFolder(folder, trial), 'result.json')

/**
 * Publishes a trial's result once: of two attempts that end at the same time, the first is kept and the other told so.
 * @returns whether this record is the one that stands.
 * @throws what `unwritten` tells, where the system refuses
 */
export function publishResult(folder: string, record: ResultRecord): boolean {
  const draft = join(attemptFolder(folder, record.trial, record.attempt), 'result.json')
  return publishOnce(resultFile(folder, record.trial), draft, record)
}

export function hasResult(folder: string, trial: string): boolean {
  return existsSync(resultFile(folder, trial))
}

/** All published results, in the order given; a file that is not one is a failure that names it. */
export function readResults(folder: string, trials: readonly string[]): Result<readonly ResultRecord[], Failure> {
  const records: ResultRecord[] = []
  for (const trial of trials) {
    if (!hasResult(folder, trial)) continue
    const file = resultFile(folder, trial)
    const parsed = ResultRecord.safeParse(parseJson(readFileSync(file, 'utf8')))
    if (!parsed.success || parsed.data.trial !== trial)
      return err(
        inputFailure(
          `${file} is not the result of trial ${trial}: it was changed or damaged. Delete it to run the trial again.`,
        ),
      )
    records.push(parsed.data)
  }
  return ok(records)
}

/** The numbers of the attempts that were made of a trial, ascending. */
export function attempts(folder: string, trial: string): readonly number[] {
  const path = trialFolder(folder, trial)
  if (!existsSync(path)) return []
  const numbers = readdirSync(path).flatMap((name) => /^attempt-(\d+)$/.exec(name)?.[1] ?? [])
  return numbers.map(Number).toSorted((a, b) => a - b)
}

/** Attempts that were made of a trial, 0 for none. */
export function lastAttempt(folder: string, trial: string): number {
  return attempts(folder, trial).at(-1) ?? 0
}
