import type { VariedFactor } from '../design/arms'

/** An arm as combinations see it: which levels it has. */
export interface LevelledArm {
  readonly id: string
  readonly levels: Readonly<Record<string, string>>
}

/**
 * A linear combination of arms' outcomes. Its weights sum to 0: it is a difference, and a replicate's own level drops out.
 * Every effect is one: a change of level is the mean of some arms less that of others, an interaction a difference of
 * such differences.
 */
export type Combination = readonly { readonly arm: string; readonly weight: number }[]

/** One factor's change of level. */
export interface Change {
  readonly factor: string
  readonly from: string
  readonly to: string
}

/**
 * A change as the mean difference between arms that differ in it alone.
 * @returns empty where the design has no such two arms.
 */
export function matchedChange(arms: readonly LevelledArm[], { factor, from, to }: Change): Combination {
  const twins = new Map(
    arms.filter(({ levels }) => levels[factor] === from).map((arm) => [keyWithout(arm, [factor]), arm]),
  )
  const pairs = arms.flatMap((arm) => {
    const twin = arm.levels[factor] === to ? twins.get(keyWithout(arm, [factor])) : undefined
    return twin ? [{ to: arm.id, from: twin.id }] : []
  })
  return collected(
    pairs.flatMap((pair) => [
      { arm: pair.to, weight: 1 / pairs.length },
      { arm: pair.from, weight: -1 / pairs.length },
    ]),
  )
}

/**
 * How a change differs between two levels of another factor: the difference of the two changes, averaged over the arms that
 * are alike in all else. Positive where the change does more at `second.to`.
 * @returns empty where the design has no such four arms.
 */
export function matchedInteraction(arms: readonly LevelledArm[], first: Change, second: Change): Combination {
  const factors = [first.factor, second.factor]
  const corner = (a: string, b: string): ReadonlyMap<string, LevelledArm> =>
    new Map(
      arms
        .filter(({ levels }) => levels[first.factor] === a && levels[second.factor] === b)
        .map((arm) => [keyWithout(arm, factors), arm]),
    )
  const corners = [
    { sign: 1, found: corner(first.to, second.to) },
    { sign: -1, found: corner(first.from, second.to) },
    { sign: -1, found: corner(first.to, second.from) },
    { sign: 1, found: corner(first.from, second.from) },
  ]
  const keys = [...(corners[0]?.found.keys() ?? [])].filter((key) => corners.every(({ found }) => found.has(key)))
  return collected(
    keys.flatMap((key) =>
      corners.flatMap(({ sign, found }) => {
        const arm = found.get(key)
        return arm ? [{ arm: arm.id, weight: sign / keys.length }] : []
      }),
    ),
  )
}

/**
 * An effect of a two-level fraction, where no two arms differ in one factor alone: the mean of the arms with an even number
 * of these factors at `from`, less that of the others. Other factors are balanced over both; what is aliased with the effect is
 * in it.
 * @param changes one for a main effect; two for an interaction, which is then told as the difference of two changes.
 */
export function signedEffect(arms: readonly LevelledArm[], changes: readonly Change[]): Combination {
  const signed = arms.map((arm) => ({
    arm: arm.id,
    sign: changes.reduce((sign, { factor, to }) => (arm.levels[factor] === to ? sign : -sign), 1),
  }))
  const share = 2 ** changes.length / arms.length
  const sum = signed.reduce((total, { sign }) => total + sign, 0)
  return sum === 0 ? signed.map(({ arm, sign }) => ({ arm, weight: sign * share })) : []
}

/** Whether two combinations are multiples of each other: then no data can tell them apart. */
export function isMultiple(a: Combination, b: Combination): boolean {
  if (a.length === 0 || a.length !== b.length) return false
  const others = new Map(b.map(({ arm, weight }) => [arm, weight]))
  const ratios = a.map(({ arm, weight }) => (others.get(arm) ?? 0) / weight)
  const [first = 0] = ratios
  return first !== 0 && ratios.every((ratio) => Math.abs(ratio - first) < 1e-9 * Math.abs(first))
}

/** Every change of a factor's level to the base's. */
export function changesToBase(factors: readonly VariedFactor[]): readonly Change[] {
  return factors.flatMap(({ name, levels: [base, ...others] }) =>
    others.map((other) => ({ factor: name, from: other, to: base })),
  )
}

/** An arm's levels but those of some factors, as one word. */
function keyWithout({ levels }: LevelledArm, factors: readonly string[]): string {
  return JSON.stringify(
    Object.entries(levels)
      .filter(([name]) => !factors.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** Weights of the same arm added up; arms that drop out are left out. */
function collected(terms: Combination): Combination {
  const weights = new Map<string, number>()
  for (const { arm, weight } of terms) weights.set(arm, (weights.get(arm) ?? 0) + weight)
  return [...weights].flatMap(([arm, weight]) => (Math.abs(weight) < 1e-12 ? [] : [{ arm, weight }]))
}
