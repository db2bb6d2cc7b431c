import { TEST_WORDS } from '../analysis/evidence'
import { type ImportedFacts, importedFacts } from './imported-facts'
import type { ReportDocument, ReportSection, RichText } from './report-document'
import type { ImportedReportInput } from './report-input'
import { armsSection } from './sections/arms-section'
import { differencesSection } from './sections/differences-section'
import { effectsSection } from './sections/effects-section'
import { hypothesesSection } from './sections/hypotheses-section'
import { importedCurves } from './sections/imported/imported-curves'
import { importedThreats } from './sections/imported/imported-threats'
import { importedTrials } from './sections/imported/imported-trials'
import { originSection } from './sections/imported/origin-section'
import { interactionsSection } from './sections/interactions-section'
import { modelSection } from './sections/model-section'
import { registrationSection } from './sections/registration-section'
import { counted, listed } from './words'

/**
 * The report of runs that were made elsewhere: what there is to say of them, in the sections that a study has which was run
 * here. Sections about networks, recipe, costs and machine are left out: what they would say is not known.
 */
export function composeImportedReport(input: ImportedReportInput): ReportDocument {
  const facts = importedFacts(input)
  const { plan, analysis } = facts
  const sections: readonly (ReportSection | null)[] = [
    effectsSection(facts),
    hypothesesSection(facts),
    interactionsSection(facts),
    armsSection(facts),
    importedCurves(facts),
    originSection(facts),
    importedThreats(facts),
    modelSection(facts),
    differencesSection(facts),
    importedTrials(facts),
    registrationSection(facts),
  ]
  return {
    title: plan.study,
    question: plan.question,
    answer: analysis.answer,
    basis: basis(facts),
    sections: sections.filter((section) => section !== null),
    colophon: [
      `Every outcome is ${analysis.outcome}, as trials/ID/result.json of the study’s folder has it, ID being the trial’s: what stood in the files that were imported. Numbers in the tables lead to the trials they were worked out from.`,
      `Import ${plan.hash}. Written by Ablation Workbench from the study’s files alone: the same files give the same report.`,
    ],
  }
}

/** So many levels are named before the rest is counted. */
const LISTED = 8

function basis({ plan, analysis, trials, diverged }: ImportedFacts): readonly RichText[] {
  const bad = diverged.length === 0 ? '' : `; ${diverged.length} diverged`
  const levels = plan.factors.map(
    ({ name, levels: own }) =>
      `${name} (${own.slice(0, LISTED).join(', ')}${own.length > LISTED ? `, … ${own.length} in all` : ''})`,
  )
  return [
    [
      `${counted(plan.arms.length, 'arm', 'arms')}, up to ${counted(plan.replicates, 'replicate', 'replicates')}: ${counted(trials.length, 'imported run', 'imported runs')}${bad}. They were `,
      { text: 'made elsewhere', to: 'origin' },
      ': how is not known here.',
    ],
    [
      `Outcome: ${analysis.outcome}, paired ${plan.paired === 'seed' ? 'by seed' : 'by chance'}. Factors: ${listed(levels)}. ` +
        `Two-sided ${TEST_WORDS[analysis.testing.test]}s; Holm’s adjustment over ${counted(analysis.contrasts.length, 'contrast', 'contrasts')}.`,
    ],
  ]
}
