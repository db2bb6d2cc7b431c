import type { OutcomesByArm } from '../../analysis/evidence'
import { type ArmLook, HUES } from '../arm-look'
import { INTERACTION_PLOT, InteractionPlot } from '../figures/interaction-plot'
import { niceDomain } from '../figures/scale'
import { type InteractionMeans, interactionMeans } from '../interaction-means'
import type { ReportFigure } from '../report-document'
import type { ComparedFacts } from '../report-facts'
import { counted } from '../words'

/** More panels are not read: those with the largest interactions are shown. */
const MOST_PANELS = 9
const COLUMNS = 3

/** Mean outcomes over every two factors that interactions are told of. Null where no replicate has all of their arms. */
export function interactionFigure(facts: ComparedFacts): ReportFigure | null {
  const { words, analysis } = facts
  const found = pairsBySize(facts).flatMap(({ line, along }) => {
    const outcomes: OutcomesByArm = new Map(
      analysis.arms.map(({ id, values }) => [id, new Map(values.map(({ replicate, value }) => [replicate, value]))]),
    )
    return interactionMeans(facts.compared, outcomes, line, along) ?? []
  })
  const order = facts.compared.factors.map(({ name }) => name)
  const rank = ({ line, along }: InteractionMeans) => order.indexOf(line) * order.length + order.indexOf(along)
  const shown = found.slice(0, MOST_PANELS).sort((a, b) => rank(a) - rank(b))
  if (shown.length === 0) return null
  const domain = niceDomain(
    shown.flatMap(({ cells }) => cells.flatMap((cell) => [cell.mean, ...(cell.interval ?? [])])),
  )
  const unit = words.valueUnit === '' ? '' : ` ${words.valueUnit}`
  const told = (means: InteractionMeans) =>
    means.cells
      .map((cell) => `${means.line} ${cell.line}, ${means.along} ${cell.along}: ${words.value(cell.mean)}${unit}`)
      .join('; ')
  const left = found.length - shown.length
  return {
    kind: 'figure',
    id: 'interaction-figure',
    caption: `Mean ${words.noun}${words.valueUnit === '' ? '' : `, ${words.valueUnit}`}, by the levels of two factors.`,
    notes: [
      'parallel lines: the two parts add up',
      'bar: 95 % interval with each replicate’s own level taken out, from three replicates on',
      'hollow: not the base’s level of the factor that lines stand for',
      'the same axis in every panel; it does not start at 0',
      ...(left > 0 ? [`left out: ${counted(left, 'pair', 'pairs')} of factors with smaller interactions`] : []),
    ],
    alternative: `${shown.map(told).join('. ')}.`,
    columns: Math.min(COLUMNS, shown.length),
    panels: shown.map((means, index) => ({
      id: `interaction-panel-${index + 1}`,
      drawing: (
        <InteractionPlot
          means={means}
          look={(level) => lookOf(facts, means.line, level)}
          domain={domain}
          words={words}
          label={`${means.line} by ${means.along}, ${counted(means.n, 'replicate', 'replicates')}: ${told(means)}`}
        />
      ),
      width: INTERACTION_PLOT.width,
      data: [
        {
          name: 'means',
          columns: [means.line, means.along, 'mean', 'low', 'high', 'replicates'],
          rows: means.cells.map((cell) => [
            cell.line,
            cell.along,
            cell.mean,
            ...(cell.interval ?? [null, null]),
            means.n,
          ]),
        },
      ],
    })),
  }
}

/** Every two factors with an interaction, the largest first. */
function pairsBySize({ analysis, compared }: ComparedFacts) {
  const sizes = new Map<string, number>()
  for (const { first, second, estimate } of analysis.interactions) {
    const key = JSON.stringify([first.factor, second.factor])
    sizes.set(key, Math.max(sizes.get(key) ?? 0, Math.abs(estimate ?? 0)))
  }
  return compared.factors
    .flatMap((line, index) => compared.factors.slice(index + 1).map((along) => ({ line, along })))
    .flatMap((pair) => {
      const size = sizes.get(JSON.stringify([pair.line.name, pair.along.name]))
      return size === undefined ? [] : [{ ...pair, size }]
    })
    .sort((a, b) => b.size - a.size)
}

/** The hue is the first factor’s alone, as in every figure. */
function lookOf({ compared }: ComparedFacts, factor: string, level: string): ArmLook {
  const place = compared.factors.findIndex(({ name }) => name === factor)
  const levels: readonly string[] = compared.factors[place]?.levels ?? []
  const at = levels.indexOf(level)
  return {
    hue: (place === 0 ? HUES[at] : undefined) ?? 'ink',
    hollow: at > 0,
    square: false,
    ringed: false,
  }
}
