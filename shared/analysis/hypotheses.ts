import { z } from 'zod'
import type { Matched } from '../design/matched'
import { formatFixed, formatLarge, formatP } from '../format/numbers'
import { equivalenceTest, estimateMean, isWithin, meanInterval, tTest } from '../statistics/student-t'
import type { Hypothesis } from '../study/schema'
import { atWords } from './change-words'
import { type ComparedArms, type Comparison, combinationOf, weighted } from './contrasts'
import { type OutcomesByArm, replicateValues } from './evidence'
import type { OutcomeWords } from './outcome-words'

export const Verdict = z.enum(['supported', 'refuted', 'undecided'])
export type Verdict = z.infer<typeof Verdict>

export const JudgedHypothesis = z.strictObject({
  claim: z.string(),
  verdict: Verdict,
  /** The numbers in plain words. */
  sentence: z.string(),
  /** How it was decided: `computed, no sampling error`, or the test with n and p. */
  evidence: z.string(),
})
export type JudgedHypothesis = z.infer<typeof JudgedHypothesis>

/** What claims are judged by. */
export interface Judging {
  readonly compared: ComparedArms
  readonly outcomes: OutcomesByArm
  readonly words: OutcomeWords
  /** Costs of an arm at inference, and of a training pass; null where they are not known. */
  readonly costOf: (arm: string, cost: CostName) => number | null
}

export type CostName = 'macs' | 'parameters' | 'trainingMacs'

const COST_WORDS: Readonly<Record<CostName, string>> = {
  macs: 'MACs at inference',
  parameters: 'parameters at inference',
  trainingMacs: 'MACs of a training pass',
}

/** Judges a claim by the trials at hand; what they cannot decide is undecided, never assumed. */
export function judge(hypothesis: Hypothesis, judging: Judging): JudgedHypothesis {
  const { outcome, expect } = hypothesis
  if (isCost(outcome) && expect.ratioBelow !== undefined)
    return judgeCost(hypothesis, outcome, expect.ratioBelow, judging)
  if (expect.equivalentWithin !== undefined) return judgeEquivalence(hypothesis, expect.equivalentWithin, judging)
  if (expect.differenceAbove !== undefined) return judgeDifference(hypothesis, expect.differenceAbove, judging)
  throw new Error(`hypothesis “${hypothesis.claim}” has no expectation that can be judged`)
}

function isCost(outcome: Hypothesis['outcome']): outcome is CostName {
  return outcome !== undefined && outcome in COST_WORDS
}

function judgeCost(
  { claim, compare }: Hypothesis,
  outcome: CostName,
  below: number,
  { compared, costOf }: Judging,
): JudgedHypothesis {
  const combination = combinationOf(compared, comparisonOf(compare))
  const cost = (arm: string): number | null => costOf(arm, outcome)
  const [after, before] = [weighted(combination, 1, cost), weighted(combination, -1, cost)]
  if (after === null || before === null) {
    const why =
      combination.length === 0 ? 'no two arms of this design differ in that alone' : 'its arms’ costs are not known'
    return { claim, verdict: 'undecided', sentence: `${changing(compare)} cannot be judged: ${why}.`, evidence: 'n 0' }
  }
  const ratio = after / before
  const verdict: Verdict = ratio < below ? 'supported' : 'refuted'
  const averaged = combination.length > 2 ? `, averaged over ${combination.length} arms` : ''
  return {
    claim,
    verdict,
    sentence:
      `With ${compare.factor} ${compare.to}${atWords(comparisonOf(compare).at)}, the ${COST_WORDS[outcome]} are ${formatLarge(after)}; ` +
      `with ${compare.from}, ${formatLarge(before)}${averaged}: a ratio of ${formatFixed(ratio, 3)}, ` +
      `${verdict === 'supported' ? 'below' : 'not below'} the expected ${below}.`,
    evidence: 'computed, no sampling error',
  }
}

function judgeEquivalence({ claim, compare }: Hypothesis, margin: number, judging: Judging): JudgedHypothesis {
  const { words } = judging
  const values = valuesOf(compare, judging)
  const estimate = estimateMean(values)
  const test = estimate && equivalenceTest(estimate, margin)
  if (!estimate || !test) return undecided(claim, compare, values.length)
  const [low, high] = test.interval
  const verdict: Verdict = isWithin(test, margin)
    ? 'supported'
    : low > margin || high < -margin
      ? 'refuted'
      : 'undecided'
  const where: Readonly<Record<Verdict, string>> = {
    supported: 'inside',
    refuted: 'wholly outside',
    undecided: 'reaching beyond',
  }
  const end = verdict === 'undecided' ? ' Neither equivalence nor a difference is shown.' : ''
  return {
    claim,
    verdict,
    sentence:
      `${changing(compare)} changes ${words.noun} by ${words.difference(estimate.mean)} ` +
      `(90 % interval ${words.interval(test.interval)}), ${where[verdict]} the margin of ±${words.margin(margin)}.${end}`,
    evidence: `equivalence (TOST), n ${values.length}, p ${pWords(test.p)}`,
  }
}

/** One-sided: the 90 % interval's lower end is the bound that a test at 5 % leaves. */
function judgeDifference({ claim, compare }: Hypothesis, above: number, judging: Judging): JudgedHypothesis {
  const { words } = judging
  const values = valuesOf(compare, judging)
  const estimate = estimateMean(values)
  const interval = estimate && meanInterval(estimate, 0.9)
  const test = estimate && tTest(estimate, above)
  if (!estimate || !interval || !test) return undecided(claim, compare, values.length)
  const [low, high] = interval
  const verdict: Verdict = low > above ? 'supported' : high < above ? 'refuted' : 'undecided'
  const where: Readonly<Record<Verdict, string>> = {
    supported: 'wholly above',
    refuted: 'wholly below',
    undecided: 'reaching to both sides of',
  }
  const p = estimate.mean > above ? test.p / 2 : 1 - test.p / 2
  return {
    claim,
    verdict,
    sentence:
      `${changing(compare)} changes ${words.noun} by ${words.difference(estimate.mean)} ` +
      `(90 % interval ${words.interval(interval)}), ${where[verdict]} ${words.difference(above)}.`,
    evidence: `one-sided paired t, n ${values.length}, p ${pWords(p)}`,
  }
}

function valuesOf(compare: Hypothesis['compare'], { compared, outcomes }: Judging): readonly number[] {
  return replicateValues(combinationOf(compared, comparisonOf(compare)), outcomes).map(({ value }) => value)
}

function undecided(claim: string, compare: Hypothesis['compare'], n: number): JudgedHypothesis {
  const reason =
    n < 2
      ? n === 1
        ? 'one complete replicate shows no spread'
        : 'no replicate is complete'
      : 'the replicates do not differ at all'
  return {
    claim,
    verdict: 'undecided',
    sentence: `${changing(compare)} cannot be judged: ${reason}.`,
    evidence: `n ${n}`,
  }
}

/** A claim's comparison in the words of contrasts. */
export function comparisonOf({ factor, from, to, at }: Hypothesis['compare']): Comparison {
  return { factor, from, to, ...(at !== undefined && { at: at.replace('equal-', '') as Matched }) }
}

function changing(compare: Hypothesis['compare']): string {
  return `Changing ${compare.factor} from ${compare.from} to ${compare.to}${atWords(comparisonOf(compare).at)}`
}

function pWords(p: number): string {
  return p < 0.001 ? formatP(p) : `= ${formatP(p)}`
}
