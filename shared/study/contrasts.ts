import { holm } from '../statistics/holm'
import { mean } from '../statistics/sample'
import { estimateMean, meanInterval, tTest } from '../statistics/student-t'
import type { AnalysedArm, Contrast } from './analysis'

/** The same arm with one factor at two levels. */
interface Pair {
  readonly from: AnalysedArm
  readonly to: AnalysedArm
}

/**
 * A contrast for each factor's change from another level to the base's, averaged over the other factors
 * within a replicate; Holm's adjustment over all of them.
 */
export function contrasts(
  factors: readonly { readonly name: string; readonly levels: readonly string[] }[],
  arms: readonly AnalysedArm[],
): readonly Contrast[] {
  const family = factors.flatMap(({ name, levels: [base, ...others] }) =>
    base === undefined ? [] : others.map((other) => contrast(arms, { factor: name, from: other, to: base })),
  )
  const tested = family.filter(({ p }) => p !== null)
  const adjusted = holm(tested.map(({ p }) => p ?? 1))
  return family.map((own) => ({ ...own, pHolm: adjusted[tested.indexOf(own)] ?? null }))
}

/** The effect of one change of level, replicate by replicate. A replicate counts where every arm it needs has finished. */
export function contrast(
  arms: readonly AnalysedArm[],
  { factor, from, to }: { readonly factor: string; readonly from: string; readonly to: string },
): Contrast {
  const pairs = matchedPairs(arms, factor, from, to)
  const replicates = [...new Set(arms.flatMap(({ values }) => values.map(({ replicate }) => replicate)))].sort(
    (a, b) => a - b,
  )
  const differences = replicates.flatMap((replicate) => {
    const effects = pairs.map((pair) => valueIn(pair.to, replicate) - valueIn(pair.from, replicate))
    return effects.length > 0 && effects.every(Number.isFinite) ? [{ replicate, value: mean(effects) }] : []
  })
  const values = differences.map(({ value }) => value)
  const estimate = estimateMean(values)
  const test = estimate && tTest(estimate)
  return {
    factor,
    from,
    to,
    n: values.length,
    estimate: values.length > 0 ? mean(values) : null,
    interval: estimate ? meanInterval(estimate, 0.95) : null,
    effectSize: estimate && estimate.sd > 0 ? estimate.mean / estimate.sd : null,
    test: 'paired t',
    statistic: test?.statistic ?? null,
    df: estimate?.df ?? null,
    p: test?.p ?? null,
    pHolm: null,
    differences,
    macsRatio: mean(pairs.map((pair) => pair.to.macs)) / mean(pairs.map((pair) => pair.from.macs)),
  }
}

/** NaN where the arm has not finished in that replicate. */
function valueIn(arm: AnalysedArm, replicate: number): number {
  return arm.values.find((value) => value.replicate === replicate)?.value ?? Number.NaN
}

/** Arms that differ in this factor alone. A design that leaves some out, such as leave-one-out, gives fewer. */
export function matchedPairs(arms: readonly AnalysedArm[], factor: string, from: string, to: string): readonly Pair[] {
  return arms
    .filter(({ levels }) => levels[factor] === to)
    .flatMap((arm) => {
      const twin = arms.find(
        ({ levels }) =>
          levels[factor] === from &&
          Object.entries(arm.levels).every(([name, level]) => name === factor || levels[name] === level),
      )
      return twin ? [{ from: twin, to: arm }] : []
    })
}
