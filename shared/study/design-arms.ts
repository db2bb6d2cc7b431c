import { levelName } from '../ablation/level'
import {
  type Arm,
  addOneIn,
  armsOf,
  type Condition,
  combinationCount,
  conditioned,
  fullFactorial,
  type Levels,
  leaveOneOut,
  listedArms,
  type VariedFactor,
  without,
} from '../design/arms'
import {
  bestGenerators,
  type Fraction,
  fractionOf,
  type Generator,
  MOST_FRACTION_FACTORS,
  readGenerator,
  roman,
} from '../design/fraction'
import { nearest } from '../nearest'
import { err, ok, type Result } from '../result'
import type { StudyFile } from './schema'

/** What a study's design makes of its factors. */
export interface DesignArms {
  /** The base first. */
  readonly arms: readonly Arm[]
  /** `full-factorial`, `fractional, 4 of 8 runs, resolution III`. */
  readonly words: string
  readonly fraction?: Fraction
}

/** Why there are no arms, and at which part of the study. */
export interface DesignProblem {
  readonly path: readonly PropertyKey[]
  /** Whether the key is wrong, not what stands behind it. */
  readonly atKey?: boolean
  readonly sentence: string
  readonly nearest?: string
}

/** More arms nobody can look at, and their networks alone would take minutes to build. */
const MOST_ARMS = 2000

/** The arms that a study asks for, each once. */
export function designArms(study: StudyFile, factors: readonly VariedFactor[]): Result<DesignArms, DesignProblem> {
  const designed = armsOfDesign(study, factors)
  if (!designed.ok) return designed
  const conditions = readConditions(study, factors)
  if (!conditions.ok) return conditions
  const excluded = readLevels(study.exclude ?? [], ['exclude'], factors)
  if (!excluded.ok) return excluded
  const { fraction } = designed.value
  const [narrowed] = [
    ...(conditions.value.length > 0 ? ['conditions'] : []),
    ...(excluded.value.length > 0 ? ['exclude'] : []),
  ]
  if (fraction && narrowed !== undefined)
    return problem(
      [narrowed],
      'A fraction is balanced over all its runs, and would not be without some of them: leave this out, or take design: full-factorial.',
    )
  const arms = without(conditioned(factors, designed.value.arms, conditions.value), excluded.value)
  if (arms[0]?.id !== 'base')
    return problem(['exclude'], 'The base, the first level of every factor, is excluded: every contrast is against it.')
  if (arms.length < 2)
    return problem(['exclude'], 'What is left is the base alone: there is nothing to compare it with.')
  return ok({ ...designed.value, arms })
}

function armsOfDesign({ design }: StudyFile, factors: readonly VariedFactor[]): Result<DesignArms, DesignProblem> {
  if (Array.isArray(design)) {
    const list = readLevels(design, ['design'], factors)
    if (!list.ok) return list
    const twice = list.value.findIndex((own, index) => sameArm(factors, own, list.value.slice(0, index)))
    if (twice >= 0)
      return problem(['design', twice], 'This arm stands in the list before, or is the base: each is run once.')
    return ok({ arms: listedArms(factors, list.value), words: 'listed arms' })
  }
  if (typeof design === 'object') return fractional(design, factors)
  switch (design) {
    case 'full-factorial': {
      const count = combinationCount(factors)
      if (count > MOST_ARMS)
        return problemAtKey(
          ['factors'],
          `${factors.map(({ levels }) => levels.length).join(' × ')} levels are ${count.toLocaleString('en')} arms, and at most ${MOST_ARMS.toLocaleString('en')} are planned: take fractional, leave-one-out or a list of arms, or vary fewer factors.`,
        )
      return ok({ arms: fullFactorial(factors), words: design })
    }
    case 'leave-one-out':
      return ok({ arms: leaveOneOut(factors), words: design })
    case 'add-one-in':
      return ok({ arms: addOneIn(factors), words: design })
    case 'fractional':
      return fractional({ kind: design }, factors)
    case 'path':
      // Refused before: see not-built.ts.
      return ok({ arms: leaveOneOut(factors), words: design })
  }
}

type Fractional = Extract<StudyFile['design'], { kind: 'fractional' }>

