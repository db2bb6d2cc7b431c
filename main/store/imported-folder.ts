import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { IMPORTED_PLAN_SCHEMA, ImportedPlan } from '../../shared/study/imported-plan'
import { ImportedResult, importedTrialId } from '../../shared/study/imported-result'
import { planFile, studyFile, trialFolder } from './study-folder'
import { makeFolder, unwritten, writing } from './unwritten'

/** An imported study on disk. */
export interface ImportedFolder {
  readonly path: string
  /** The study’s text, which a person may have changed since. */
  readonly source: string
  readonly plan: ImportedPlan
  readonly results: readonly ImportedResult[]
}

/** Whether a folder holds runs that were made elsewhere. */
export function isImported(path: string): boolean {
  return schemaOf(path) === IMPORTED_PLAN_SCHEMA
}

/** Writes the folder of an imported study whole or not at all. A folder that holds something is refused. */
export function writeImportedFolder({ path, source, plan, results }: ImportedFolder): Result<null, Failure> {
  if (existsSync(path) && !(statSync(path).isDirectory() && readdirSync(path).length === 0))
    return err(
      inputFailure(
        `${path} is there and holds something: an import makes a folder of its own. Give another one with --out.`,
      ),
    )
  const draft = join(dirname(path), `.importing-${basename(path)}-${process.pid}`)
  const write = (file: string, text: string): void => writing(file, () => writeFileSync(file, text))
  try {
    makeFolder(draft)
    write(studyFile(draft), source)
    for (const result of results) {
      const folder = trialFolder(draft, result.trial)
      writing(folder, () => mkdirSync(folder, { recursive: true }))
      write(join(folder, 'result.json'), `${JSON.stringify(result)}\n`)
    }
    write(planFile(draft), `${JSON.stringify(plan, null, 2)}\n`)
    writing(path, () => {
      if (existsSync(path)) rmSync(path, { recursive: true })
      renameSync(draft, path)
    })
    return ok(null)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    return err(unwritten(error, 'import the runs again'))
  }
}

/** Reads it back; a result that was changed since is noticed by its name. */
export function readImportedFolder(path: string): Result<ImportedFolder, Failure> {
  const read = (file: string): unknown => {
    try {
      return JSON.parse(readFileSync(file, 'utf8'))
    } catch {
      return undefined
    }
  }
  const plan = ImportedPlan.safeParse(read(planFile(path)))
  if (!plan.success)
    return err(
      inputFailure(
        `${planFile(path)} is not an import of this version: ${plan.error.issues[0]?.message}. Import the runs again.`,
      ),
    )
  const results: ImportedResult[] = []
  for (const { id } of plan.data.trials) {
    const file = join(trialFolder(path, id), 'result.json')
    const result = ImportedResult.safeParse(read(file))
    if (!result.success || result.data.trial !== id || importedTrialId(result.data) !== id)
      return err(
        inputFailure(`${file} is not what was imported: it was changed, damaged or taken away. Import the runs again.`),
      )
    results.push(result.data)
  }
  try {
    return ok({ path, source: readFileSync(studyFile(path), 'utf8'), plan: plan.data, results })
  } catch (error) {
    return err(inputFailure(`${studyFile(path)} cannot be read: ${error instanceof Error ? error.message : error}.`))
  }
}

function schemaOf(path: string): unknown {
  try {
    const plan: unknown = JSON.parse(readFileSync(planFile(path), 'utf8'))
    return typeof plan === 'object' && plan !== null && 'schema' in plan ? plan.schema : undefined
  } catch {
    return undefined
  }
}
