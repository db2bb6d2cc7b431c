import { tooDeep, tooDeepSentence } from './architecture-schema'
import { notBuiltProblems } from './not-built'
import type { Problem } from './problem'
import { readYaml } from './read-yaml'
import { StudyFile } from './schema'
import { schemaProblems } from './schema-problems'
import type { SourceMap } from './source-map'

/** A study that keeps to the schema, with the way back to its text; or what is wrong with it. */
export type ParsedStudy =
  | {
      readonly study: StudyFile
      /** What stands in the file, before defaults: the study to the word, whatever defaults a later version has. */
      readonly written: unknown
      readonly map: SourceMap
      readonly problems: readonly Problem[]
    }
  | { readonly study: null; readonly problems: readonly [Problem, ...Problem[]] }

/** Text → study. Whether its names exist is the plan's matter. */
export function parseStudy(source: string): ParsedStudy {
  const yaml = readYaml(source)
  if (!yaml.ok) return refused(yaml.error)
  const { value, map } = yaml.value
  const deep = tooDeep(value)
  if (deep) return refused([{ range: map.value(deep), found: tooDeepSentence(), allowed: [] }])
  if (isOfImportedRuns(value)) return refused([{ range: map.key(['imported']), found: IMPORTED, allowed: [] }])
  const parsed = StudyFile.safeParse(value)
  if (!parsed.success) return refused(schemaProblems(parsed.error.issues, value, map))
  return { study: parsed.data, written: value, map, problems: notBuiltProblems(parsed.data, map) }
}

const IMPORTED =
  'These runs were made elsewhere: their study can be analysed and reported, by the folder it lies in, and not be planned or run.'

function isOfImportedRuns(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'imported' in value && value.imported === true
}

function refused(problems: readonly Problem[]): ParsedStudy {
  const [first, ...rest] = [...problems].sort((a, b) => a.range.line - b.range.line || a.range.column - b.range.column)
  if (!first) throw new Error('a study was refused without a problem')
  return { study: null, problems: [first, ...rest] }
}