function fractional(
  { generators, runs }: Fractional,
  factors: readonly VariedFactor[],
): Result<DesignArms, DesignProblem> {
  const names = factors.map(({ name }) => name)
  const many = factors.find(({ levels }) => levels.length !== 2)
  if (many)
    return problemAtKey(
      ['factors', many.name],
      `A fraction is of factors with two levels, and ${many.name} has ${many.levels.length}: leave some out, or take design: full-factorial or leave-one-out.`,
    )
  if (names.length < 3 || names.length > MOST_FRACTION_FACTORS)
    return problem(
      ['design'],
      `A fraction is of 3 to ${MOST_FRACTION_FACTORS} factors, and there are ${names.length}${names.length < 3 ? ': take full-factorial, which is as few arms' : ''}.`,
    )
  const chosen = chooseGenerators({ generators, runs }, names)
  if (!chosen.ok) return chosen
  const made = fractionOf(factors, chosen.value)
  if (!made.ok) return problem(generators ? ['design', 'generators'] : ['design'], made.error)
  const { resolution } = made.value
  const words = `fractional, ${made.value.runs.length} of ${2 ** names.length} runs, resolution ${roman(resolution)}`
  return ok({ arms: armsOf(factors, made.value.runs), words, fraction: made.value })
}

/** Those that are written; else the best for so many runs, half of all unless the study says how many. */
function chooseGenerators(
  { generators, runs }: Pick<Fractional, 'generators' | 'runs'>,
  names: readonly string[],
): Result<readonly Generator[], DesignProblem> {
  if (generators) {
    if (runs !== undefined)
      return problem(['design', 'runs'], 'The generators say how many runs there are: leave one of the two out.')
    const read: Generator[] = []
    for (const [index, text] of generators.entries()) {
      const generator = readGenerator(text, names)
      if (!generator.ok) return problem(['design', 'generators', index], generator.error)
      read.push(generator.value)
    }
    return ok(read)
  }
  const all = 2 ** names.length
  const wanted = runs ?? all / 2
  const fits = Number.isInteger(Math.log2(wanted)) && wanted < all && wanted > names.length
  const found = fits ? bestGenerators(names, wanted) : undefined
  if (found) return ok(found)
  const possible = Array.from({ length: names.length }, (_, at) => 2 ** at).filter((own) => own > names.length)
  return problem(
    ['design', ...(runs === undefined ? [] : ['runs'])],
    `A fraction of ${names.length} factors has ${possible.join(', ')} runs, not ${wanted}: a power of two, more than there are factors, and fewer than all ${all}.`,
  )
}

function sameArm(factors: readonly VariedFactor[], own: Levels, before: readonly Levels[]): boolean {
  const [, ...others] = listedArms(factors, [...before, own])
  // An arm that is there before is made once.
  return others.length < before.length + 1
}

function readConditions(
  { conditions = {} }: StudyFile,
  factors: readonly VariedFactor[],
): Result<readonly Condition[], DesignProblem> {
  const found: Condition[] = []
  for (const [factor, where] of Object.entries(conditions)) {
    const path = ['conditions', factor]
    const own = checkFactor(factor, path, factors)
    if (own) return err(own)
    for (const [on, written] of Object.entries(where)) {
      const levels = written.map(levelName)
      const wrong = checkFactor(on, [...path, on], factors)
      if (wrong) return err(wrong)
      if (on === factor) return problem([...path, on], `${factor} cannot hang on itself.`)
      for (const [index, level] of levels.entries()) {
        const unknown = checkLevel(on, level, [...path, on, index], factors)
        if (unknown) return err(unknown)
      }
      found.push({ factor, on, levels })
    }
  }
  return ok(found)
}

function readLevels(
  list: readonly Readonly<Record<string, unknown>>[],
  path: readonly PropertyKey[],
  factors: readonly VariedFactor[],
): Result<readonly Levels[], DesignProblem> {
  const found: Levels[] = []
  for (const [index, written] of list.entries()) {
    const levels: Record<string, string> = {}
    for (const [factor, own] of Object.entries(written)) {
      const at = [...path, index, factor]
      const level = levelName(own as Parameters<typeof levelName>[0])
      const wrong = checkFactor(factor, at, factors) ?? checkLevel(factor, level, at, factors)
      if (wrong) return err(wrong)
      levels[factor] = level
    }
    found.push(levels)
  }
  return ok(found)
}

function checkFactor(
  name: string,
  path: readonly PropertyKey[],
  factors: readonly VariedFactor[],
): DesignProblem | undefined {
  const names = factors.map((factor) => factor.name)
  if (names.includes(name)) return undefined
  const sentence = `“${name}” is not a factor of this study. Allowed: ${names.join(', ')}.`
  return { ...unknown(path, sentence, nearest(name, names)), atKey: true }
}

function checkLevel(
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

function problemAtKey(path: readonly PropertyKey[], sentence: string): Result<never, DesignProblem> {
  return err({ path, atKey: true, sentence })
}

function problem(path: readonly PropertyKey[], sentence: string): Result<never, DesignProblem> {
  return err({ path, sentence })
}
