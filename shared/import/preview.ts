import { measureWords } from '../analysis/outcome-words'
import { formatBytes, formatCount } from '../format/numbers'
import { counted } from '../report/words'
import { importedMeasure, importedPhrase } from '../study/imported-measure'
import { type ImportedOutcome, importedOutcome } from '../study/imported-result'
import type { ImportedContent } from './study-of-runs'

/** So many levels, arms and runs are named one by one. */
const LISTED = 12

/** What was understood of an import, as a person reads it before it is written. */
export function previewText({ study, plan, results }: ImportedContent): string {
  const { imported, factors, arms, trials, metrics } = plan
  const outcomes = results.map((result) => importedOutcome(result, study.outcome))
  const words = measureWords(importedMeasure(study.outcome, outcomes))
  const bytes = imported.files.reduce((sum, file) => sum + file.bytes, 0)
  return [
    `${counted(imported.files.length, 'file', 'files')} of ${imported.format === 'csv' ? 'CSV' : 'TensorBoard'}, ${formatBytes(bytes)}, ${counted(imported.rows, 'row', 'rows').replace(/rows?$/, imported.format === 'csv' ? '$&' : 'events')}:`,
    ...imported.understood.map((line) => `  ${line}`),
    '',
    ...factors.map(({ name, levels }) => `Factor ${name}: ${listed(levels)} (the first is the base’s)`),
    `${counted(arms.length, 'arm', 'arms')} × ${counted(plan.replicates, 'replicate', 'replicates')}, ${counted(trials.length, 'run', 'runs')}; base: ${arms[0]?.label ?? ''}`,
    `Metrics: ${listed(metrics)}`,
    `Outcome: ${importedPhrase(study.outcome, plan.stepName)}, ${study.outcome.better} is better, shown as ${UNIT_WORDS[study.outcome.unit]}`,
    ...rangeLines(outcomes, (value) => `${words.value(value)}${words.valueUnit === '' ? '' : ` ${words.valueUnit}`}`),
    ...(plan.stepName === null ? [] : stepLines(outcomes, plan.stepName)),
    ...gapLines(plan),
    ...imported.unusable.flatMap(({ why, count, examples }) => [
      `Not taken, ${formatCount(count)}: ${why}`,
      ...examples.map((example) => `  ${example}`),
      ...(count > examples.length ? ['  …'] : []),
    ]),
    ...(imported.repeated.same > 0
      ? [
          `${counted(imported.repeated.same, 'measurement stands', 'measurements stand')} there twice with the same number, and ${imported.repeated.same === 1 ? 'counts' : 'count'} once.`,
        ]
      : []),
    ...(imported.repeated.replaced > 0
      ? [
          `${counted(imported.repeated.replaced, 'measurement was', 'measurements were')} made anew later on: the later number was taken.`,
        ]
      : []),
    ...plan.warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n')
}

const UNIT_WORDS = {
  share: 'a share of 1, in per cent',
  percent: 'per cent, as it stands',
  number: 'a number, as it stands',
} as const

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).join(', ')
  return names.length > LISTED ? `${shown}, … (${formatCount(names.length)} in all)` : shown
}

function rangeLines(outcomes: readonly ImportedOutcome[], words: (value: number) => string): readonly string[] {
  const values = outcomes.flatMap((own) => (own.kind === 'finished' ? [own.value] : []))
  const count = (kind: ImportedOutcome['kind']): number => outcomes.filter((own) => own.kind === kind).length
  const [diverged, unmeasured] = [count('diverged'), count('unmeasured')]
  const ends =
    values.length > 0 ? [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] : []
  return [
    ...(ends.length > 0 ? [`  from ${ends.map(words).join(' to ')}`] : []),
    ...(diverged > 0
      ? [`  ${counted(diverged, 'run ends', 'runs end')} with no finite number: diverged, and in no mean`]
      : []),
    ...(unmeasured > 0
      ? [
          `  ${counted(unmeasured, 'run has', 'runs have')} not measured it, and ${unmeasured === 1 ? 'counts' : 'count'} for nothing`,
        ]
      : []),
  ]
}

/** `Last epoch: 90 (22 runs), 41 (2 runs)`, the commonest first. */
function stepLines(outcomes: readonly ImportedOutcome[], stepName: string): readonly string[] {
  const counts = new Map<number, number>()
  for (const own of outcomes) if (own.kind !== 'unmeasured') counts.set(own.step, (counts.get(own.step) ?? 0) + 1)
  const found = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])
  if (found.length === 0) return []
  const shown = found.slice(0, LISTED).map(([step, runs]) => `${formatCount(step)} (${counted(runs, 'run', 'runs')})`)
  const warning = found.length > 1 ? ': not all runs are as long; see outcome.at in study.yaml' : ''
  return [`Last ${stepName}: ${shown.join(', ')}${found.length > LISTED ? ', …' : ''}${warning}`]
}

/** Arms that lack a replicate which others have. */
function gapLines({ arms, trials, replicates }: ImportedContent['plan']): readonly string[] {
  const counts = new Map(arms.map(({ id }) => [id, 0]))
  for (const { arm } of trials) counts.set(arm, (counts.get(arm) ?? 0) + 1)
  const short = arms.filter(({ id }) => (counts.get(id) ?? 0) < replicates)
  if (short.length === 0) return []
  const named = short.slice(0, LISTED).map(({ id, label }) => `${label} (${counts.get(id)} of ${replicates})`)
  return [`Arms with fewer replicates than others: ${named.join(', ')}${short.length > LISTED ? ', …' : ''}`]
}
