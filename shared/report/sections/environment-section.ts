import { type ResultRecord, repeatsToTheBit } from '../../study/result-record'
import type { ReportedTrial } from '../provenance'
import type { ReportSection, RichText } from '../report-document'
import type { ReportFacts } from '../report-facts'
import { counted } from '../words'

type Environment = ResultRecord['environment']

const ROWS: readonly { readonly heading: string; readonly words: (environment: Environment) => string }[] = [
  { heading: 'Ablation Workbench', words: ({ version }) => version },
  { heading: 'TensorFlow', words: ({ tensorflow }) => tensorflow },
  {
    heading: 'Device',
    words: ({ device, threads }) =>
      device.includes('thread') ? device : `${device}, ${counted(threads, 'thread', 'threads')}`,
  },
  { heading: 'Processor', words: ({ processor }) => processor },
  { heading: 'System', words: ({ system }) => system },
  {
    heading: 'Runtime',
    words: ({ runtime, node }) => (runtime.includes(node) ? runtime : `${runtime} (Node ${node})`),
  },
  {
    heading: 'The same trial again',
    words: (environment) => (repeatsToTheBit(environment) ? 'the same bits' : 'nearly the same numbers'),
  },
]

export interface SharedEnvironment {
  readonly environment: Environment
  readonly trials: readonly ReportedTrial[]
}

/** The environments that the trials ran in, the commonest first. */
export function environmentsOf(trials: readonly ReportedTrial[]): readonly SharedEnvironment[] {
  const found = new Map<string, { environment: Environment; trials: ReportedTrial[] }>()
  for (const trial of trials) {
    if (!trial.result) continue
    const { environment } = trial.result
    const key = JSON.stringify(ROWS.map(({ words }) => words(environment)))
    const shared = found.get(key) ?? { environment, trials: [] }
    shared.trials.push(trial)
    found.set(key, shared)
  }
  return [...found.values()].sort((a, b) => b.trials.length - a.trials.length)
}

/** What the trials ran on. Where that was not the same, side by side. Null before a trial has a result. */
export function environmentSection({ trials }: ReportFacts): ReportSection | null {
  const environments = environmentsOf(trials)
  if (environments.length === 0) return null
  const one = environments.length === 1
  return {
    id: 'environment',
    title: 'Environment',
    note: one ? 'the same for every trial' : `${environments.length} that differ`,
    blocks: [
      {
        kind: 'table',
        id: 'environment-table',
        caption: 'Environment of the trials',
        compact: true,
        columns: [
          { key: 'what', heading: 'What', align: 'start', rowHeading: true },
          ...environments.map((_, index) => ({
            key: String(index),
            heading: one ? 'Every trial' : `Environment ${index + 1}`,
            align: 'start' as const,
            grows: index === environments.length - 1,
          })),
        ],
        groups: [
          {
            rows: [
              ...ROWS.map(({ heading, words }) => ({
                cells: [
                  { kind: 'text', text: [heading] } as const,
                  ...environments.map(({ environment }) => {
                    const said = words(environment)
                    const differs = environments.some((other) => words(other.environment) !== said)
                    return { kind: 'text', text: [said], ...(differs && { weight: 'strong' as const }) } as const
                  }),
                ],
              })),
              ...(one
                ? []
                : [
                    {
                      cells: [
                        { kind: 'text', text: ['Trials'] } as const,
                        ...environments.map(({ trials: own }) => ({ kind: 'text', text: references(own) }) as const),
                      ],
                    },
                  ]),
            ],
          },
        ],
        notes: [
          {
            text: [
              `${counted(trials.filter(({ result }) => result !== null).length, 'trial', 'trials')} with a result. Repeating a trial in the same environment is what the recorded seeds are for; between devices sums are rounded differently.`,
            ],
          },
        ],
      },
    ],
  }
}

function references(trials: readonly ReportedTrial[]): RichText {
  return trials.flatMap(({ number, anchor }, index) => {
    const reference = { text: String(number), to: anchor }
    return index > 0 ? [', ', reference] : [reference]
  })
}
