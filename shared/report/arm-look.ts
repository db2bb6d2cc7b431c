import type { StudyPlan } from '../study/plan'

export const HUES = ['blue', 'orange', 'green', 'vermilion', 'purple', 'sky'] as const
export type Hue = (typeof HUES)[number] | 'ink'

/** How an arm is drawn, the same in every figure and table. */
export interface ArmLook {
  /** By the level of the first factor; ink past six. */
  readonly hue: Hue
  /** The second factor is not at the base's level. */
  readonly hollow: boolean
  /** The third is not. */
  readonly square: boolean
  /** A control: the mark of the arm that it is of, smaller, in a ring. */
  readonly ringed: boolean
}

/** What an arm's look follows from. */
interface LookedAt {
  readonly levels: Readonly<Record<string, string>>
  readonly control?: unknown
}

export function armLook(factors: StudyPlan['factors'], { levels, control }: LookedAt): ArmLook {
  const [first, second, third] = factors
  return {
    hue: (first && HUES[first.levels.indexOf(levels[first.name] ?? '')]) ?? 'ink',
    hollow: second !== undefined && levels[second.name] !== second.levels[0],
    square: third !== undefined && levels[third.name] !== third.levels[0],
    ringed: control !== undefined,
  }
}

/**
 * What the marks mean, in words: `blue: reduction on · orange: reduction off · hollow: pooling off`.
 * @param arms those that are shown
 */
export function lookNotes(factors: StudyPlan['factors'], arms: readonly LookedAt[]): readonly string[] {
  const [first, second, third, ...rest] = factors
  if (!first) return []
  return [
    ...first.levels.slice(0, HUES.length).map((level, index) => `${HUES[index]}: ${first.name} ${level}`),
    ...(second ? [`hollow: ${second.name} ${others(second.levels)}`] : []),
    ...(third ? [`square: ${third.name} ${others(third.levels)}`] : []),
    ...(arms.some(({ control }) => control !== undefined) ? ['in a ring: a control, rescaled to the base'] : []),
    ...(rest.length > 0 ? [`not drawn apart: ${rest.map(({ name }) => name).join(', ')}`] : []),
  ]
}

function others(levels: readonly string[]): string {
  return levels.slice(1).join(' or ')
}
