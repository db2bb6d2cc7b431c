import { TEST_WORDS } from '../../analysis/evidence'
import type { Reference, ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import { counted } from '../words'
import { environmentsOf } from './environment-section'

interface Item {
  readonly asked: string
  /** What the study says; null where it does not. */
  readonly said: string | null
  /** The section that says it in full. */
  readonly where?: Reference
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
          { key: 'where', heading: 'Where', align: 'start' },
        ],
        groups: [
          {
            rows: itemsOf(facts).map(({ asked, said, where }) => ({
              cells: [
                { kind: 'text' as const, text: [asked] },
                said === null
                  ? { kind: 'text' as const, text: ['not said: these files do not show it'], weight: 'quiet' as const }
                  : { kind: 'text' as const, text: [said] },
                where && said !== null ? { kind: 'text' as const, text: [where] } : { kind: 'blank' as const },
              ],
            })),
          },
        ],
      },
    ],
  }
}

const AT = {
  effects: { text: 'Effects', to: 'effects' },
  arms: { text: 'Arms', to: 'arms' },
  differs: { text: 'What differs', to: 'architectures' },
  fixed: { text: 'What is held fixed', to: 'protocol' },
  registration: { text: 'Registration', to: 'registration' },
  trials: { text: 'Trials', to: 'trials' },
  environment: { text: 'Environment', to: 'environment' },
} as const

function itemsOf({ plan, study, analysis, trials, finished, diverged, missing }: ReportFacts): readonly Item[] {
  const { registration, contrasts, testing } = analysis
  const { sizes } = plan.dataset
  const seconds = finished.reduce((sum, { result }) => sum + (result?.seconds ?? 0), 0)
  const environments = environmentsOf(trials)
  const compared = contrasts.some(({ interval }) => interval !== null)
  const tested = contrasts.some(({ p }) => p !== null)
  return [
    { asked: 'A clear question and what would answer it', said: plan.question, where: AT.effects },
    {
      asked: 'Claims written before the results',
      said:
        registration &&
        `registered ${registration.time}, ${counted(registration.deviations.length, 'deviation', 'deviations')} since`,
      where: AT.registration,
    },
    {
      asked: 'The model and every way in which arms differ',
      said: `${plan.architecture}, ${counted(plan.arms.length, 'arm', 'arms')}`,
      where: AT.differs,
    },
    {
      asked: 'Complexity: parameters and operations of every arm',
      said: 'counted, not estimated, for each arm',
      where: AT.arms,
    },
    {
      asked: 'Data: name, splits, sizes, and a checksum',
      said: `${plan.dataset.name}: ${SPLITS.map((split) => counted(sizes[split], SPLIT_WORDS[split], SPLIT_WORDS[split])).join(', ')}; SHA-256`,
      where: AT.fixed,
    },
    { asked: 'All hyperparameters', said: 'one recipe for every arm, each value of it', where: AT.fixed },
    { asked: 'How hyperparameters were chosen, and over which range', said: null },
    {
      asked: 'The number of runs of each arm, and their seeds',
      said: `${counted(plan.replicates, 'replicate', 'replicates')}, the same seeds in every arm`,
      where: AT.trials,
    },
    {
      asked: 'Runs that are missing or failed',
      said:
        `${diverged.length} diverged, ${missing.length} without a result, of ${trials.length}; what diverged is ` +
        (testing.diverged === 'chance' ? 'counted as chance' : 'left out'),
      where: AT.trials,
    },
    {
      asked: 'A measure of error, and how it is worked out',
      said: compared ? '95 % paired t intervals over replicates' : null,
      where: AT.effects,
    },
    {
      asked: 'Tests, and their adjustment for how many there are',
      said: tested ? `two-sided ${TEST_WORDS[testing.test]}, Holm’s adjustment` : null,
      where: AT.effects,
    },
    {
      asked: 'Which data chose, and which data judge',
      said:
        `outcome: ${analysis.outcome}; ` +
        (study.outcome.at === 'last-epoch' ? 'no epoch was chosen' : 'the epoch was chosen on validation images'),
      where: AT.fixed,
    },
    {
      asked: 'Machine, software and their versions',
      said: environments.length > 0 ? counted(environments.length, 'environment', 'environments') : null,
      where: AT.environment,
    },
    {
      asked: 'The time it took',
      said: seconds > 0 ? `${counted(Math.round(seconds), 'second', 'seconds')} of finished trials, wall clock` : null,
      where: AT.arms,
    },
    {
      asked: 'Code and data to run it again',
      said: 'the study’s folder and this program run it again; whether they are public, the files do not say',
    },
  ]
}

const SPLITS = ['train', 'validation', 'test'] as const
const SPLIT_WORDS = { train: 'training', validation: 'validation', test: 'test' } as const
