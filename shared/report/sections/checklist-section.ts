import type { ReportSection, RichText } from '../report-document'
import type { ReportFacts } from '../report-facts'
import { counted } from '../words'
import { environmentsOf } from './environment-section'

interface Item {
  readonly asked: string
  /** What the study says, with where it stands; null where it does not. */
  readonly said: RichText | null
}

/**
 * What reviewers ask of an experiment, answered by the study's files alone.
 * @see Pineau et al. 2021, the machine learning reproducibility checklist; Dodge et al. 2019
 */
export function checklistSection(facts: ReportFacts): ReportSection {
  return {
    id: 'checklist',
    title: 'Reproducibility checklist',
    note: 'filled from this study’s files',
    blocks: [
      {
        kind: 'table',
        id: 'checklist-table',
        caption: 'What is asked of an experiment, and where it is said',
        columns: [
          { key: 'asked', heading: 'Asked', align: 'start', rowHeading: true },
          { key: 'said', heading: 'Said', align: 'start', grows: true },
        ],
        groups: [
          {
            rows: itemsOf(facts).map(({ asked, said }) => ({
              cells: [
                { kind: 'text' as const, text: [asked] },
                said === null
                  ? { kind: 'text' as const, text: ['not said: these files do not show it'], weight: 'quiet' as const }
                  : { kind: 'text' as const, text: said },
              ],
            })),
          },
        ],
      },
    ],
  }
}

function itemsOf({ plan, study, analysis, trials, finished, diverged, missing }: ReportFacts): readonly Item[] {
  const { registration, contrasts } = analysis
  const seconds = finished.reduce((sum, { result }) => sum + (result?.seconds ?? 0), 0)
  const environments = environmentsOf(trials)
  const compared = contrasts.filter(({ interval }) => interval !== null).length
  return [
    {
      asked: 'A clear question and what would answer it',
      said: [plan.question, ' ', { text: 'Effects', to: 'effects' }],
    },
    {
      asked: 'Claims written before the results',
      said: registration ? [`registered ${registration.time}, `, { text: 'Registration', to: 'registration' }] : null,
    },
    {
      asked: 'The model and every way in which arms differ',
      said: [`${plan.architecture}, `, { text: 'What differs', to: 'architectures' }],
    },
    { asked: 'Complexity: parameters and operations of every arm', said: [{ text: 'Arms', to: 'arms' }] },
    {
      asked: 'Data: name, splits, sizes, and a checksum',
      said: [`${plan.dataset.name}, `, { text: 'What is held fixed', to: 'protocol' }],
    },
    {
      asked: 'All hyperparameters, and how they were chosen',
      said: [{ text: 'What is held fixed', to: 'protocol' }, '; none was tuned, in no arm'],
    },
    {
      asked: 'The number of runs of each arm, and their seeds',
      said: [`${counted(plan.replicates, 'replicate', 'replicates')}, `, { text: 'Trials', to: 'trials' }],
    },
    {
      asked: 'Runs that are missing or failed',
      said: [
        `${diverged.length} diverged, ${missing.length} without a result, of ${trials.length}; `,
        { text: 'Trials', to: 'trials' },
      ],
    },
    {
      asked: 'A measure of error, and how it is worked out',
      said: compared > 0 ? ['95 % paired t intervals over replicates, ', { text: 'Effects', to: 'effects' }] : null,
    },
    {
      asked: 'Tests, and their adjustment for how many there are',
      said: compared > 0 ? [{ text: 'Effects', to: 'effects' }] : null,
    },
    {
      asked: 'Which data chose, and which data judge',
      said: [
        `outcome: ${analysis.outcome}; ` +
          (study.outcome.at === 'last-epoch' ? 'no epoch was chosen' : 'the epoch was chosen on validation images'),
      ],
    },
    {
      asked: 'Machine, software and their versions',
      said: environments.length > 0 ? [{ text: 'Environment', to: 'environment' }] : null,
    },
    {
      asked: 'The time it took',
      said: seconds > 0 ? [`${Math.round(seconds)} seconds of trials, `, { text: 'Arms', to: 'arms' }] : null,
    },
    {
      asked: 'Code and data to run it again',
      said: ['the study’s file and folder, and this program; whether they are public, its files do not say'],
    },
  ]
}
