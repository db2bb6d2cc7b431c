import { formatFixed, formatP, formatPointsInterval } from '../format/numbers'
import { mean, median } from '../statistics/sample'
import { equivalenceTest, estimateMean, isWithin, meanInterval } from '../statistics/student-t'
import { ANALYSIS_SCHEMA, type AnalysedArm, type Contrast, type StudyAnalysis } from './analysis'
import { type ComparedArms, type Comparison, contrast, contrasts } from './contrasts'
import { MATCHED_WORDS } from './control-words'
import { comparisonOf, judge } from './hypotheses'
import type { PlannedArm, StudyPlan } from './plan'
import type { ResultRecord } from './result-record'
import type { StudyFile } from './schema'

/** What the published results say; results of trials outside the plan are left out. */
export function analyseStudy(study: StudyFile, plan: StudyPlan, results: readonly ResultRecord[]): StudyAnalysis {
  const planned = new Set(plan.trials.map(({ id }) => id))
  const counted = results.filter(({ trial }) => planned.has(trial))
  const arms = plan.arms.map((arm) =>
    analyseArm(
      arm,
      counted.filter((result) => result.arm === arm.id),
    ),
  )
  const compared = { arms, controls: plan.controls ?? [] }
  const effects = contrasts(plan.factors, compared)
  const finished = counted.filter(({ outcome }) => outcome === 'finished').length
  return {
    schema: ANALYSIS_SCHEMA,
    study: plan.study,
    question: plan.question,
    outcome: 'validation accuracy at the last epoch',
    trials: { planned: plan.trials.length, finished, failed: counted.length - finished },
    answer: answer(effects, equivalences(study, compared)),
    arms,
    contrasts: [...effects],
    hypotheses: study.hypotheses.map((hypothesis) => judge(hypothesis, compared)),
  }
}

function analyseArm(arm: PlannedArm, results: readonly ResultRecord[]): AnalysedArm {
  const finished = results.flatMap((result) => {
    const last = result.curve.at(-1)
    return result.outcome === 'finished' && last
      ? [{ replicate: result.replicate, trial: result.trial, value: last.validation.accuracy, seconds: result.seconds }]
      : []
  })
  finished.sort((a, b) => a.replicate - b.replicate)
  const values = finished.map(({ value }) => value)
  const estimate = estimateMean(values)
  return {
    id: arm.id,
    label: arm.label,
    levels: arm.levels,
    ...(arm.control && { control: { of: arm.control.of, matched: arm.control.matched } }),
    n: values.length,
    failed: results.length - values.length,
    mean: values.length > 0 ? mean(values) : null,
    sd: estimate?.sd ?? null,
    interval: estimate ? meanInterval(estimate, 0.95) : null,
    values: finished.map(({ replicate, trial, value }) => ({ replicate, trial, value })),
    parameters: arm.parameters,
    macs: arm.macs,
    trainingMacs: arm.trainingMacs,
    seconds: finished.length > 0 ? median(finished.map(({ seconds }) => seconds)) : null,
  }
}

/** A contrast with an interval: what an answer can be made of. */
type Told = Contrast & { readonly estimate: number; readonly interval: readonly [number, number] }

/** A change that the study’s own margin has bounded: it is smaller than that, with the 90 % interval that shows it. */
interface Equivalence {
  readonly compare: Comparison
  readonly margin: number
  readonly interval: readonly [number, number]
}

function equivalences(study: StudyFile, compared: ComparedArms): readonly Equivalence[] {
  return study.hypotheses.flatMap(({ compare: written, expect: { equivalentWithin: margin } }) => {
    if (margin === undefined) return []
    const compare = comparisonOf(written)
    const estimate = estimateMean(contrast(compared, compare).differences.map(({ value }) => value))
    const test = estimate && equivalenceTest(estimate, margin)
    return test && isWithin(test, margin) ? [{ compare, margin, interval: test.interval }] : []
  })
}

/**
 * What each part brings and how surely: first what is shown, then what is bounded, then what is open; then what each
 * costs.
 */
