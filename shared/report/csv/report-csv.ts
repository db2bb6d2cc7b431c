import { type ReportedTrial, reportedTrials } from '../provenance'
import type { ReportInput } from '../report-input'
import { type CsvRow, csvText, flatRow } from './csv-text'

/** A file of the report’s data. */
export interface CsvFile {
  readonly name: string
  readonly text: string
}

/**
 * The numbers of a report as tidy tables: trials and epochs as they were measured, arms, contrasts and their paired
 * differences as they were worked out.
 * @returns the same files for the same input.
 */
export function reportCsv(input: ReportInput): readonly CsvFile[] {
  const trials = reportedTrials(input.plan, input.results)
  const naming = namesOf(input)
  return [
    { name: 'trials.csv', text: csvText(trials.map((trial) => trialRow(trial, input))) },
    {
      name: 'epochs.csv',
      text: csvText(
        trials.flatMap((trial) => epochRows(trial, input)),
        [...naming, 'epoch'],
      ),
    },
    { name: 'arms.csv', text: csvText(input.analysis.arms.map(armRow)) },
    { name: 'contrasts.csv', text: csvText(input.analysis.contrasts.map((contrast) => flatRow(contrast))) },
    { name: 'differences.csv', text: csvText(differenceRows(input), ['factor', 'from', 'to', 'replicate', 'value']) },
  ]
}

/** What tells a trial apart, in every file alike. */
function identity({ id, arm, replicate, seed }: ReportedTrial, { plan }: ReportInput): CsvRow {
  const planned = plan.arms.find((own) => own.id === arm)
  return { trial: id, arm, label: planned?.label, ...levelCells(planned?.levels ?? {}), replicate, seed }
}

function namesOf({ plan }: ReportInput): readonly string[] {
  return ['trial', 'arm', 'label', ...plan.factors.map(({ name }) => `factor_${name}`), 'replicate', 'seed']
}

export function levelCells(levels: Readonly<Record<string, string>>): CsvRow {
  return Object.fromEntries(Object.entries(levels).map(([factor, level]) => [`factor_${factor}`, level]))
}

/** One trial: what became of it, the outcome that entered the analysis, its last epoch, where it ran. */
function trialRow(trial: ReportedTrial, input: ReportInput): CsvRow {
  const { number, id, arm, result } = trial
  const value = input.analysis.arms.find((own) => own.id === arm)?.values.find((own) => own.trial === id)?.value
  const named = { ...identity(trial, input), number, outcome: result?.outcome ?? 'no result', value: value ?? null }
  if (!result) return named
  const {
    schema: _schema,
    trial: _trial,
    arm: _arm,
    replicate: _replicate,
    seed: _seed,
    outcome: _outcome,
    curve,
    ...rest
  } = result
  return { ...named, epochs: curve.length, ...flatRow(curve.at(-1) ?? {}, 'last_'), ...flatRow(rest) }
}

function epochRows(trial: ReportedTrial, input: ReportInput): readonly CsvRow[] {
  const named = identity(trial, input)
  return (trial.result?.curve ?? []).map((point) => ({ ...named, ...flatRow(point) }))
}

export function armRow({ id, label, levels, ...rest }: ReportInput['analysis']['arms'][number]): CsvRow {
  return { arm: id, label, ...levelCells(levels), ...flatRow(rest) }
}

export function differenceRows({ analysis }: Pick<ReportInput, 'analysis'>): readonly CsvRow[] {
  return analysis.contrasts.flatMap(({ factor, from, to, at, differences }) =>
    differences.map(({ replicate, value }) => ({
      factor,
      from,
      to,
      ...(at !== undefined && { at }),
      replicate,
      value,
    })),
  )
}
