import type { ImportedFacts, ImportedTrial } from '../../imported-facts'
import { armAnchor } from '../../provenance'
import type { ReportSection } from '../../report-document'
import { type TableCell, type TableColumn, type TableRow, unitOf } from '../../report-table'
import { capital } from '../../words'

/** Every imported run with its outcome. */
export function importedTrials(facts: ImportedFacts): ReportSection {
  const { plan, trials, diverged, words } = facts
  const unmeasured = trials.filter(({ end }) => end.kind === 'unmeasured').length
  const columns: readonly TableColumn[] = [
    { key: 'number', heading: 'No.', align: 'end' },
    { key: 'trial', heading: 'Trial', align: 'start', rowHeading: true },
    { key: 'replicate', heading: 'Replicate', align: 'end' },
    { key: 'seed', heading: 'Seed', align: 'start' },
    { key: 'outcome', heading: 'Outcome', align: 'start' },
    { key: 'value', heading: words.noun, ...unitOf(words.valueUnit), align: 'end' },
    ...(plan.stepName === null ? [] : [{ key: 'step', heading: capital(plan.stepName), align: 'end' } as const]),
  ]
  return {
    id: 'trials',
    title: 'Trials',
    note: [
      `${trials.length} imported`,
      ...(diverged.length > 0 ? [`${diverged.length} diverged`] : []),
      ...(unmeasured > 0 ? [`${unmeasured} without ${words.noun}`] : []),
    ].join(' · '),
    blocks: [
      {
        kind: 'table',
        id: 'trials-table',
        caption: 'Trials: the outcome of each imported run',
        columns,
        groups: plan.arms.map(({ id, label }) => ({
          id: armAnchor(plan, id),
          heading: [label, ...(id === label ? [] : [` (${id})`])],
          rows: facts.trialsOf(id).map((trial) => row(trial, facts)),
        })),
        notes: [
          {
            text: [
              'Seed: as the files have it. All that was measured of a run is in trials/TRIAL/result.json of the study’s folder.',
            ],
          },
        ],
      },
    ],
  }
}

const BLANK: TableCell = { kind: 'blank' }

function row({ number, id, replicate, seed, end, anchor }: ImportedTrial, { plan, words }: ImportedFacts): TableRow {
  const value: TableCell =
    end.kind === 'finished'
      ? { kind: 'number', text: words.value(end.value), value: end.value }
      : end.kind === 'diverged'
        ? { kind: 'text', text: [String(end.value)], weight: 'quiet' }
        : BLANK
  const step: TableCell =
    end.kind === 'unmeasured' ? BLANK : { kind: 'number', text: String(end.step), value: end.step }
  return {
    id: anchor,
    ...(end.kind === 'diverged' && { tone: 'bad' as const }),
    cells: [
      { kind: 'number', text: String(number), value: number, weight: 'quiet' },
      { kind: 'code', text: id },
      { kind: 'number', text: String(replicate), value: replicate },
      seed === null ? BLANK : { kind: 'text', text: [seed] },
      { kind: 'outcome', outcome: end.kind === 'unmeasured' ? 'no result' : end.kind },
      value,
      ...(plan.stepName === null ? [] : [step]),
    ],
  }
}
