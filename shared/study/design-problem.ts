import { levelName } from '../ablation/level'
import type { Levels, VariedFactor } from '../design/arms'
import { nearest } from '../nearest'
import { err, ok, type Result } from '../result'

/** Why a design has no arms, and at which part of the study. */
export interface DesignProblem {
  readonly path: readonly PropertyKey[]
  /** Whether the key is wrong, not what stands behind it. */
  readonly atKey?: boolean
  readonly sentence: string
  readonly nearest?: string
}

/** More arms nobody can look at, and their networks alone would take minutes to build. */
export const MOST_ARMS = 2000

export function designProblem(path: readonly PropertyKey[], sentence: string): Result<never, DesignProblem> {
  return err({ path, sentence })
}

export function designProblemAtKey(path: readonly PropertyKey[], sentence: string): Result<never, DesignProblem> {
  return err({ path, atKey: true, sentence })
}

/** Levels of some factors, as they are written in a list. */
export function readLevels(
  list: readonly Readonly<Record<string, unknown>>[],
  path: readonly PropertyKey[],
  factors: readonly VariedFactor[],
): Result<readonly Levels[], DesignProblem> {
  const found: Levels[] = []
  for (const [index, written] of list.entries()) {
    const levels: Record<string, string> = {}
    for (const [factor, own] of Object.entries(written)) {
      const at = [...path, index, factor]
      const level = levelName(own)
      const wrong = checkFactor(factor, at, factors) ?? checkLevel(factor, level, at, factors)
      if (wrong) return err(wrong)
      levels[factor] = level
    }
    found.push(levels)
  }
  return ok(found)
}

export function checkFactor(
  name: string,
  path: readonly PropertyKey[],
  factors: readonly VariedFactor[],
): DesignProblem | undefined {
  const names = factors.map((factor) => factor.name)
  if (names.includes(name)) return undefined
  const sentence = `“${name}” is not a factor of this study. Allowed: ${names.join(', ')}.`
  return { ...unknown(path, sentence, nearest(name, names)), atKey: true }
}

export function checkLevel(
  factor: string,
  level: string,
  path: readonly PropertyKey[],
  factors: readonly VariedFactor[],
): DesignProblem | undefined {
  const levels: readonly string[] = factors.find(({ name }) => name === factor)?.levels ?? []
  if (levels.includes(level)) return undefined
  const sentence = `“${level}” is not a level that ${factor} has in this study. Allowed: ${levels.join(', ')}.`
  return unknown(path, sentence, nearest(level, levels))
}

function unknown(path: readonly PropertyKey[], sentence: string, near: string | undefined): DesignProblem {
  return { path, sentence, ...(near !== undefined && { nearest: near }) }
}
