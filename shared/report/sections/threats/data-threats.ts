import { formatCount, formatPoints } from '../../../format/numbers'
import { mean } from '../../../statistics/sample'
import { SEMI_SYNTHETIC } from '../../../study/plan-warnings'
import type { ReportFacts } from '../../report-facts'
import { counted } from '../../words'
import { type Threat, where } from './threat'

/** So many are told; the plan has all. */
const MOST_ALIASES = 8

/** A mean that still moves by this much between the last two epochs has not come to rest. */
const STILL_MOVING = 0.002

/** On which images, by which recipe, how far trained: what the conclusions are about. */
export function dataThreats(facts: ReportFacts): readonly Threat[] {
  const { study, plan, analysis, words } = facts
  const { test } = plan.dataset.sizes
  const measured = facts.finished.some(({ result }) => result?.outcome === 'finished' && result.test !== undefined)
  const [base] = analysis.arms
  const level = base?.mean ?? Number.NaN
  const noise = base?.imageError ?? Number.NaN
  const rise = lastRise(facts)
  return [
    ...where(
      study.outcome.split === 'validation',
      'Validation only',
      `The outcome is ${analysis.outcome}` +
        (test > 0
          ? measured
            ? `; the ${counted(test, 'test image was', 'test images were')} measured at the end of each trial, and are in no number of this report.`
            : `; the ${counted(test, 'test image was', 'test images were')} not used.`
          : '; there is no test split.') +
        (study.outcome.at === 'last-epoch'
          ? ' No epoch was chosen by its result. Whoever picks an arm by these numbers has selected on validation, and needs other images to say how good it is.'
          : ' The epoch was chosen on the same images, which favours every arm’s number.'),
    ),
    ...where(
      Number.isFinite(noise),
      'These images',
      `The intervals speak of other seeds on the same ${formatCount(plan.dataset.sizes[study.outcome.split])} ${study.outcome.split} images of ${plan.dataset.name}, not of other images: the base’s ${words.noun} of ${words.value(level, 1)} ${words.valueUnit} on so many has a binomial standard error of ${words.amount(noise)}${(base?.sd ?? null) === null ? '' : `, beside a standard deviation of ${words.amount(base?.sd ?? 0)} over its seeds`}; the table of arms has both for each arm. Pairing removes some of it from differences, none from an arm’s own level. One architecture (${plan.architecture}) and one data set were tried.`,
    ),
    ...where(
      plan.warnings.includes(SEMI_SYNTHETIC),
      'Images partly made up',
      `${plan.dataset.name} is semi-synthetic: shapes and classes are real, but every image got its colours, ground, size and place by chance, whatever its class. In photographs these go with the class, and there are texture, light, perspective and clutter that are missing here; the range of sizes was chosen, and with it what kernels of several sizes can gain. Effects of kernel sizes, pooling and colour found here are effects on images made so. That they hold for photographs does not follow: it takes the same study on a set of them.`,
    ),
    ...where(
      true,
      'One recipe',
      `Every arm was trained by the recipe above, learning rate ${study.training.optimizer.learningRate}; it was tuned for none of them. An arm that would want another rate or more epochs is judged short of its best.`,
    ),
    ...where(
      rise !== null && Math.abs(rise) >= STILL_MOVING,
      'Short training',
      `Between the last two of ${plan.epochs} epochs the mean accuracy over all finished trials still changed by ${formatPoints(rise ?? 0)} pp: longer training could change the order of arms.`,
    ),
    ...where(
      plan.design === 'leave-one-out' && plan.factors.length > 1,
      'One corner',
      'Each factor was changed with all others at the base’s level: how effects depend on one another cannot be seen.',
    ),
    ...where(
      plan.aliases.length > 0,
      'Aliased effects',
      `The design is a fraction (${plan.design}): in it ${plan.aliases.slice(0, MOST_ALIASES).join('; ')}${plan.aliases.length > MOST_ALIASES ? ` and ${plan.aliases.length - MOST_ALIASES} more` : ''}. What is told of the one is as much of the other.`,
    ),
    ...where(
      plan.design === 'full-factorial' && plan.factors.length > 1,
      'Averaged effects',
      'Each effect is averaged over the levels of the other factors; an average can hide effects that differ between those levels; which do is told under ',
      { text: 'Interactions', to: 'interactions' },
      '.',
    ),
  ]
}

/** Mean change of validation accuracy from the last but one epoch to the last; null with fewer than two epochs. */
function lastRise({ finished }: ReportFacts): number | null {
  const rises = finished.flatMap(({ result }) => {
    const [before, last] = result?.curve.slice(-2) ?? []
    return before && last ? [last.validation.accuracy - before.validation.accuracy] : []
  })
  return rises.length > 0 ? mean(rises) : null
}
