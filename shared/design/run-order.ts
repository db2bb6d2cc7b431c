import { deriveSeed } from '../training/seeds'

interface Turn {
  readonly replicate: number
}

/**
 * The order in which a study's trials run: replicate by replicate, so that stopping early leaves whole replicates; within a replicate by
 * chance, so that a machine that warms up, or is busy for an hour, is on no arm's side. Fisher and Yates's shuffle, by numbers
 * that follow from the seed alone.
 * @param seed undefined where the plan has none: then as they stand
 */
export function runOrder<T extends Turn>(trials: readonly T[], seed: number | undefined): readonly T[] {
  if (seed === undefined) return trials
  const replicates = [...new Set(trials.map(({ replicate }) => replicate))]
  return replicates.flatMap((replicate) =>
    shuffled(
      trials.filter((trial) => trial.replicate === replicate),
      (last) => deriveSeed(seed, String(replicate), String(last)) / 2 ** 31,
    ),
  )
}

/** @param share of 1, for each place from the last to the second */
function shuffled<T>(items: readonly T[], share: (last: number) => number): readonly T[] {
  const left = [...items]
  const order: T[] = []
  for (let last = left.length - 1; last >= 0; last -= 1) {
    const [own] = left.splice(Math.min(last, Math.floor(share(last) * (last + 1))), 1)
    if (own !== undefined) order.push(own)
  }
  return order
}