function answer(effects: readonly Contrast[], bounds: readonly Equivalence[]): string {
  const told = effects.filter((effect): effect is Told => effect.interval !== null && effect.estimate !== null)
  if (told.length === 0) return 'Too few trials have finished to answer: an effect needs two complete replicates.'
  const shown = told.filter(isShown)
  const boundOf = (effect: Told): Equivalence | undefined =>
    bounds.find(({ compare: { factor, from, to, at } }) => {
      const levels = [effect.from, effect.to]
      return factor === effect.factor && at === effect.at && levels.includes(from) && levels.includes(to)
    })
  const unshown = told.filter((effect) => !isShown(effect))
  const bounded = unshown.flatMap((effect) => boundOf(effect) ?? [])
  const open = unshown.filter((effect) => boundOf(effect) === undefined)
  return [
    ...shown.map(shownSentence),
    ...bounded.map(boundSentence),
    ...(open.length > 0 ? [openSentence(open)] : []),
    costSentence(told),
  ].join(' ')
}

/** Two-sided, after Holm's adjustment. */
const LEVEL = 0.05

/** Told from zero by its test; or the same in every replicate, which leaves no test. */
function isShown({ pHolm, estimate }: Told): boolean {
  return pHolm === null ? estimate !== 0 : pHolm < LEVEL
}

/** ` at equal MACs`, of a change between arms of equal cost. */
function atWords({ at }: Pick<Comparison, 'at'>): string {
  return at === undefined ? '' : ` at ${MATCHED_WORDS[at]}`
}

function shownSentence({ factor, from, to, at, estimate, interval, pHolm, n }: Told): string {
  const change = estimate > 0 ? `raises accuracy over ${from}` : `lowers accuracy below ${from}`
  const points = `${formatFixed(Math.abs(estimate) * 100, 2)} pp`
  const evidence =
    pHolm === null
      ? `the same in each of ${n} replicates, so there is no test`
      : `95 % interval ${formatPointsInterval(interval)}, ${n} replicates`
  return `${capitalised(factor)} ${to} ${change}${atWords({ at })} by ${points} (${evidence}).`
}

function boundSentence({ compare: { factor, from, to, at }, margin, interval }: Equivalence): string {
  const reach = `90 % interval ${formatPointsInterval(interval)}`
  return `${capitalised(factor)} ${to} and ${from} differ in accuracy${atWords({ at })} by less than ${formatFixed(margin * 100, 1)} pp (${reach}).`
}

function openSentence(open: readonly Told[]): string {
  const name = ({ factor, from, to, at }: Told): string => {
    const several = open.filter((other) => other.factor === factor && other.at === at).length > 1
    return `${several ? `${factor} ${to} instead of ${from}` : factor}${atWords({ at })}`
  }
  const intervals = open.map((effect) => {
    const apart = effect.interval[0] > 0 || effect.interval[1] < 0
    const adjusted = apart && effect.pHolm !== null ? ` but Holm p ${formatP(effect.pHolm)}` : ''
    const whose = open.length === 1 ? '' : `${name(effect)} `
    return `${whose}${formatPointsInterval(effect.interval)} pp${adjusted}`
  })
  const verb = open.length === 1 ? 'changes' : 'change'
  const heading = open.length === 1 ? '95 % interval' : '95 % intervals:'
  return `Whether ${listed(open.map(name), 'or')} ${verb} accuracy, this study cannot say (${heading} ${intervals.join(', ')}).`
}

/** Nothing is said of a part that costs nothing at inference, unless none does. */
function costSentence(told: readonly Told[]): string {
  const costly = told.filter(({ macsRatio, at }) => macsRatio !== 1 && at === undefined)
  if (costly.length === 0) return 'At inference all cost the same MACs.'
  const parts = costly.map(({ factor, from, to, macsRatio }, index) => {
    const times = `${formatFixed(macsRatio, 2)} times the MACs`
    return index === 0 ? `${factor} ${to} needs ${times} of ${from}` : `${factor} ${to} ${times} of ${from}`
  })
  return `${capitalised(listed(parts, 'and'))}.`
}

function capitalised(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** `a`, `a or b`, `a, b or c`. */
function listed(words: readonly string[], conjunction: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`
}
