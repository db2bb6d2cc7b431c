import { readFileSync, statSync } from 'node:fs'
import { type Failure, inputFailure } from '../../shared/failure'
import { err, ok, type Result } from '../../shared/result'
import { MAX_STUDY_BYTES } from '../../shared/study/read-yaml'

/** The text of a study file. What is too large, or no file, is refused before it is read, in the form file:line:column. */
export function readStudyText(file: string): Result<string, Failure> {
  try {
    const stat = statSync(file)
    if (stat.isDirectory())
      return err(inputFailure(`${file}:1:1: This is a folder; a study is a file, such as ${file}/study.yaml.`))
    if (stat.size > MAX_STUDY_BYTES)
      return err(
        inputFailure(
          `${file}:1:1: The file has ${stat.size.toLocaleString('en')} bytes; a study has at most ${MAX_STUDY_BYTES / 1024} KiB.`,
        ),
      )
    return ok(readFileSync(file, 'utf8'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const reason = code === 'ENOENT' ? 'There is no such file' : `The file cannot be read (${code ?? error})`
    return err(inputFailure(`${file}:1:1: ${reason}.`))
  }
}
