import { FACTORS, factorNamed } from './factors'
import { type Factor, type Level, levelName } from './level'
import { isOwnLevel, ownFactor, ownLevel } from './own-level'

/** Factors as a study writes them: names, numbers, lists, parameters, patches. */
export type WrittenFactors = Readonly<Record<string, readonly unknown[]>>

/** What of the factors no level stands for; without an index it is the factor itself. */
export interface FactorProblem {
  readonly factor: string
  readonly index?: number
  readonly kind: 'unknown-factor' | 'unknown-level' | 'twice'
  readonly word: string
  readonly allowed: readonly string[]
}

export interface StudyFactors {
  /** In the order in which patches are made: built-in ones, then the study's own by name; each with the levels written. */
  readonly factors: readonly Factor[]
  readonly problems: readonly FactorProblem[]
}

/** The factors of a study with the levels that it asks for. */
export function studyFactors(written: WrittenFactors): StudyFactors {
  const problems: FactorProblem[] = []
  const factors = Object.entries(written).flatMap(([name, levels]): readonly Factor[] => {
    const known = factorNamed(name) ?? (levels.some(isOwnLevel) ? ownFactor(name) : undefined)
    if (!known) {
      const allowed = FACTORS.map((factor) => factor.name)
      problems.push({ factor: name, kind: 'unknown-factor', word: name, allowed })
      return []
    }
    const names = levels.map(levelName)
    const read = levels.flatMap((level, index): readonly Level[] => {
      const word = names[index] ?? ''
      const found = readLevel(known, level)
      if (!found) {
        problems.push({ factor: name, index, kind: 'unknown-level', word, allowed: formsOf(known) })
        return []
      }
      if (names.indexOf(word) < index) problems.push({ factor: name, index, kind: 'twice', word, allowed: [] })
      return [found]
    })
    return [{ ...known, levels: read }]
  })
  return { factors: factors.toSorted(inOrder), problems }
}

function readLevel(factor: Factor, written: unknown): Level | undefined {
  if (isOwnLevel(written)) return ownLevel(written)
  const named = typeof written === 'string' ? factor.levels.find(({ name }) => name === written) : undefined
  return named ?? factor.parametrised?.read(written)
}

/** Levels by name, and how those with parameters are written. */
function formsOf({ levels, parametrised }: Factor): readonly string[] {
  return [...levels.map(({ name }) => name), ...(parametrised ? [parametrised.form] : [])]
}

function inOrder(a: Factor, b: Factor): number {
  return place(a) - place(b) || (a.name < b.name ? -1 : 1)
}

function place({ name }: Factor): number {
  const index = FACTORS.findIndex((factor) => factor.name === name)
  return index < 0 ? FACTORS.length : index
}
