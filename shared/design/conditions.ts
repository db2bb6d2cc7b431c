import { type Arm, armsOf, baseLevels, type VariedFactor } from './arms'

/** A factor that is varied only where another has one of these levels; elsewhere it stays at the base's. */
export interface Condition {
  readonly factor: string
  readonly on: string
  readonly levels: readonly string[]
}

/** The arms as conditions leave them: a factor that has nothing to vary goes back to the base's level, and equal arms are one. */
export function conditioned(
  factors: readonly VariedFactor[],
  arms: readonly Arm[],
  conditions: readonly Condition[],
): readonly Arm[] {
  if (conditions.length === 0) return arms
  const base = baseLevels(factors)
  const order = upstreamFirst(conditions)
  return armsOf(
    factors,
    arms.map(({ levels }) => {
      const own: Record<string, string> = { ...levels }
      for (const { factor, on, levels: allowed } of order)
        if (!allowed.includes(own[on] ?? '')) own[factor] = base[factor] ?? ''
      return own
    }),
  )
}

/**
 * Factors that hang on each other in a circle, the first once more at the end: which of them is varied first nobody can say.
 * @returns undefined where there are none
 */
export function circleOf(conditions: readonly Condition[]): readonly string[] | undefined {
  const ons = upstream(conditions)
  const clear = new Set<string>()
  const follow = (factor: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(factor)) return [...way.slice(way.indexOf(factor)), factor]
    if (clear.has(factor)) return undefined
    for (const on of ons.get(factor) ?? []) {
      const circle = follow(on, [...way, factor])
      if (circle) return circle
    }
    clear.add(factor)
    return undefined
  }
  for (const factor of ons.keys()) {
    const circle = follow(factor, [])
    if (circle) return circle
  }
  return undefined
}

/** A condition may hang on a factor that has one itself: that one is settled before. */
function upstreamFirst(conditions: readonly Condition[]): readonly Condition[] {
  const circle = circleOf(conditions)
  if (circle) throw new Error(`conditions in a circle: ${circle.join(' → ')}`)
  const ons = upstream(conditions)
  const depths = new Map<string, number>()
  const depth = (factor: string): number => {
    const known = depths.get(factor)
    if (known !== undefined) return known
    const own = Math.max(0, ...(ons.get(factor) ?? []).map((on) => depth(on) + 1))
    depths.set(factor, own)
    return own
  }
  return conditions.toSorted((a, b) => depth(a.factor) - depth(b.factor))
}

function upstream(conditions: readonly Condition[]): ReadonlyMap<string, readonly string[]> {
  const ons = new Map<string, string[]>()
  for (const { factor, on } of conditions) ons.set(factor, [...(ons.get(factor) ?? []), on])
  return ons
}
