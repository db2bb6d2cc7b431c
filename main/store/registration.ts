import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Registration } from '../../shared/analysis/registration'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { parseJson } from './parse-json'
import { publishOnce } from './publish-once'

const registrationFile = (folder: string): string => join(folder, 'registration.json')

/**
 * Keeps what a study was before its first trial, once: what was registered first stands.
 * @returns whether this record is the one that stands
 * @throws what `unwritten` tells, where the system refuses
 */
export function register(folder: string, record: Registration): boolean {
  const file = registrationFile(folder)
  if (existsSync(file)) return false
  return publishOnce(file, join(folder, `registration.${process.pid}.draft`), record)
}

/** @returns undefined where nothing was registered, as by earlier versions */
export function readRegistration(folder: string): Result<Registration | undefined, Failure> {
  const file = registrationFile(folder)
  if (!existsSync(file)) return ok(undefined)
  const parsed = Registration.safeParse(parseJson(readFileSync(file, 'utf8')))
  return parsed.success
    ? ok(parsed.data)
    : err(
        inputFailure(
          `${file} is not a registration: it was changed or damaged. Take it back from where the folder was copied from; ` +
            'without it nothing shows what was claimed before the first trial.',
        ),
      )
}
