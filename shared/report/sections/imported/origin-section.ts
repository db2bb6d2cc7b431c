import { formatBytes, formatCount } from '../../../format/numbers'
import type { ImportedFacts } from '../../imported-facts'
import type { ReportBlock, ReportSection } from '../../report-document'
import type { TableRow } from '../../report-table'
import { counted } from '../../words'

/** So many files are listed; the plan has all. */
const MOST_FILES = 50

const FORMATS = { csv: 'CSV', tensorboard: 'TensorBoard event files' } as const

/** What a report says elsewhere of a study that was run here. */
const UNKNOWN = [
  'Architectures, and how arms differ in them',
  'Parameters, MACs and other costs',
  'Recipe: optimizer, schedule, batch, augmentation',
  'Data set, its splits and their sizes',
  'Machine, software and their versions',
  'Which runs were made and left out before these files were written',
]

/** Where the runs come from, what was taken for what, and what their files do not say. */
export function originSection({ plan, study, analysis }: ImportedFacts): ReportSection {
  const { imported } = plan
  const shown = imported.files.slice(0, MOST_FILES)
  return {
    id: 'origin',
    title: 'Where the runs come from',
    note: `imported from ${FORMATS[imported.format]}; made elsewhere`,
    blocks: [
      {
        kind: 'table',
        id: 'origin-table',
        caption: 'What was understood of the files',
        compact: true,
        columns: [
          { key: 'what', heading: 'What', align: 'start', rowHeading: true },
          { key: 'value', heading: 'Taken as', align: 'start', grows: true },
        ],
        groups: [
          {
            rows: [
              row(
                'Design',
                `as found: ${counted(plan.arms.length, 'arm', 'arms')} of ${plan.factors.map(({ name, levels }) => `${name} (${levels.length} levels)`).join(' × ')}`,
              ),
              row(
                'Replicates',
                plan.paired === 'seed'
                  ? `${plan.replicates}, by seed`
                  : `${plan.replicates} at most; no seed is shared by two arms, so pairs were drawn by chance`,
              ),
              row('Outcome', `${analysis.outcome}; ${study.outcome.better} is better`),
              row('Metrics', plan.metrics.join(', ')),
              ...imported.understood.map((line) => {
                const [what = '', ...rest] = line.split(': ')
                return row(what, rest.join(': '))
              }),
              row('Measurements twice', repeatedWords(imported.repeated)),
            ],
          },
          {
            heading: ['Not known: imported'],
            rows: UNKNOWN.map((what) => row(what, 'not known: the files do not say')),
          },
        ],
      },
      {
        kind: 'table',
        id: 'files-table',
        caption: 'Files that were imported',
        columns: [
          { key: 'file', heading: 'File', align: 'start', rowHeading: true, grows: true },
          { key: 'bytes', heading: 'Size', align: 'end' },
          { key: 'sha256', heading: 'SHA-256', align: 'start' },
        ],
        groups: [
          {
            rows: shown.map(({ name, bytes, sha256 }) => ({
              cells: [
                { kind: 'code', text: name },
                { kind: 'number', text: formatBytes(bytes), value: bytes },
                { kind: 'code', text: sha256 },
              ],
            })),
          },
        ],
        ...(imported.files.length > shown.length && {
          notes: [{ text: [`The first ${MOST_FILES} of ${formatCount(imported.files.length)}; plan.json has all.`] }],
        }),
      },
      ...unusable(imported.unusable),
    ],
  }
}

function row(what: string, value: string): TableRow {
  return {
    cells: [
      { kind: 'text', text: [`${what.charAt(0).toUpperCase()}${what.slice(1)}`] },
      { kind: 'text', text: [value] },
    ],
  }
}

function repeatedWords({ same, replaced }: ImportedFacts['plan']['imported']['repeated']): string {
  if (same + replaced === 0) return 'none'
  return `${formatCount(same)} with the same number, ${formatCount(replaced)} with another one, of which the later was taken`
}

function unusable(list: ImportedFacts['plan']['imported']['unusable']): readonly ReportBlock[] {
  if (list.length === 0) return []
  return [
    {
      kind: 'list',
      items: list.map(({ why, count, examples }) => ({
        lead: `Not taken, ${formatCount(count)}`,
        text: [`${why}. ${examples.join('; ')}${count > examples.length ? '; …' : ''}`],
      })),
    },
  ]
}
