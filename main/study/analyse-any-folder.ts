import type { Failure } from '../../shared/failure'
import type { Result } from '../../shared/result'
import { isImported } from '../store/imported-folder'
import { type AnalysedFolder, analyseFolder } from './analyse-folder'
import { type AnalysedImport, analyseImportedFolder } from './analyse-imported-folder'

export type AnyAnalysedFolder = AnalysedFolder | AnalysedImport

/** A study’s folder with all that follows from its files, whether it was run here or imported. */
export function analyseAnyFolder(path: string): Result<AnyAnalysedFolder, Failure> {
  return isImported(path) ? analyseImportedFolder(path) : analyseFolder(path)
}
