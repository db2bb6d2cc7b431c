import { TEST_WORDS } from '../analysis/evidence'
import type { ReportDocument, ReportSection, RichText } from './report-document'
import { type ReportFacts, reportFacts } from './report-facts'
import type { ReportInput } from './report-input'
import { architecturesSection } from './sections/architectures-section'
import { armsSection } from './sections/arms-section'
import { checklistSection } from './sections/checklist-section'
import { convergenceSection } from './sections/convergence-section'
import { costSection } from './sections/cost-section'
import { curvesSection } from './sections/curves-section'
import { differencesSection } from './sections/differences-section'
import { effectsSection } from './sections/effects-section'
import { environmentSection } from './sections/environment-section'
import { hypothesesSection } from './sections/hypotheses-section'
import { imagesSection } from './sections/images-section'
import { interactionsSection } from './sections/interactions-section'
import { modelSection } from './sections/model-section'
import { protocolSection } from './sections/protocol-section'
import { registrationSection } from './sections/registration-section'
import { threatsSection } from './sections/threats-section'
import { trialsSection } from './sections/trials-section'
import { counted, listed } from './words'

/** From a study, its plan, results and analysis to the report: pure, so the same study gives the same report. */
export function composeReport(input: ReportInput): ReportDocument {
  const facts = reportFacts(input)
  const { plan, analysis } = facts
  const sections: readonly (ReportSection | null)[] = [
    effectsSection(facts),
    hypothesesSection(facts),
    interactionsSection(facts),
    armsSection(facts),
    costSection(facts),
    curvesSection(facts),
    convergenceSection(facts),
    imagesSection(facts),
    architecturesSection(facts),
    protocolSection(facts),
    registrationSection(facts),
    threatsSection(facts),
    modelSection(facts),
    differencesSection(facts),
    trialsSection(facts),
    environmentSection(facts),
    checklistSection(facts),
  ]
  return {
    title: plan.study,
    question: plan.question,
    answer: analysis.answer,
    basis: basis(facts),
    sections: sections.filter((section) => section !== null),
    colophon: [
      `Every outcome is ${outcomePlace(facts)} in trials/ID/result.json of the study’s folder, ID being the trial’s; ` +
        `the steps behind it are in trials/ID/attempt-N/events.jsonl. ${facts.diverged.length > 0 && analysis.testing.diverged === 'chance' ? 'That of a diverged trial is what chance gives, and in no file. ' : ''}Numbers in the tables lead to the trials they were worked out from.`,
      `Plan ${plan.hash}, data ${plan.dataset.sha256}. Written by Ablation Workbench from the study’s files alone: the same files give the same report.`,
    ],
  }
}

/** Where a trial's result has its outcome. */
function outcomePlace({ study: { outcome } }: ReportFacts): string {
  const key = outcome.metric === 'top-5' ? 'top5' : outcome.metric
  if (outcome.split === 'test') return `test.${key}`
  return `validation.${key} of ${outcome.at === 'last-epoch' ? 'the last epoch' : 'the epoch named by best.epoch'}`
}

/** What the answer rests on, for the first screen. */
function basis({ plan, analysis, trials, finished, diverged, missing, label }: ReportFacts): readonly RichText[] {
  const design = `${counted(plan.arms.length, 'arm', 'arms')} × ${counted(plan.replicates, 'replicate', 'replicates')}`
  const done =
    finished.length === trials.length
      ? `all ${trials.length} trials finished`
      : `${finished.length} of ${trials.length} trials finished`
  const bad: RichText =
    diverged.length === 0
      ? []
      : [
          `; ${diverged.length} diverged (`,
          ...diverged.flatMap(({ arm, replicate, anchor }, index) => [
            index > 0 ? '; ' : '',
            { text: `${label(arm)}, replicate ${replicate}`, to: anchor },
          ]),
          `) and ${diverged.length === 1 ? 'is' : 'are'} ${analysis.testing.diverged === 'chance' ? 'counted as chance, as the study declared' : `left out of what needs ${diverged.length === 1 ? 'it' : 'them'}`}`,
        ]
  const rest = missing.length === 0 ? '' : `; ${missing.length} without a result yet`
  const contrasts = analysis.contrasts.length
  return [
    [`${design}: ${done}`, ...bad, `${rest}.`],
    [
      `Outcome: ${analysis.outcome}, paired by replicate. Factors: ${listed(plan.factors.map(({ name, levels }) => `${name} (${levels.join(', ')})`))}. ` +
        `Two-sided ${TEST_WORDS[analysis.testing.test]}s; Holm’s adjustment over ${counted(contrasts, 'contrast', 'contrasts')}.`,
    ],
  ]
}
