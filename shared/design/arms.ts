/** A factor as a study varies it: the first level is the base's. */
export interface VariedFactor {
  readonly name: string
  readonly levels: readonly [string, ...string[]]
}

/** One combination of levels. */
export interface Arm {
  /** `base`, or the levels that differ from it: `reduction=off,pooling=off`. */
  readonly id: string
  /** As people read it: `base`, `−reduction −pooling`. */
  readonly label: string
  readonly levels: Readonly<Record<string, string>>
}

/** Every combination; the first factor changes slowest, the base comes first. */
export function fullFactorial(factors: readonly VariedFactor[]): readonly Arm[] {
  const combinations = factors.reduce<readonly Readonly<Record<string, string>>[]>(
    (arms, { name, levels }) => arms.flatMap((arm) => levels.map((level) => ({ ...arm, [name]: level }))),
    [{}],
  )
  return combinations.map((levels) => arm(factors, levels))
}

/** The base, and it with one factor at each of its other levels. */
export function leaveOneOut(factors: readonly VariedFactor[]): readonly Arm[] {
  const base = Object.fromEntries(factors.map(({ name, levels }) => [name, levels[0]]))
  const others = factors.flatMap(({ name, levels }) => levels.slice(1).map((level) => ({ ...base, [name]: level })))
  return [base, ...others].map((levels) => arm(factors, levels))
}

function arm(factors: readonly VariedFactor[], levels: Readonly<Record<string, string>>): Arm {
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
