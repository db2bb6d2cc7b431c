import { changeWords } from '../../analysis/change-words'
import { TEST_WORDS } from '../../analysis/evidence'
import { formatFixed, formatP } from '../../format/numbers'
import { TESTS } from '../../study/analysis-schema'
import { QUANTILE_PLOT, QuantilePlot } from '../figures/quantile-plot'
import { contrastAnchor } from '../provenance'
import type { ReportBlock, ReportSection } from '../report-document'
import type { ComparedFacts } from '../report-facts'
import { type TableCell, unitOf } from '../report-table'
import { listed } from '../words'

const LEVEL = 0.05

/** The linear model beside the paired tests, and what speaks for or against what each takes for granted. Null before two trials. */
export function modelSection(facts: ComparedFacts): ReportSection | null {
  const { analysis } = facts
  if (!analysis.model) return null
  return {
    id: 'model',
    title: 'Model and assumptions',
    note: 'beside the paired tests, which stand',
    blocks: [termsTable(facts), effectsTable(facts), ...disagreement(facts), ...quantiles(facts)],
  }
}

const BLANK: TableCell = { kind: 'blank' }

type Model = NonNullable<ComparedFacts['analysis']['model']>

function number(value: number | null, text: (value: number) => string): TableCell {
  return value === null ? { kind: 'blank' } : { kind: 'number', text: text(value), value }
}

function termsTable({ analysis, words }: ComparedFacts): ReportBlock {
  const model = analysis.model as Model
  const { terms, dfError, sumSquaresError, sumsOfSquares, n, balanced } = model
  // Sums of squares of shares are small: they are told in the unit of differences, squared.
  const shown = words.unit === 'pp' ? 1e4 : 1
  const squares = (value: number): string => formatFixed(value * shown, 3)
  const confounded = terms.some(({ estimable }) => estimable !== 'wholly')
  return {
    kind: 'table',
    id: 'model-table',
    caption: `Linear model of ${words.noun}: ${n} trials, the replicate as block`,
    compact: true,
    columns: [
      { key: 'term', heading: 'Term', align: 'start', rowHeading: true },
      { key: 'df', heading: 'df', align: 'end' },
      { key: 'ss', heading: 'Sum of squares', ...unitOf(words.unit === '' ? '' : `${words.unit}²`), align: 'end' },
      { key: 'f', heading: 'F', align: 'end' },
      { key: 'p', heading: 'p', align: 'end' },
      ...(confounded ? [{ key: 'told', heading: 'Told', align: 'start' as const, grows: true }] : []),
    ],
    groups: [
      {
        rows: [
          ...terms.map(({ term, df, sumSquares, f, p, estimable, confoundedWith }) => ({
            cells: [
              { kind: 'text' as const, text: [term.replaceAll(':', ' × ')] },
              number(df, String),
              number(sumSquares, squares),
              number(f, (value) => formatFixed(value, 2)),
              number(p, formatP),
              ...(confounded
                ? [
                    {
                      kind: 'text' as const,
                      text: [
                        estimable === 'wholly'
                          ? ''
                          : `${estimable === 'no' ? 'not' : 'in part'}: not apart from ${listed(confoundedWith)}`,
                      ],
                      weight: 'quiet' as const,
                    },
                  ]
                : []),
            ],
          })),
          {
            cells: [
              { kind: 'text' as const, text: ['error'], weight: 'quiet' as const },
              number(dfError, String),
              number(sumSquaresError, squares),
              BLANK,
              BLANK,
              ...(confounded ? [BLANK] : []),
            ],
          },
        ],
      },
    ],
    notes: [
      {
        text: [
          `Linear model of ${words.noun} over ${n} trials, the replicate as block; type ${sumsOfSquares} sums of squares${balanced ? ', which in these balanced data are the same as any other' : '; the data are unbalanced, and every finished trial is in them'}. Interactions of up to two factors, where the design tells them. It takes the error for the same in every arm, and its df for as many as there are trials: the paired tests of the effects ask for less.`,
        ],
      },
    ],
  }
}

