import { readWrittenNumber } from '../../study/imported-result'
import { type ImportedTrial, importedFacts } from '../imported-facts'
import type { ImportedReportInput } from '../report-input'
import { type CsvRow, csvText, flatRow } from './csv-text'
import { armRow, type CsvFile, differenceRows, levelCells } from './report-csv'

/** The same tables of imported runs; what was measured of them in measurements.csv, a row a number, as ablate import takes it. */
export function importedCsv(input: ImportedReportInput): readonly CsvFile[] {
  const { trials, plan, analysis, label } = importedFacts(input)
  const step = plan.stepName ?? 'step'
  const arms = new Map(plan.arms.map((arm) => [arm.id, arm.levels]))
  const identity = ({ id, arm, replicate, seed }: ImportedTrial): CsvRow => ({
    trial: id,
    arm,
    label: label(arm),
    ...levelCells(arms.get(arm) ?? {}),
    replicate,
    seed,
  })
  return [
    {
      name: 'trials.csv',
      text: csvText(
        trials.map((trial) => ({
          ...identity(trial),
          number: trial.number,
          outcome: trial.end.kind,
          value: trial.end.kind === 'finished' ? trial.end.value : null,
          [`last_${step}`]: trial.end.kind === 'unmeasured' ? null : trial.end.step,
        })),
      ),
    },
    {
      name: 'measurements.csv',
      text: csvText(
        trials.flatMap((trial) =>
          trial.measured.series.flatMap(({ metric, steps, values }) =>
            steps.map((at, index) => ({
              ...identity(trial),
              [step]: at,
              metric,
              value: cellOf(readWrittenNumber(values[index] ?? 'NaN')),
            })),
          ),
        ),
      ),
    },
    { name: 'arms.csv', text: csvText(analysis.arms.map(armRow)) },
    { name: 'contrasts.csv', text: csvText(analysis.contrasts.map((contrast) => flatRow(contrast))) },
    { name: 'differences.csv', text: csvText(differenceRows(input), ['factor', 'from', 'to', 'replicate', 'value']) },
  ]
}

/** What is no finite number is written out. */
function cellOf(value: number): number | string {
  return Number.isFinite(value) ? value : value > 0 ? 'inf' : value < 0 ? '-inf' : 'nan'
}
