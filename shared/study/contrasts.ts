import { MATCHED, type Matched } from '../design/matched'
import { holm } from '../statistics/holm'
import { mean } from '../statistics/sample'
import { estimateMean, meanInterval, tTest } from '../statistics/student-t'
import type { AnalysedArm, Contrast } from './analysis'
import type { PlannedControl } from './plan'

/** The same arm with one factor at two levels. */
interface Pair {
  readonly from: AnalysedArm
  readonly to: AnalysedArm
}

/** What is compared: two levels of a factor, of the arms as they are or of those that cost what the base does. */
export interface Comparison {
  readonly factor: string
  readonly from: string
  readonly to: string
  readonly at?: Matched | undefined
}

/** Arms with what stands for each at the base's cost. */
export interface ComparedArms {
  readonly arms: readonly AnalysedArm[]
  readonly controls: readonly PlannedControl[]
}

/**
 * A contrast for each factor's change from another level to the base's, averaged over the other factors
 * within a replicate; then, for each kind of control, those that come out otherwise between arms of equal cost. Holm's
 * adjustment over all of them: whoever asks twice pays for it.
 */
export function contrasts(
  factors: readonly { readonly name: string; readonly levels: readonly string[] }[],
  compared: ComparedArms,
): readonly Contrast[] {
  const changes = factors.flatMap(({ name, levels: [base, ...others] }) =>
    base === undefined ? [] : others.map((other) => ({ factor: name, from: other, to: base })),
  )
  const atEqualCost = MATCHED.flatMap((at) =>
    changes.map((change) => ({ ...change, at })).filter((change) => hasControls(compared, change)),
  )
  const family = [...changes, ...atEqualCost].map((change) => contrast(compared, change))
  const tested = family.filter(({ p }) => p !== null)
  const adjusted = holm(tested.map(({ p }) => p ?? 1))
  return family.map((own) => ({ ...own, pHolm: adjusted[tested.indexOf(own)] ?? null }))
}

/** Whether the pairs of a comparison at equal cost are others than those of the arms as they are. */
function hasControls(compared: ComparedArms, comparison: Comparison): boolean {
  return comparedPairs(compared, comparison).some(
    ({ from, to }) => from.control !== undefined || to.control !== undefined,
  )
}

/**
 * The pairs of arms that a comparison is made of. At equal cost, what stands for an arm has its levels; an arm that
 * nothing stands for is in no pair. Controls are in no pair else.
 */
export function comparedPairs({ arms, controls }: ComparedArms, { factor, from, to, at }: Comparison): readonly Pair[] {
  const asTheyAre = arms.filter(({ control }) => control === undefined)
  if (at === undefined) return matchedPairs(asTheyAre, factor, from, to)
  const [base, ...others] = asTheyAre
  const standing = others.flatMap((arm) => {
    const entry = controls.find(({ of, matched }) => of === arm.id && matched === at)
    const found = entry && arms.find(({ id }) => id === entry.arm)
    return found ? [{ ...found, levels: arm.levels }] : []
  })
  return matchedPairs(base ? [base, ...standing] : [], factor, from, to)
}

/** The effect of one change of level, replicate by replicate. A replicate counts where every arm it needs has finished. */
export function contrast(compared: ComparedArms, comparison: Comparison): Contrast {
  const { factor, from, to, at } = comparison
  const pairs = comparedPairs(compared, comparison)
  const replicates = [...new Set(compared.arms.flatMap(({ values }) => values.map(({ replicate }) => replicate)))].sort(
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
    ...(at !== undefined && { at }),
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
function matchedPairs(arms: readonly AnalysedArm[], factor: string, from: string, to: string): readonly Pair[] {
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
