import { extname } from 'node:path'
import type { Architecture } from '../../shared/architecture/architecture'
import { ARCHITECTURES, architectureNamed } from '../../shared/architecture/registry'
import { type Failure, inputFailure } from '../../shared/failure'
import { nearest } from '../../shared/nearest'
import { err, ok, type Result } from '../../shared/result'
import { readArchitecture } from '../../shared/study/architecture-file'
import { formatProblem } from '../../shared/study/problem'
import { readStudyText } from '../store/study-text'

/** A built-in architecture by its name, or the one in a .yaml file: written there by itself, or that of a study. */
export function findArchitecture(name: string): Result<Architecture, Failure> {
  const builtIn = architectureNamed(name)
  if (builtIn) return ok(builtIn)
  if (!['.yaml', '.yml'].includes(extname(name))) return err(unknown(name))
  const source = readStudyText(name)
  if (!source.ok) return source
  const read = readArchitecture(source.value)
  return read.ok ? read : err(inputFailure(read.error.map((problem) => formatProblem(name, problem)).join('\n')))
}

function unknown(name: string): Failure {
  const names = ARCHITECTURES.map((known) => known.name)
  const near = nearest(name, names)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  return inputFailure(
    `"${name}" is not an architecture known here. Allowed: ${names.join(', ')}, or a .yaml file that holds one.${hint}`,
  )
}
