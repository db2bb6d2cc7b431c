import { z } from 'zod'
import { hedgesCorrection } from '../statistics/hedges'
import { weightedSum } from '../statistics/rounding'
import { mean } from '../statistics/sample'
import { signFlip } from '../statistics/sign-flip'
import { estimateMean, meanInterval, tTest } from '../statistics/student-t'
import { wilcoxon } from '../statistics/wilcoxon'
import { TESTS, type TestName } from '../study/analysis-schema'
import type { Combination } from './combination'

export const TEST_WORDS: Readonly<Record<TestName, string>> = {
  'paired-t': 'paired t test',
  'sign-flip': 'exact sign-flip permutation test',
  wilcoxon: 'Wilcoxon signed-rank test',
}

/** What the replicates say of one difference, in the outcome's own unit. */
export const Evidence = z.strictObject({
  /** Replicates in which every arm it needs is there. */
  n: z.int().nonnegative(),
  estimate: z.number().nullable(),
  /** Of the differences; null below two. */
  sd: z.number().nullable(),
  /** 95 % paired t interval; null below two. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** Cohen's d of the paired differences, estimate / sd, and the same with Hedges' correction for few replicates. */
  effectSize: z.number().nullable(),
  hedgesG: z.number().nullable(),
  /** The test that the study chose; its p is what Holm's adjustment takes. */
  test: z.enum(TESTS),
  statistic: z.number().nullable(),
  /** Of the t test; null of the others. */
  df: z.int().nullable(),
  p: z.number().nullable(),
  /** Holm's, within the family it belongs to; null outside of any. */
  pHolm: z.number().nullable(),
  /** The other tests, beside: where they disagree, assumptions matter. Null where one was not made. */
  pOf: z.strictObject({
    'paired-t': z.number().nullable(),
    'sign-flip': z.number().nullable(),
    wilcoxon: z.number().nullable(),
  }),
  /** The difference in each of those replicates. */
  differences: z.array(z.strictObject({ replicate: z.int(), value: z.number() })),
})
export type Evidence = z.infer<typeof Evidence>

/** An arm's outcome in each replicate that has finished. */
export type OutcomesByArm = ReadonlyMap<string, ReadonlyMap<number, number>>

/** The value of a combination in each replicate that has every arm it needs, in their order. */
export function replicateValues(combination: Combination, outcomes: OutcomesByArm): Evidence['differences'] {
  const [first, ...others] = combination.map(({ arm, weight }) => ({ weight, found: outcomes.get(arm) ?? new Map() }))
  if (!first) return []
  return [...first.found.keys()]
    .filter((replicate) => others.every(({ found }) => found.has(replicate)))
    .sort((a, b) => a - b)
    .map((replicate) => ({
      replicate,
      value: weightedSum([first, ...others].map(({ weight, found }) => ({ weight, value: found.get(replicate) }))),
    }))
}

/**
 * All that the replicates say of these differences.
 * @param besides the tests that are made beside the study's own
 */
export function evidence(
  differences: Evidence['differences'],
  test: TestName,
  besides: readonly TestName[] = [],
): Evidence {
  const values = differences.map(({ value }) => value)
  const estimate = estimateMean(values)
  // Without spread no test says anything: equal differences are no proof, whatever their number.
  const tested = estimate && estimate.sd > 0 ? estimate : undefined
  const wants = (name: TestName): boolean => name === test || besides.includes(name)
  const t = tested && wants('paired-t') ? tTest(tested) : undefined
  const flips = tested && wants('sign-flip') ? signFlip(values) : undefined
  const ranks = tested && wants('wilcoxon') ? wilcoxon(values) : undefined
  const pOf = { 'paired-t': t?.p ?? null, 'sign-flip': flips?.p ?? null, wilcoxon: ranks?.p ?? null }
  const statistics = { 'paired-t': t?.statistic, 'sign-flip': estimate?.mean, wilcoxon: ranks?.statistic }
  const effectSize = tested ? tested.mean / tested.sd : null
  return {
    n: values.length,
    estimate: values.length > 0 ? mean(values) : null,
    sd: estimate?.sd ?? null,
    interval: estimate ? meanInterval(estimate, 0.95) : null,
    effectSize,
    hedgesG: effectSize === null ? null : effectSize * hedgesCorrection(values.length - 1),
    test,
    statistic: pOf[test] === null ? null : (statistics[test] ?? null),
    df: test === 'paired-t' ? (t?.df ?? null) : null,
    p: pOf[test],
    pHolm: null,
    pOf,
    differences,
  }
}
