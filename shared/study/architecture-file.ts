import type { Architecture } from '../architecture/architecture'
import { buildLayerGraph } from '../architecture/build-graph'
import { err, ok, type Result } from '../result'
import { InlineArchitecture, tooDeep, tooDeepSentence } from './architecture-schema'
import { inlineArchitecture } from './inline-architecture'
import type { Problem } from './problem'
import { readYaml } from './read-yaml'
import { schemaProblems } from './schema-problems'
import type { SourceMap } from './source-map'

/** An architecture that keeps to the schema, with the way back to its text. */
export interface ParsedArchitecture {
  readonly inline: InlineArchitecture
  /** What stands in the file, before defaults. */
  readonly written: unknown
  readonly map: SourceMap
}

/** The text of a file that holds an architecture → what it says. Whether its blocks fit together is not looked at. */
export function parseArchitecture(source: string): Result<ParsedArchitecture, readonly Problem[]> {
  const yaml = readYaml(source, WHAT)
  if (!yaml.ok) return yaml
  const { value: written, map } = yaml.value
  const deep = tooDeep(written)
  if (deep) return err([{ range: map.value(deep), found: tooDeepSentence(), allowed: [] }])
  if (isStudyText(written))
    return err([
      {
        range: map.key(['study']),
        found: 'This is a study: the file of an architecture holds it alone, without the study around it.',
        allowed: Object.keys(InlineArchitecture.shape),
      },
    ])
  const parsed = InlineArchitecture.safeParse(written)
  if (!parsed.success)
    return err(schemaProblems(parsed.error.issues, written, map, { schema: InlineArchitecture, what: WHAT }))
  return ok({ inline: parsed.data, written, map })
}

const WHAT = 'an architecture'

/** Whether what a file holds is meant as a study, which may hold mistakes, rather than as an architecture. */
export function isStudyText(written: unknown): boolean {
  return typeof written === 'object' && written !== null && 'study' in written
}

/**
 * The architecture in a file of its own. Its blocks are built once, for the images it was made for, so that what cannot be
 * is told with its place.
 */
export function readArchitecture(source: string): Result<Architecture, readonly Problem[]> {
  const parsed = parseArchitecture(source)
  if (!parsed.ok) return parsed
  const { inline, map } = parsed.value
  const { architecture, problems } = inlineArchitecture(inline, [], map)
  if (problems.length > 0) return err(problems)
  const graph = buildLayerGraph(architecture, architecture)
  if (graph.ok) return ok(architecture)
  const { place, message } = graph.error
  return err([{ range: map.value(place), found: message, allowed: [] }])
}
