/** A factor as a study varies it: the first level is the base's. */
export interface VariedFactor {
  readonly name: string
  readonly levels: readonly [string, ...string[]]
}

/** A level for each factor, or for some of them. */
export type Levels = Readonly<Record<string, string>>

/** One combination of levels. */
export interface Arm {
  /** `base`, or the levels that differ from it: `reduction=off,pooling=off`. */
  readonly id: string
  /** As people read it: `base`, `−reduction −pooling`. */
  readonly label: string
  readonly levels: Levels
}

/** How many combinations there are: told before any is made. */
export function combinationCount(factors: readonly VariedFactor[]): number {
  return factors.reduce((product, { levels }) => product * levels.length, 1)
}

/** Every combination; the first factor changes slowest, the base comes first. */
export function fullFactorial(factors: readonly VariedFactor[]): readonly Arm[] {
  const combinations = factors.reduce<readonly Levels[]>(
    (arms, { name, levels }) => arms.flatMap((arm) => levels.map((level) => ({ ...arm, [name]: level }))),
    [{}],
  )
  return armsOf(factors, combinations)
}

/** The base, and it with one factor at each of its other levels. */
export function leaveOneOut(factors: readonly VariedFactor[]): readonly Arm[] {
  const base = baseLevels(factors)
  const others = factors.flatMap(({ name, levels }) => levels.slice(1).map((level) => ({ ...base, [name]: level })))
  return armsOf(factors, [base, ...others])
}

/**
 * The base; the barest arm, every factor at its last level; and that with one factor put back to the base's. What a part brings
 * where the others are missing can be other than what it brings where they are there: leave-one-out sees the one, this the other.
 */
export function addOneIn(factors: readonly VariedFactor[]): readonly Arm[] {
  const base = baseLevels(factors)
  const barest = Object.fromEntries(factors.map(({ name, levels }) => [name, levels.at(-1) ?? levels[0]]))
  const others = factors.map(({ name, levels }) => ({ ...barest, [name]: levels[0] }))
  return armsOf(factors, [base, barest, ...others])
}

/** The base, and the arms of a list; a factor that an entry does not name is at the base's level. */
export function listedArms(factors: readonly VariedFactor[], list: readonly Levels[]): readonly Arm[] {
  const base = baseLevels(factors)
  return armsOf(factors, [base, ...list.map((levels) => ({ ...base, ...levels }))])
}

/** The arms of these levels, in their order; of equal ones the first alone. */
export function armsOf(factors: readonly VariedFactor[], combinations: readonly Levels[]): readonly Arm[] {
  const arms = new Map<string, Arm>()
  for (const levels of combinations) {
    const own = armOf(factors, levels)
    if (!arms.has(own.id)) arms.set(own.id, own)
  }
  return [...arms.values()]
}

/** The arms without those that have all levels of an entry. */
export function without(arms: readonly Arm[], excluded: readonly Levels[]): readonly Arm[] {
  return arms.filter((arm) => !excluded.some((levels) => hasLevels(arm, levels)))
}

export function hasLevels(arm: Arm, levels: Levels): boolean {
  return Object.entries(levels).every(([name, level]) => arm.levels[name] === level)
}

/** The first level of every factor. */
export function baseLevels(factors: readonly VariedFactor[]): Levels {
  return Object.fromEntries(factors.map(({ name, levels }) => [name, levels[0]]))
}

/** The arm that has these levels. */
export function armOf(factors: readonly VariedFactor[], levels: Levels): Arm {
  const changed = factors.flatMap((factor) => {
    const level = levels[factor.name]
    return level === undefined || level === factor.levels[0] ? [] : [{ name: factor.name, level }]
  })
  return {
    id: changed.map(({ name, level }) => `${name}=${level}`).join(',') || 'base',
    label: changed.map(({ name, level }) => (level === 'off' ? `−${name}` : `${name} ${level}`)).join(' ') || 'base',
    levels,
  }
}
