import type { Architecture } from '../architecture/architecture'
import { buildLayerGraph } from '../architecture/build-graph'
import { architectureNamed } from '../architecture/registry'
import { err, ok, type Result } from '../result'
import { InlineArchitecture, tooDeep, tooDeepSentence } from './architecture-schema'
import { unknownArchitecture } from './check-names'
import { inlineArchitecture } from './inline-architecture'
import { parseStudy } from './parse-study'
import type { Problem } from './problem'
import { readYaml } from './read-yaml'
import { schemaProblems } from './schema-problems'
import type { SourceMap } from './source-map'

/**
 * The architecture in a text: that of a study, named or written there, or one in a file of its own. Its blocks are built
 * once, for the images it was made for, so that what cannot be is told with its place.
 */
export function readArchitecture(source: string): Result<Architecture, readonly Problem[]> {
  const yaml = readYaml(source)
  if (!yaml.ok) return yaml
  const { value, map } = yaml.value
  if (typeof value === 'object' && value !== null && 'study' in value) return ofStudy(source)
  const deep = tooDeep(value)
  if (deep) return err([{ range: map.value(deep), found: tooDeepSentence(), allowed: [] }])
  const parsed = InlineArchitecture.safeParse(value)
  if (!parsed.success)
    return err(schemaProblems(parsed.error.issues, value, map, { schema: InlineArchitecture, what: 'an architecture' }))
  return written(parsed.data, [], map)
}

function ofStudy(source: string): Result<Architecture, readonly Problem[]> {
  const parsed = parseStudy(source)
  if (parsed.study === null) return err(parsed.problems)
  const { architecture } = parsed.study
  if (typeof architecture !== 'string') return written(architecture, ['architecture'], parsed.map)
  const named = architectureNamed(architecture)
  return named ? ok(named) : err([unknownArchitecture(architecture, parsed.map)])
}

function written(
  inline: InlineArchitecture,
  path: readonly PropertyKey[],
  map: SourceMap,
): Result<Architecture, readonly Problem[]> {
  const { architecture, problems } = inlineArchitecture(inline, path, map)
  if (problems.length > 0) return err(problems)
  const graph = buildLayerGraph(architecture, architecture)
  if (graph.ok) return ok(architecture)
  const { place, message } = graph.error
  return err([{ range: map.value([...path, ...place]), found: message, allowed: [] }])
}
