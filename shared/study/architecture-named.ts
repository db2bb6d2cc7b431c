import type { Architecture } from '../architecture/architecture'
import { ARCHITECTURES, architectureNamed } from '../architecture/registry'
import { nearest } from '../nearest'
import { err, ok, type Result } from '../result'
import { type ParsedArchitecture, parseArchitecture } from './architecture-file'
import { architecturePath, namesFile } from './architecture-path'
import { inlineArchitecture } from './inline-architecture'
import type { Problem, SourceRange } from './problem'
import type { StudyFile } from './schema'
import { quote } from './schema-problems'
import type { SourceMap } from './source-map'

/**
 * Gives the text of an architecture file, or the sentence that says why it cannot be had.
 * @param path from the folder of the study, as `architecturePath` writes it
 */
export type ReadArchitectureFile = (path: string) => Result<string, string>

/** The file that a study's architecture stands in, as it was read. */
export interface ArchitectureFile {
  /** From the study's folder. */
  readonly path: string
  readonly source: string
}

/** A study's architecture, with the way from its blocks back to the text that they stand in. */
export interface StudyArchitecture {
  readonly architecture: Architecture
  /** A problem with one of its blocks, as a problem of the study. */
  readonly problemAt: (block: readonly PropertyKey[], found: string) => Problem
  /** Where it stands in a file of its own. */
  readonly file?: ReadFile
}

interface ReadFile extends ArchitectureFile, ParsedArchitecture {}

type Study = Pick<StudyFile, 'architecture'>

/** The architecture of a study: built in, written there, or in the file that it names. */
export function studyArchitecture(
  { architecture: said }: Study,
  map: SourceMap,
  read: ReadArchitectureFile,
): Result<StudyArchitecture, readonly Problem[]> {
  if (typeof said !== 'string') {
    const { architecture, problems } = inlineArchitecture(said, KEY, map)
    const problemAt = (block: readonly PropertyKey[], found: string): Problem => ({
      range: map.value([...KEY, ...block]),
      found,
      allowed: [],
    })
    return problems.length > 0 ? err(problems) : ok({ architecture, problemAt })
  }
  const range = map.value(KEY)
  if (!namesFile(said)) {
    const architecture = architectureNamed(said)
    if (!architecture) return err([unknownArchitecture(said, range)])
    return ok({ architecture, problemAt: (_, found) => ({ range, found, allowed: [] }) })
  }
  const file = readFile(said, range, read)
  if (!file.ok) return file
  const { inline, map: own, path } = file.value
  const { architecture, problems } = inlineArchitecture(inline, [], own)
  if (problems.length > 0) return err(problems.map((problem) => elsewhere(problem, path, range)))
  const problemAt = (block: readonly PropertyKey[], found: string): Problem =>
    elsewhere({ range: own.value(block), found, allowed: [] }, path, range)
  return ok({ architecture, problemAt, file: file.value })
}

const KEY = ['architecture'] as const

/** What a study says, the content of its architecture file in place of the file's path: as if it were written there. */
export function writtenWhole(
  { study, written, map }: { readonly study: Study; readonly written: unknown; readonly map: SourceMap },
  read: ReadArchitectureFile,
): Result<unknown, readonly Problem[]> {
  const { architecture } = study
  if (typeof architecture !== 'string' || !namesFile(architecture)) return ok(written)
  const file = readFile(architecture, map.value(KEY), read)
  return file.ok ? ok(withFile(written, file.value)) : file
}

export function withFile(written: unknown, file: Pick<ParsedArchitecture, 'written'> | undefined): unknown {
  return file && typeof written === 'object' ? { ...written, architecture: file.written } : written
}

function readFile(said: string, range: SourceRange, read: ReadArchitectureFile): Result<ReadFile, readonly Problem[]> {
  const refused = (found: string) => err([{ range, found, allowed: [] }])
  const path = architecturePath(said)
  if (!path.ok) return refused(path.error)
  const source = read(path.value)
  if (!source.ok) return refused(source.error)
  const parsed = parseArchitecture(source.value)
  if (!parsed.ok) return err(parsed.error.map((problem) => elsewhere(problem, path.value, range)))
  return ok({ path: path.value, source: source.value, ...parsed.value })
}

/** A problem of the file at `path`, as one of the study that names the file. */
function elsewhere(problem: Problem, path: string, range: SourceRange): Problem {
  return { ...problem, range, elsewhere: { file: path, range: problem.range } }
}

function unknownArchitecture(word: string, range: SourceRange): Problem {
  const allowed = ARCHITECTURES.map(({ name }) => name)
  const near = nearest(word, allowed)
  const found = `${quote(word)} is not an architecture known here.`
  return { range, found, allowed, ...(near !== undefined && { nearest: near }) }
}
