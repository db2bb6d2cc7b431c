import type { ReportBlock, ReportSection } from '../report-document'
import type { ComparedFacts } from '../report-facts'
import { counted } from '../words'

/** What was fixed before the first trial, and everything that was changed since. */
export function registrationSection({ analysis: { registration }, plan }: ComparedFacts): ReportSection {
  return { id: 'registration', title: 'Registration', blocks: blocksOf(registration, plan.hash) }
}

function blocksOf(registration: ComparedFacts['analysis']['registration'], now: string): readonly ReportBlock[] {
  if (registration === null)
    return [
      {
        kind: 'paragraph',
        tone: 'warn',
        text: [
          'Nothing was registered before the first trial: that claims were written before the results, these files do not show.',
        ],
      },
    ]
  const { time, hash, deviations } = registration
  const registered: ReportBlock = {
    kind: 'paragraph',
    text: [
      `Question, arms, outcome, tests, replicates, hypotheses and recipe were registered at ${time}, before the first trial, as plan ${hash}. ` +
        (deviations.length === 0
          ? hash === now
            ? 'Nothing was changed since.'
            : 'What was changed since leaves every word of the study as it was.'
          : `${counted(deviations.length, 'thing was', 'things were')} changed since; the study is now plan ${now}.`),
    ],
  }
  if (deviations.length === 0) return [registered]
  return [
    registered,
    {
      kind: 'table',
      id: 'deviations-table',
      caption: 'Deviations from the registration',
      columns: [
        { key: 'what', heading: 'What', align: 'start', rowHeading: true },
        { key: 'registered', heading: 'Registered', align: 'start' },
        { key: 'now', heading: 'Now', align: 'start', grows: true },
      ],
      groups: [
        {
          rows: deviations.map(({ what, registered: before, now: after }) => ({
            tone: 'bad' as const,
            cells: [
              { kind: 'text' as const, text: [what] },
              before === null
                ? { kind: 'text' as const, text: ['not there'], weight: 'quiet' as const }
                : { kind: 'code' as const, text: before },
              after === null
                ? { kind: 'text' as const, text: ['not there'], weight: 'quiet' as const }
                : { kind: 'code' as const, text: after },
            ],
          })),
        },
      ],
    },
  ]
}
