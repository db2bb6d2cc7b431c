import type { Problem } from './problem'
import type { StudyFile } from './schema'
import { quote } from './schema-problems'
import type { SourceMap } from './source-map'

interface Unbuilt {
  readonly path: readonly PropertyKey[]
  /** What the study asks for. */
  readonly asked: string
  /** What can be had instead. */
  readonly built: readonly string[]
}

/** Keys and words of the schema that this version refuses, because it would have to leave out what they ask for. */
export function notBuiltProblems(study: StudyFile, map: SourceMap): readonly Problem[] {
  return unbuilt(study).map(({ path, asked, built }) => ({
    range: map.value(path),
    found: `${asked} is not built yet.`,
    allowed: [...built],
  }))
}

function unbuilt(study: StudyFile): readonly Unbuilt[] {
  const found: Unbuilt[] = []
  const unless = (path: readonly PropertyKey[], value: unknown, built: readonly string[], what: string): void => {
    if (!built.includes(String(value))) found.push({ path, asked: `${what} ${quote(value)}`, built })
  }
  if (typeof study.architecture !== 'string')
    found.push({
      path: ['architecture'],
      asked: 'An architecture written in the study',
      built: ['the name of a built-in one'],
    })
  for (const [name, levels] of Object.entries(study.factors))
    for (const [index, level] of levels.entries())
      if (typeof level !== 'string')
        found.push({
          path: ['factors', name, index],
          asked: 'A level with parameters',
          built: ['the name of a built-in level'],
        })
  if (Array.isArray(study.design))
    found.push({ path: ['design'], asked: 'A list of arms', built: ['full-factorial', 'leave-one-out'] })
  else unless(['design'], study.design, ['full-factorial', 'leave-one-out'], 'The design')
  for (const control of [study.controls].flat()) unless(['controls'], control, ['none'], 'The control')
  const { optimizer, schedule } = study.training
  unless(['training', 'optimizer', 'kind'], optimizer.kind, ['sgd', 'momentum'], 'The optimizer')
  unless(['training', 'schedule', 'kind'], schedule.kind, ['constant', 'cosine'], 'The schedule')
  unless(['outcome', 'metric'], study.outcome.metric, ['accuracy'], 'The outcome metric')
  unless(['outcome', 'split'], study.outcome.split, ['validation'], 'The outcome on the split')
  unless(['outcome', 'at'], study.outcome.at, ['last-epoch'], 'The outcome at')
  return found
}
