/** What an arm costs and brings. */
export interface CostedArm {
  readonly id: string
  readonly macs: number
  /** Mean of the outcome, turned so that more is better; null where no trial has finished. */
  readonly worth: number | null
  /** 95 % interval of the mean, turned the same way. */
  readonly interval: readonly [number, number] | null
}

export interface FrontPlace {
  readonly id: string
  /**
   * `on`: no arm costs as little and brings as much. `beaten`: one does, and its interval lies wholly above this one's.
   * `within error`: one does by the means alone; the intervals do not tell them apart.
   */
  readonly place: 'on' | 'within error' | 'beaten'
  /** The cheapest arm that beats it, by the means. */
  readonly by: string | null
}

/** Which arms are worth their MACs at inference, as far as their intervals tell. Arms without a mean are left out. */
export function front(arms: readonly CostedArm[]): readonly FrontPlace[] {
  const known = arms.flatMap((arm) => (arm.worth === null ? [] : [{ ...arm, worth: arm.worth }]))
  return known.map((own) => {
    const better = known
      .filter(({ macs, worth }) => macs <= own.macs && worth >= own.worth && (macs < own.macs || worth > own.worth))
      .sort((a, b) => a.macs - b.macs || b.worth - a.worth)
    const surely = better.find(({ interval }) => interval && own.interval && interval[0] > own.interval[1])
    const by = surely ?? better[0]
    return { id: own.id, place: surely ? 'beaten' : by ? 'within error' : 'on', by: by?.id ?? null }
  })
}
