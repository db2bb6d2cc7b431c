import { formatFixed, formatLarge, formatP, formatPoints, formatPointsInterval } from '../format/numbers'
import { mean } from '../statistics/sample'
import { equivalenceTest, estimateMean, isWithin } from '../statistics/student-t'
import type { AnalysedArm, JudgedHypothesis, Verdict } from './analysis'
import { contrast, matchedPairs } from './contrasts'
import type { Hypothesis } from './schema'

type CostName = 'macs' | 'parameters' | 'trainingMacs'

const COST_WORDS: Readonly<Record<CostName, string>> = {
  macs: 'MACs at inference',
  parameters: 'parameters at inference',
  trainingMacs: 'MACs of a training pass',
}

/** Judges a claim by the trials at hand; what they cannot decide is undecided, never assumed. */
export function judge(hypothesis: Hypothesis, arms: readonly AnalysedArm[]): JudgedHypothesis {
  const { outcome, expect } = hypothesis
  if (isCost(outcome) && expect.ratioBelow !== undefined) return judgeCost(hypothesis, outcome, expect.ratioBelow, arms)
  if (expect.equivalentWithin !== undefined) return judgeEquivalence(hypothesis, expect.equivalentWithin, arms)
  throw new Error(`hypothesis “${hypothesis.claim}” has no expectation that can be judged`)
}

function isCost(outcome: Hypothesis['outcome']): outcome is CostName {
  return outcome !== undefined && outcome in COST_WORDS
}

function judgeCost(
  { claim, compare }: Hypothesis,
  outcome: CostName,
  below: number,
  arms: readonly AnalysedArm[],
): JudgedHypothesis {
  const pairs = matchedPairs(arms, compare.factor, compare.from, compare.to)
  const after = mean(pairs.map(({ to }) => to[outcome]))
  const before = mean(pairs.map(({ from }) => from[outcome]))
  const ratio = after / before
  const verdict: Verdict = ratio < below ? 'supported' : 'refuted'
  const averaged = pairs.length > 1 ? `, averaged over ${pairs.length} pairs of arms` : ''
  return {
    claim,
    verdict,
    sentence:
      `With ${compare.factor} ${compare.to}, the ${COST_WORDS[outcome]} are ${formatLarge(after)}; ` +
      `with ${compare.from}, ${formatLarge(before)}${averaged}: a ratio of ${formatFixed(ratio, 3)}, ` +
      `${verdict === 'supported' ? 'below' : 'not below'} the expected ${below}.`,
    evidence: 'computed, no sampling error',
  }
}

function judgeEquivalence(
  { claim, compare }: Hypothesis,
  margin: number,
  arms: readonly AnalysedArm[],
): JudgedHypothesis {
  const { differences, n } = contrast(arms, compare)
  const estimate = estimateMean(differences.map(({ value }) => value))
  const test = estimate && equivalenceTest(estimate, margin)
  const change = `Changing ${compare.factor} from ${compare.from} to ${compare.to}`
  if (!estimate || !test) {
    const reason =
      n < 2
        ? n === 1
          ? 'one complete replicate shows no spread'
          : 'no replicate is complete'
        : 'the replicates do not differ at all'
    return { claim, verdict: 'undecided', sentence: `${change} cannot be judged: ${reason}.`, evidence: `n ${n}` }
  }
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
