import { builtWords } from './built-words'
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
  const unless = (path: string, word: string, what: string): void => {
    const built = builtWords(path, [word])
    if (!built.includes(word)) found.push({ path: path.split('.'), asked: `${what} ${quote(word)}`, built })
  }
  if (typeof study.design === 'string') unless('design', study.design, 'The design')
  return found
}
