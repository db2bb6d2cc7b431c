import type { StudyAnalysis } from '../../shared/analysis/analysis'
import { changeWords } from '../../shared/analysis/change-words'
import { type Evidence, TEST_WORDS } from '../../shared/analysis/evidence'
import type { Interaction } from '../../shared/analysis/interactions'
import { measureWords, type OutcomeWords } from '../../shared/analysis/outcome-words'
import type { StudyModel } from '../../shared/analysis/study-model'
import { formatChange, formatCount, formatFixed, formatLarge, formatP } from '../../shared/format/numbers'
import { counted } from '../../shared/report/words'
import { type Column, textTable } from './text-table'

/** An analysis as a person reads it on a terminal: the answer, then what it rests on. */
export function analysisText(analysis: StudyAnalysis): string {
  const { study, question, answer, contrasts, interactions, hypotheses, arms, model } = analysis
  const words = measureWords(analysis.measure)
  return [
    `${study}: ${question}`,
    answer,
    '',
    basis(analysis),
    ...section(
      'Effects',
      contrasts,
      (own) => changeWords(own),
      words,
      contrasts.some(({ macsRatio }) => macsRatio !== null)
        ? [
            {
              title: 'MACs',
              align: 'right',
              cell: ({ macsRatio }) => (macsRatio === null ? '' : formatChange(macsRatio)),
            },
          ]
        : [],
    ),
    ...section('Interactions', interactions, interactionWords, words, []),
    ...(model ? modelLines(model) : []),
    ...hypotheses.flatMap(({ claim, verdict, sentence, evidence }) => [
      '',
      `${verdict.toUpperCase()}  ${claim}`,
      `  ${sentence} (${evidence})`,
    ]),
    '',
    armsTable(arms, words),
    ...deviationLines(analysis),
  ].join('\n')
}

function basis({ trials, outcome, testing }: StudyAnalysis): string {
  const failed =
    (trials.failed > 0 ? `, ${trials.failed} failed` : '') +
    (trials.unmeasured === undefined ? '' : `, ${trials.unmeasured} without the outcome`)
  const { primary, secondary } = testing.family
  const family =
    primary === 0
      ? `over ${counted(secondary, 'contrast', 'contrasts')}`
      : `over ${primary} of ${testing.primary} and over the other ${secondary}`
  return (
    `${trials.finished} of ${counted(trials.planned, 'trial', 'trials')} finished${failed}. Outcome: ${outcome}, paired by replicate. ` +
    `Two-sided ${TEST_WORDS[testing.test]}, Holm’s adjustment ${family}.`
  )
}

function section<Row extends Evidence>(
  title: string,
  rows: readonly Row[],
  name: (row: Row) => string,
  words: OutcomeWords,
  more: readonly Column<Row>[],
): readonly string[] {
  if (rows.length === 0) return []
  const unit = words.unit === '' ? '' : `, ${words.unit}`
  const number = (value: number | null, text: (value: number) => string): string => (value === null ? '' : text(value))
  const table = textTable<Row>(
    [
      { title, cell: name },
      { title: `effect${unit}`, align: 'right', cell: ({ estimate }) => number(estimate, words.signed) },
      { title: '95 % interval', align: 'right', cell: ({ interval }) => (interval ? words.interval(interval) : '') },
      { title: 'd', align: 'right', cell: ({ effectSize }) => number(effectSize, (value) => formatFixed(value, 2)) },
      { title: 'p', align: 'right', cell: ({ p }) => number(p, formatP) },
      { title: 'p, Holm', align: 'right', cell: ({ pHolm }) => number(pHolm, formatP) },
      { title: 'n', align: 'right', cell: ({ n }) => String(n) },
      ...more,
    ],
    rows,
  )
  return ['', table]
}

/** `reduction off → on × pooling off → on`. */
function interactionWords({ first, second }: Interaction): string {
  return `${changeWords(first)} × ${changeWords(second)}`
}

function modelLines({ terms, dfError, sumSquaresError, sumsOfSquares, n, balanced }: StudyModel): readonly string[] {
  const rows = [
    ...terms,
    {
      term: 'error',
      df: dfError,
      sumSquares: sumSquaresError,
      f: null,
      p: null,
      estimable: 'wholly',
      confoundedWith: [],
    } as const,
  ]
  const number = (value: number | null, text: (value: number) => string): string => (value === null ? '' : text(value))
  return [
    '',
    `Linear model of ${n} trials, the replicate as block, type ${sumsOfSquares}${balanced ? '' : ', unbalanced'}`,
    textTable(
      [
        { title: 'term', cell: ({ term }) => term },
        { title: 'df', align: 'right', cell: ({ df }) => String(df) },
        {
          title: 'sum of squares',
          align: 'right',
          cell: ({ sumSquares }) => number(sumSquares, (value) => value.toExponential(3)),
        },
        { title: 'F', align: 'right', cell: ({ f }) => number(f, (value) => formatFixed(value, 2)) },
        { title: 'p', align: 'right', cell: ({ p }) => number(p, formatP) },
        {
          title: '',
          cell: ({ estimable, confoundedWith }) =>
            estimable === 'wholly'
              ? ''
              : `told ${estimable === 'no' ? 'not at all' : 'in part'}: not apart from ${confoundedWith.join(', ')}`,
        },
      ],
      rows,
    ),
  ]
}

function armsTable(arms: StudyAnalysis['arms'], words: OutcomeWords): string {
  const valueUnit = words.valueUnit === '' ? '' : `, ${words.valueUnit}`
  const number = (value: number | null, text: (value: number) => string): string => (value === null ? '' : text(value))
  const costs = arms.some(({ macs }) => macs !== null)
  return textTable<StudyAnalysis['arms'][number]>(
    [
      { title: 'arm', cell: ({ label }) => label },
      { title: 'n', align: 'right', cell: ({ n }) => String(n) },
      { title: 'failed', align: 'right', cell: ({ failed }) => (failed > 0 ? String(failed) : '') },
      { title: `mean${valueUnit}`, align: 'right', cell: ({ mean }) => number(mean, words.value) },
      { title: 'SD', align: 'right', cell: ({ sd }) => number(sd, words.value) },
      {
        title: '95 % interval',
        align: 'right',
        cell: ({ interval }) => (interval ? `${words.value(interval[0])} to ${words.value(interval[1])}` : ''),
      },
      ...(costs
        ? ([
            { title: 'parameters', align: 'right', cell: ({ parameters }) => number(parameters, formatCount) },
            { title: 'MACs', align: 'right', cell: ({ macs }) => number(macs, formatLarge) },
          ] satisfies readonly Column<StudyAnalysis['arms'][number]>[])
        : []),
      ...(arms.some(({ seconds }) => seconds !== null)
        ? ([
            {
              title: 'seconds',
              align: 'right',
              cell: ({ seconds }) => number(seconds, (value) => formatFixed(value, 1)),
            },
          ] satisfies readonly Column<StudyAnalysis['arms'][number]>[])
        : []),
    ],
    arms,
  )
}

function deviationLines({ registration }: StudyAnalysis): readonly string[] {
  if (registration === null) return ['', 'Nothing was registered before the first trial.']
  const { time, hash, deviations } = registration
  return [
    '',
    `Registered ${time}, before the first trial: ${hash}. ${deviations.length === 0 ? 'Nothing was changed since.' : 'Changed since:'}`,
    ...deviations.map(({ what, registered, now }) => `  ${what}: ${registered ?? 'not there'} → ${now ?? 'not there'}`),
  ]
}