function effectsTable({ analysis, words }: ComparedFacts): ReportBlock {
  const model = analysis.model as Model
  const rows = analysis.contrasts.flatMap((contrast, index) => {
    if (contrast.at !== undefined) return []
    const own = model.effects.find(
      ({ factor, from, to }) => factor === contrast.factor && from === contrast.from && to === contrast.to,
    )
    const to = contrastAnchor(index)
    return [
      {
        cells: [
          { kind: 'text' as const, text: [changeWords(contrast)] },
          contrast.estimate === null
            ? ({ kind: 'blank' } as const)
            : { kind: 'number' as const, text: words.signed(contrast.estimate), value: contrast.estimate, to },
          number(own?.estimate ?? null, words.signed),
          own?.interval
            ? { kind: 'number' as const, text: words.interval(own.interval), value: own.interval }
            : ({ kind: 'blank' } as const),
          ...TESTS.map((test) => number(contrast.pOf[test], formatP)),
          number(own?.p ?? null, formatP),
        ],
      },
    ]
  })
  return {
    kind: 'table',
    id: 'model-effects-table',
    caption: 'The same effects by the model, and the p values of every test',
    columns: [
      { key: 'contrast', heading: 'Contrast', align: 'start', rowHeading: true, grows: true },
      { key: 'paired', heading: 'Paired', ...unitOf(words.unit), align: 'end' },
      { key: 'model', heading: 'Model', ...unitOf(words.unit), align: 'end' },
      { key: 'interval', heading: '95 % interval, model', ...unitOf(words.unit), align: 'end' },
      { key: 't', heading: 'p, t', align: 'end' },
      { key: 'flip', heading: 'p, sign-flip', align: 'end' },
      { key: 'rank', heading: 'p, Wilcoxon', align: 'end' },
      { key: 'p-model', heading: 'p, model', align: 'end' },
    ],
    groups: [{ rows }],
    notes: [
      {
        text: [
          `The study’s test is the ${TEST_WORDS[analysis.testing.test]}; the others stand beside it, none adjusted. Paired takes complete replicates alone, the model every trial: where they differ, trials are missing.`,
        ],
      },
    ],
  }
}

/** Where tests come to other ends: what each takes for granted matters then. */
function disagreement({ analysis }: ComparedFacts): readonly ReportBlock[] {
  const torn = analysis.contrasts.filter(({ pOf }) => {
    const known = TESTS.flatMap((test) => pOf[test] ?? [])
    return known.some((p) => p < LEVEL) && known.some((p) => p >= LEVEL)
  })
  if (torn.length === 0) return []
  return [
    {
      kind: 'paragraph',
      tone: 'warn',
      text: [
        `Of ${listed(torn.map(changeWords))} the tests come to different ends at .05: it hangs on whether the differences are normal, or on how few they are.`,
      ],
    },
  ]
}

function quantiles({ analysis, words }: ComparedFacts): readonly ReportBlock[] {
  const { residuals, sumSquaresError } = analysis.model as Model
  if (residuals.length < 3 || sumSquaresError === 0) return []
  const largest = [...residuals].sort((a, b) => Math.abs(b.residual) - Math.abs(a.residual))[0]
  const label = `${residuals.length} residuals of the model against normal quantiles; the largest is ${words.difference(largest?.residual ?? 0)}`
  return [
    {
      kind: 'figure',
      id: 'quantile-figure',
      caption: `Residuals of the model${words.unit === '' ? '' : `, ${words.unit}`}, against a normal distribution’s.`,
      notes: ['each point a trial', 'dotted: where they would lie if they were normal'],
      alternative: `${label}.`,
      columns: 1,
      panels: [
        {
          id: 'quantile-panel',
          drawing: <QuantilePlot points={residuals} label={label} words={words} />,
          width: QUANTILE_PLOT.width,
          data: [
            {
              name: 'residuals',
              columns: ['arm', 'replicate', 'quantile', 'residual'],
              rows: residuals.map(({ arm, replicate, quantile, residual }) => [arm, replicate, quantile, residual]),
            },
          ],
        },
      ],
    },
  ]
}
