import { SKIP_REASONS, type Skip, type SkipReason } from './source'

/** Everything that was skipped for one reason: how much, and the first of it. */
export interface SkipGroup {
  readonly reason: SkipReason
  readonly count: number
  /** `cat/7.png: it is empty` */
  readonly examples: readonly string[]
}

const MOST_EXAMPLES = 5

export interface SkipList {
  add(skip: Skip): void
  groups(): SkipGroup[]
}

export function createSkipList(skips: readonly Skip[] = []): SkipList {
  const found = new Map<SkipReason, { count: number; readonly examples: string[] }>()
  const list: SkipList = {
    add({ reason, place, what }) {
      const group = found.get(reason) ?? { count: 0, examples: [] }
      group.count++
      if (group.examples.length < MOST_EXAMPLES) group.examples.push(what === '' ? place : `${place}: ${what}`)
      found.set(reason, group)
    },
    groups: () =>
      (Object.keys(SKIP_REASONS) as SkipReason[]).flatMap((reason) => {
        const group = found.get(reason)
        return group === undefined ? [] : [{ reason, count: group.count, examples: group.examples }]
      }),
  }
  for (const skip of skips) list.add(skip)
  return list
}
