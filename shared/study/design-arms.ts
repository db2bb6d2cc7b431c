import { levelName } from '../ablation/level'
import {
  type Arm,
  addOneIn,
  combinationCount,
  fullFactorial,
  hasLevels,
  type Levels,
  leaveOneOut,
  listedArms,
  type VariedFactor,
  without,
} from '../design/arms'
import { type Condition, circleOf, conditioned } from '../design/conditions'
import { type Fraction, MOST_FRACTION_FACTORS } from '../design/fraction'
import { err, ok, type Result } from '../result'
import { fractionalArms } from './design-fraction'
import {
  checkFactor,
  checkLevel,
  type DesignProblem,
  designProblem,
  designProblemAtKey,
  MOST_ARMS,
  readLevels,
} from './design-problem'
import type { StudyFile } from './schema'

/** What a study's design makes of its factors. */
export interface DesignArms {
  /** The base first. */
  readonly arms: readonly Arm[]
  /** `full-factorial`, `fractional, 4 of 8 runs, resolution III`. */
  readonly words: string
  readonly fraction?: Fraction
}

/** The arms that a study asks for, each once. */
export function designArms(study: StudyFile, factors: readonly VariedFactor[]): Result<DesignArms, DesignProblem> {
  const conditions = readConditions(study, factors)
  if (!conditions.ok) return conditions
  const excluded = readLevels(study.exclude ?? [], ['exclude'], factors)
  if (!excluded.ok) return excluded
  const narrowing = { conditions: conditions.value, excluded: excluded.value }
  const { design } = study
  if (Array.isArray(design)) return armsOfList(design, factors, narrowing)
  const designed = armsOfDesign(design, factors)
  if (!designed.ok) return designed
  const { fraction } = designed.value
  if (fraction && conditions.value.length + excluded.value.length > 0)
    return designProblem(
      [conditions.value.length > 0 ? 'conditions' : 'exclude'],
      'A fraction is balanced over all its runs, and would not be without some of them: leave this out, or take design: full-factorial.',
    )
  const arms = without(conditioned(factors, designed.value.arms, narrowing.conditions), narrowing.excluded)
  if (arms[0]?.id !== 'base') return baseExcluded(factors, narrowing.excluded)
  if (arms.length < 2)
    return designProblem(['exclude'], 'What is left is the base alone: there is nothing to compare it with.')
  return ok({ ...designed.value, arms })
}

interface Narrowing {
  readonly conditions: readonly Condition[]
  readonly excluded: readonly Levels[]
}

function baseExcluded(factors: readonly VariedFactor[], excluded: readonly Levels[]): Result<never, DesignProblem> {
  const [base] = listedArms(factors, [])
  const at = excluded.findIndex((levels) => base && hasLevels(base, levels))
  return designProblem(
    ['exclude', at],
    'The base, the first level of every factor, is excluded: every contrast is against it.',
  )
}

/** Arms as they are written, none of them moved or left out unseen. */
function armsOfList(
  written: readonly Readonly<Record<string, unknown>>[],
  factors: readonly VariedFactor[],
  { conditions, excluded }: Narrowing,
): Result<DesignArms, DesignProblem> {
  const list = readLevels(written, ['design'], factors)
  if (!list.ok) return list
  const seen = new Set(['base'])
  const [base] = listedArms(factors, [])
  if (base && excluded.some((levels) => hasLevels(base, levels))) return baseExcluded(factors, excluded)
  for (const [index, levels] of list.value.entries()) {
    const path = ['design', index]
    const arm = listedArms(factors, [levels])[1]
    if (!arm || seen.has(arm.id))
      return designProblem(path, 'This arm stands in the list before, or is the base: each is run once.')
    seen.add(arm.id)
    const moved = conditioned(factors, [arm], conditions).every(({ id }) => id !== arm.id)
    if (moved)
      return designProblem(
        path,
        'By the study’s conditions a factor of this arm has nothing to vary: leave it out here.',
      )
    if (excluded.some((own) => hasLevels(arm, own)))
      return designProblem(path, 'This arm is listed and excluded: leave it out of design or of exclude.')
  }
  return ok({ arms: listedArms(factors, list.value), words: 'listed arms' })
}

function armsOfDesign(
  design: Exclude<StudyFile['design'], readonly unknown[]>,
  factors: readonly VariedFactor[],
): Result<DesignArms, DesignProblem> {
  if (typeof design === 'object') return fractionalArms(design, factors)
  switch (design) {
    case 'full-factorial': {
      const count = combinationCount(factors)
      if (count > MOST_ARMS) return tooMany(factors, `${product(factors)} levels are ${large(count)} arms`)
      return ok({ arms: fullFactorial(factors), words: design })
    }
    case 'leave-one-out': {
      const count = factors.reduce((sum, { levels }) => sum + levels.length - 1, 1)
      if (count > MOST_ARMS) return tooMany(factors, `The base and each other level are ${large(count)} arms`)
      return ok({ arms: leaveOneOut(factors), words: design })
    }
    case 'add-one-in': {
      const count = factors.length + 2
      if (count > MOST_ARMS)
        return tooMany(factors, `The base, the barest arm and each factor are ${large(count)} arms`)
      return ok({ arms: addOneIn(factors), words: design })
    }
    case 'fractional':
      return fractionalArms({ kind: design }, factors)
    case 'path':
      throw new Error('path is refused before: see not-built.ts')
  }
}

function tooMany(factors: readonly VariedFactor[], count: string): Result<never, DesignProblem> {
  const isTwoLevel = factors.length <= MOST_FRACTION_FACTORS && factors.every(({ levels }) => levels.length === 2)
  const ways = [...(isTwoLevel ? ['fractional'] : []), 'leave-one-out']
  return designProblemAtKey(
    ['factors'],
    `${count}, and at most ${large(MOST_ARMS)} are planned: take ${ways.join(', ')} or a list of arms, or vary fewer factors.`,
  )
}

/** `3 × 2 × 2`; of many factors `3 × 2^12`. */
function product(factors: readonly VariedFactor[]): string {
  const counts = factors.map(({ levels }) => levels.length)
  if (counts.length <= 6) return counts.join(' × ')
  return [...new Set(counts)]
    .map((count) => ({ count, times: counts.filter((own) => own === count).length }))
    .map(({ count, times }) => (times === 1 ? String(count) : `${count}^${times}`))
    .join(' × ')
}

function large(count: number): string {
  return count < 1e15 ? count.toLocaleString('en') : 'more than a quadrillion'
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
      if (on === factor) return designProblemAtKey([...path, on], `${factor} cannot hang on itself.`)
      for (const [index, level] of levels.entries()) {
        const unknown = checkLevel(on, level, [...path, on, index], factors)
        if (unknown) return err(unknown)
      }
      found.push({ factor, on, levels })
    }
  }
  const circle = circleOf(found)
  const [first = ''] = circle ?? []
  if (circle)
    return designProblemAtKey(
      ['conditions', first],
      `These conditions hang on each other: ${circle.join(' on ')}. Leave one of them out.`,
    )
  return ok(found)
}
