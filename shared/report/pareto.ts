/** A point that costs something and is worth something. */
export interface CostedPoint {
  readonly cost: number
  readonly worth: number
}

/**
 * The points that no other beats: nothing costs as little or less and is worth more, or costs less and is worth as much.
 * @returns by rising cost; of equal points the first.
 */
export function paretoFront<P extends CostedPoint>(points: readonly P[]): readonly P[] {
  const sorted = [...points].sort((a, b) => a.cost - b.cost || b.worth - a.worth)
  let best = Number.NEGATIVE_INFINITY
  return sorted.filter(({ worth }) => {
    if (worth <= best) return false
    best = worth
    return true
  })
}
