import type { Matched } from '../design/matched'
import { formatFixed, formatLarge, formatP, formatPoints, formatPointsInterval } from '../format/numbers'
import { mean } from '../statistics/sample'
import { equivalenceTest, estimateMean, isWithin, meanInterval, tTest } from '../statistics/student-t'
import type { JudgedHypothesis, Verdict } from './analysis'
import { type ComparedArms, type Comparison, comparedPairs, contrast } from './contrasts'
import { MATCHED_WORDS } from './control-words'
import type { Hypothesis } from './schema'

type CostName = 'macs' | 'parameters' | 'trainingMacs'

const COST_WORDS: Readonly<Record<CostName, string>> = {
  macs: 'MACs at inference',
  parameters: 'parameters at inference',
  trainingMacs: 'MACs of a training pass',
}

/** Judges a claim by the trials at hand; what they cannot decide is undecided, never assumed. */
export function judge(hypothesis: Hypothesis, compared: ComparedArms): JudgedHypothesis {
  const { outcome, expect } = hypothesis
  if (isCost(outcome) && expect.ratioBelow !== undefined)
    return judgeCost(hypothesis, outcome, expect.ratioBelow, compared)
  if (expect.equivalentWithin !== undefined) return judgeEquivalence(hypothesis, expect.equivalentWithin, compared)
  if (expect.differenceAbove !== undefined) return judgeDifference(hypothesis, expect.differenceAbove, compared)
  throw new Error(`hypothesis “${hypothesis.claim}” has no expectation that can be judged`)
}

function isCost(outcome: Hypothesis['outcome']): outcome is CostName {
  return outcome !== undefined && outcome in COST_WORDS
}

function judgeCost(
  { claim, compare }: Hypothesis,
  outcome: CostName,
  below: number,
  compared: ComparedArms,
): JudgedHypothesis {
  const pairs = comparedPairs(compared, comparisonOf(compare))
  if (pairs.length === 0)
    return {
      claim,
      verdict: 'undecided',
      sentence: `${changeWords(compare)} cannot be judged: no two arms of this design differ in that alone.`,
      evidence: 'n 0',
    }
  const after = mean(pairs.map(({ to }) => to[outcome]))
  const before = mean(pairs.map(({ from }) => from[outcome]))
  const ratio = after / before
  const verdict: Verdict = ratio < below ? 'supported' : 'refuted'
  const averaged = pairs.length > 1 ? `, averaged over ${pairs.length} pairs of arms` : ''
  return {
    claim,
    verdict,
    sentence:
      `With ${compare.factor} ${compare.to}${atWords(compare)}, the ${COST_WORDS[outcome]} are ${formatLarge(after)}; ` +
      `with ${compare.from}, ${formatLarge(before)}${averaged}: a ratio of ${formatFixed(ratio, 3)}, ` +
      `${verdict === 'supported' ? 'below' : 'not below'} the expected ${below}.`,
    evidence: 'computed, no sampling error',
  }
}

function judgeEquivalence({ claim, compare }: Hypothesis, margin: number, compared: ComparedArms): JudgedHypothesis {
  const { differences, n } = contrast(compared, comparisonOf(compare))
  const estimate = estimateMean(differences.map(({ value }) => value))
  const test = estimate && equivalenceTest(estimate, margin)
  const change = changeWords(compare)
  if (!estimate || !test) return undecided(claim, change, n)
  const [low, high] = test.interval
  const verdict: Verdict = isWithin(test, margin)
    ? 'supported'
    : low > margin || high < -margin
      ? 'refuted'
      : 'undecided'
  const words: Readonly<Record<Verdict, string>> = {
    supported: 'inside',
    refuted: 'wholly outside',
    undecided: 'reaching beyond',
  }
  const end = verdict === 'undecided' ? ' Neither equivalence nor a difference is shown.' : ''
  return {
    claim,
    verdict,
    sentence:
      `${change} changes accuracy by ${formatPoints(estimate.mean)} pp ` +
      `(90 % interval ${formatPointsInterval(test.interval)}), ${words[verdict]} the margin of ±${formatFixed(margin * 100, 1)} pp.${end}`,
    evidence: `equivalence (TOST), n ${n}, p ${test.p < 0.001 ? formatP(test.p) : `= ${formatP(test.p)}`}`,
  }
}

/** One-sided: the 90 % interval's lower end is the bound that a test at 5 % leaves. */
function judgeDifference({ claim, compare }: Hypothesis, above: number, compared: ComparedArms): JudgedHypothesis {
  const { differences, n } = contrast(compared, comparisonOf(compare))
  const estimate = estimateMean(differences.map(({ value }) => value))
  const interval = estimate && meanInterval(estimate, 0.9)
  const test = estimate && tTest({ ...estimate, mean: estimate.mean - above })
  const change = changeWords(compare)
  if (!estimate || !interval || !test) return undecided(claim, change, n)
  const [low, high] = interval
  const verdict: Verdict = low > above ? 'supported' : high < above ? 'refuted' : 'undecided'
  const words: Readonly<Record<Verdict, string>> = {
    supported: 'wholly above',
    refuted: 'wholly below',
    undecided: 'reaching to both sides of',
  }
  const p = estimate.mean > above ? test.p / 2 : 1 - test.p / 2
  return {
    claim,
    verdict,
    sentence:
      `${change} changes accuracy by ${formatPoints(estimate.mean)} pp ` +
      `(90 % interval ${formatPointsInterval(interval)}), ${words[verdict]} ${formatPoints(above)} pp.`,
    evidence: `one-sided paired t, n ${n}, p ${p < 0.001 ? formatP(p) : `= ${formatP(p)}`}`,
  }
}

function undecided(claim: string, change: string, n: number): JudgedHypothesis {
  const reason =
    n < 2
      ? n === 1
        ? 'one complete replicate shows no spread'
        : 'no replicate is complete'
      : 'the replicates do not differ at all'
  return { claim, verdict: 'undecided', sentence: `${change} cannot be judged: ${reason}.`, evidence: `n ${n}` }
}

/** A claim's comparison in the words of contrasts. */
export function comparisonOf({ factor, from, to, at }: Hypothesis['compare']): Comparison {
  return { factor, from, to, at: at?.replace('equal-', '') as Matched | undefined }
}

function changeWords(compare: Hypothesis['compare']): string {
  return `Changing ${compare.factor} from ${compare.from} to ${compare.to}${atWords(compare)}`
}

/** ` at equal MACs`. */
function atWords(compare: Hypothesis['compare']): string {
  const { at } = comparisonOf(compare)
  return at === undefined ? '' : ` at ${MATCHED_WORDS[at]}`
}
