import { formatCount } from '../../../format/numbers'
import type { ImportedFacts } from '../../imported-facts'
import type { ReportSection } from '../../report-document'
import { counted, listed } from '../../words'
import { seedThreats } from '../threats/seed-threats'
import { type Threat, where } from '../threats/threat'

/** So many are named. */
const LISTED = 8

/** What a reviewer should hold against conclusions from runs that were made elsewhere. */
export function importedThreats(facts: ImportedFacts): ReportSection {
  const { plan, study } = facts
  return {
    id: 'threats',
    title: 'Threats to validity',
    note: 'from these runs’ own data',
    blocks: [
      {
        kind: 'list',
        items: [
          ...where(
            true,
            'Made elsewhere',
            'How the runs were made is not known here: whether arms differ in what they are called after alone, whether all had the same data, recipe and epochs, whether any was chosen, repeated or left out. See ',
            { text: 'Where the runs come from', to: 'origin' },
            '.',
          ),
          ...where(
            true,
            'Not registered',
            'Nothing shows that question, outcome and claims were fixed before the results were seen.',
          ),
          ...where(
            true,
            'Cost not known',
            'Arms may differ in size as well as in the part that is varied: an effect may be of either.',
          ),
          ...where(
            plan.paired === 'chance',
            'Paired by chance',
            'No two arms share a seed. Runs were paired by a hash of their names: tests and intervals hold, and are wider than seeds in common would have made them.',
          ),
          ...lengths(facts),
          ...where(
            plan.imported.repeated.replaced > 0,
            'Measured twice',
            `${counted(plan.imported.repeated.replaced, 'measurement was', 'measurements were')} replaced by a later one of the same run, metric and step.`,
          ),
          ...where(
            plan.imported.unusable.length > 0,
            'Rows not taken',
            `${formatCount(plan.imported.unusable.reduce((sum, { count }) => sum + count, 0))} rows or records could not be used: if they were of some arms more than of others, those are judged by what is left. See `,
            { text: 'Where the runs come from', to: 'origin' },
            '.',
          ),
          ...gaps(facts),
          ...where(
            facts.diverged.length > 0,
            'Diverged runs',
            `${counted(facts.diverged.length, 'run ends', 'runs end')} with no finite ${study.outcome.metric}: `,
            ...facts.diverged
              .slice(0, LISTED)
              .flatMap(({ arm, replicate, anchor }, index) => [
                index > 0 ? '; ' : '',
                { text: `${facts.label(arm)}, replicate ${replicate}`, to: anchor },
              ]),
            `${facts.diverged.length > LISTED ? '; …' : ''}. Their arms’ means are over the others, which flatters an arm that is hard to train.`,
          ),
          ...seedThreats(facts),
        ],
      },
    ],
  }
}

/** Runs that ended before others. */
function lengths({ trials, plan, study }: ImportedFacts): readonly Threat[] {
  const ends = trials.flatMap((trial) => (trial.end.kind === 'unmeasured' ? [] : [{ trial, step: trial.end.step }]))
  const most = ends.reduce((last, { step }) => Math.max(last, step), Number.NEGATIVE_INFINITY)
  const early = ends.filter(({ step }) => step < most)
  const shown = early.slice(0, LISTED)
  return where(
    study.outcome.at === 'last-step' && plan.stepName !== null && early.length > 0,
    'Runs of unequal length',
    `${counted(early.length, 'run ends', 'runs end')} before ${plan.stepName} ${most}, at which others end, and ${early.length === 1 ? 'is' : 'are'} judged by what ${early.length === 1 ? 'it' : 'each'} had reached: `,
    ...shown.flatMap(({ trial, step }, index) => [
      index > 0 ? '; ' : '',
      { text: `trial ${trial.number} (${step})`, to: trial.anchor },
    ]),
    `${early.length > shown.length ? '; …' : ''}. To compare all at one ${plan.stepName}, set outcome.at in study.yaml.`,
  )
}

/** Arms that lack replicates which others have, or have not measured the outcome. */
function gaps({ plan, analysis, study }: ImportedFacts): readonly Threat[] {
  const short = analysis.arms.filter(({ n, failed }) => n + failed < plan.replicates)
  const named = short.slice(0, LISTED).map(({ label, n }) => `${label} (${n} of ${plan.replicates})`)
  return where(
    short.length > 0,
    'Unequal replicates',
    `${listed(named)}${short.length > LISTED ? ' and others' : ''} have fewer runs with ${study.outcome.metric} than there are replicates: a contrast takes the replicates that all of its arms have.`,
  )
}
