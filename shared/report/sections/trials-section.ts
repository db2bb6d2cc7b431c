import { formatFixed, formatPercent } from '../../format/numbers'
import { outcomeOf } from '../../study/outcome'
import { auxiliaryWeightOf } from '../../study/plan'
import { mainTrainingLoss } from '../arm-curves'
import { armAnchor, type ReportedTrial } from '../provenance'
import type { ReportBlock, ReportSection } from '../report-document'
import type { ReportFacts } from '../report-facts'
import { type TableCell, type TableRow, unitOf } from '../report-table'

/** Every planned trial, whatever became of it. */
export function trialsSection(facts: ReportFacts): ReportSection {
  const { plan, trials, finished, diverged, missing, words } = facts
  const own = isOwnColumn(facts)
  const chosen = isEpochChosen(facts)
  return {
    id: 'trials',
    title: 'Trials',
    note: [
      `${trials.length} planned`,
      `${finished.length} finished`,
      `${diverged.length} diverged`,
      ...(missing.length > 0 ? [`${missing.length} without a result`] : []),
    ].join(' · '),
    blocks: [
      ...diverged.map((trial) => divergence(trial, facts)),
      {
        kind: 'table',
        id: 'trials-table',
        caption: 'Trials: what became of each, and its last epoch',
        columns: [
          { key: 'number', heading: 'No.', align: 'end' },
          { key: 'trial', heading: 'Trial', align: 'start', rowHeading: true },
          { key: 'replicate', heading: 'Replicate', align: 'end' },
          { key: 'seed', heading: 'Seed', align: 'end' },
          { key: 'outcome', heading: 'Ended', align: 'start' },
          ...(own ? [{ key: 'value', heading: 'Outcome', ...unitOf(words.valueUnit), align: 'end' as const }] : []),
          ...(chosen ? [{ key: 'chosen', heading: 'Of epoch', align: 'end' as const }] : []),
          { key: 'epochs', heading: 'Epochs', align: 'end', repeats: true },
          { key: 'accuracy', heading: 'Validation accuracy', unit: '%', align: 'end' },
          { key: 'loss', heading: 'Validation loss', align: 'end' },
          { key: 'train', heading: 'Training loss', align: 'end', repeats: true },
          { key: 'time', heading: 'Time', unit: 's', align: 'end' },
          { key: 'attempt', heading: 'Attempt', align: 'end' },
        ],
        groups: plan.arms.map(({ id, label }) => ({
          id: armAnchor(plan, id),
          heading: [label, ...(id === label ? [] : [` (${id})`])],
          rows: facts.trialsOf(id).map((trial) => row(trial, facts)),
        })),
        notes: [
          {
            text: [
              'Accuracy and loss of a diverged trial are those of its last finished epoch and enter no mean. Time: wall clock, with trials running side by side. Attempt: which execution counted; an earlier one was interrupted.',
            ],
            ofRepeats: 'Training loss: cross-entropy of the main classifier, mean over the last epoch.',
          },
        ],
      },
    ],
  }
}

function isEpochChosen({ study: { outcome } }: ReportFacts): boolean {
  return outcome.at === 'best-validation'
}

/** The accuracy of the last epoch stands there by itself. */
function isOwnColumn({ study: { outcome } }: ReportFacts): boolean {
  return outcome.metric !== 'accuracy' || outcome.split !== 'validation' || outcome.at !== 'last-epoch'
}

function row({ number, id, arm, replicate, seed, result, anchor }: ReportedTrial, facts: ReportFacts): TableRow {
  const last = result?.curve.at(-1)
  const shown = (value: number | undefined, text: (value: number) => string, weight?: 'quiet'): TableCell =>
    value === undefined ? { kind: 'blank' } : { kind: 'number', text: text(value), value, ...(weight && { weight }) }
  const aside = result?.outcome === 'diverged' ? 'quiet' : undefined
  return {
    id: anchor,
    ...(result?.outcome === 'diverged' && { tone: 'bad' as const }),
    cells: [
      shown(number, String, 'quiet'),
      { kind: 'code', text: id },
      shown(replicate, String),
      shown(seed, String),
      { kind: 'outcome', outcome: result?.outcome ?? 'no result' },
      ...(isOwnColumn(facts)
        ? [shown(result ? outcomeOf(result, facts.study.outcome) : undefined, (value) => facts.words.value(value))]
        : []),
      ...(isEpochChosen(facts) ? [shown(result?.outcome === 'finished' ? result.best?.epoch : undefined, String)] : []),
      shown(result?.curve.length, String),
      shown(last?.validation.accuracy, (value) => formatPercent(value, facts.accuracyDigits), aside),
      shown(last?.validation.loss, (value) => formatFixed(value, 4), aside),
      shown(
        last && mainTrainingLoss(auxiliaryWeightOf(facts.plan, arm))(last),
        (value) => formatFixed(value, 4),
        aside,
      ),
      shown(result?.seconds, (value) => formatFixed(value, 1)),
      shown(result?.attempt, String),
    ],
  }
}

function divergence({ arm, replicate, anchor, number, result }: ReportedTrial, { label }: ReportFacts): ReportBlock {
  const told = result?.outcome === 'diverged' ? `at step ${result.step}: ${result.reason}` : ''
  return {
    kind: 'paragraph',
    tone: 'bad',
    text: [{ text: `Trial ${number}`, to: anchor }, ` (${label(arm)}, replicate ${replicate}) diverged ${told}`],
  }
}
