import { changeWords } from '../../../analysis/change-words'
import { outcomeOf } from '../../../study/outcome'
import { repeatsToTheBit } from '../../../study/result-record'
import type { ReportedTrial } from '../../provenance'
import type { RichText } from '../../report-document'
import type { ReportFacts } from '../../report-facts'
import { counted, listed } from '../../words'
import { environmentsOf } from '../environment-section'
import { type Threat, where } from './threat'

/** Trials that are missing, diverged, repeated, or ran elsewhere. */
export function runThreats(facts: ReportFacts): readonly Threat[] {
  const { trials, finished, diverged, missing, analysis, plan, study, label } = facts
  const { registration } = analysis
  const deviations = registration?.deviations ?? []
  const inexact = trials.some(({ result }) => result && !repeatsToTheBit(result.environment))
  const unmeasured = finished.filter(({ result }) => result && outcomeOf(result, study.outcome) === undefined)
  const short = analysis.contrasts
    .filter(({ n }) => n < plan.replicates)
    .map((own) => `${changeWords(own)} (${own.n} of ${plan.replicates})`)
  const lost = short.length > 0 ? ` Replicates left for each contrast that lost one: ${listed(short)}.` : ''
  const environments = environmentsOf(trials)
  const repeated = trials.filter(({ result }) => (result?.attempt ?? 1) > 1)
  return [
    ...where(
      missing.length > 0,
      'Not complete',
      `${counted(missing.length, 'planned trial has', 'planned trials have')} no result. Intervals and verdicts will change with them; to stop when a result pleases would bias it.${diverged.length === 0 ? lost : ''}`,
    ),
    ...where(
      diverged.length > 0,
      'Diverged trials',
      `${counted(diverged.length, 'trial', 'trials')} diverged: `,
      ...named(diverged, label),
      study.analysis.diverged === 'chance'
        ? `. As the study declared, each counts as what a network reaches that knows nothing.${lost}`
        : `. Their arms’ means are over the trials that did not, which flatters an arm that is hard to train.${lost}`,
    ),
    ...where(
      unmeasured.length > 0,
      'Outcome not measured',
      `${counted(unmeasured.length, 'finished trial', 'finished trials')} did not measure the ${analysis.outcome}, as of an earlier version, and ${unmeasured.length === 1 ? 'counts' : 'count'} for nothing: `,
      ...named(unmeasured, label),
      `. Whoever deletes the result.json of such a trial has it run again.${diverged.length + missing.length === 0 ? lost : ''}`,
    ),
    ...where(
      environments.length > 1,
      'Unequal environments',
      `The trials ran in ${environments.length} environments that differ: a difference between arms may be one between machines where they are not spread evenly. See `,
      { text: 'Environment', to: 'environment' },
      '.',
    ),
    ...where(
      registration === null,
      'Not registered',
      'Nothing shows that claims, tests and replicates were fixed before the first trial. See ',
      { text: 'Registration', to: 'registration' },
      '.',
    ),
    ...where(
      deviations.length > 0,
      'Changed after registration',
      `${listed(deviations.map(({ what }) => what))}: who changes a study once trials are in can, without meaning to, choose by their results. See `,
      { text: 'Registration', to: 'registration' },
      '.',
    ),
    ...where(
      inexact,
      'Not repeatable to the bit',
      'Trials ran on a GPU, whose sums come in no fixed order: the same seed gives nearly the same, not the same. What hangs on the last digits is chance.',
    ),
    ...where(
      repeated.length > 0,
      'Repeated attempts',
      `${counted(repeated.length, 'trial', 'trials')} needed more than one attempt: `,
      ...named(repeated, label),
      '.',
    ),
  ]
}

function named(trials: readonly ReportedTrial[], label: (arm: string) => string): RichText {
  return trials.flatMap(({ arm, replicate, anchor }, index) => [
    index > 0 ? '; ' : '',
    { text: `${label(arm)}, replicate ${replicate}`, to: anchor },
  ])
}
