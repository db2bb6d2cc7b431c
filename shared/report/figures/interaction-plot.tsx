import { scalePoint } from 'd3-scale'
import type { OutcomeWords } from '../../analysis/outcome-words'
import type { ArmLook } from '../arm-look'
import type { CellMean, InteractionMeans } from '../interaction-means'
import { Mark } from './mark'
import { digitsOf, pixel, share, ticksIn } from './scale'
import { spread } from './spread'

export const INTERACTION_PLOT = { width: 278, height: 200 }
const PLOT = { left: 40, right: 76, top: 22, bottom: 38 }
/** Bars at the same level stand so many pixels apart. */
const BESIDE = 6
/** Longer names are cut; the data and the words beside the drawing have them in full. */
const LONGEST = 12

export interface InteractionPlotProps {
  readonly means: InteractionMeans
  /** Of each level that a line stands for. */
  readonly look: (level: string) => ArmLook
  /** Shared by all panels. */
  readonly domain: readonly [number, number]
  readonly words: OutcomeWords
  readonly label: string
}

/** Mean outcomes over one factor's levels, a line for each level of another: parallel where the two add up. */
export function InteractionPlot({ means, look, domain, words, label }: InteractionPlotProps) {
  const { width, height } = INTERACTION_PLOT
  const { line, along, lineLevels, alongLevels, cells } = means
  const end = width - PLOT.right
  const bottom = height - PLOT.bottom
  const x = scalePoint<string>()
    .domain([...alongLevels])
    .range([PLOT.left, end])
    .padding(0.35)
  const y = (value: number): number => pixel(bottom - share(domain, value) * (bottom - PLOT.top))
  const ticks = ticksIn(domain)
  const shown = words.unit === 'pp' ? 100 : 1
  const digits = digitsOf(((ticks[1] ?? 1) - (ticks[0] ?? 0)) * shown)
  const lines = lineLevels.map((level, index) => ({
    level,
    look: look(level),
    aside: (index - (lineLevels.length - 1) / 2) * BESIDE,
    cells: cells.filter((cell) => cell.line === level),
  }))
  const at = (cell: CellMean, aside: number): number => pixel((x(cell.along) ?? 0) + aside)
  const places = spread(
    lines.map((own) => y(own.cells.at(-1)?.mean ?? 0)),
    13,
  )
  return (
    <svg className="plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {ticks.map((value) => (
        <g key={value}>
          <line className="grid" x1={PLOT.left} x2={end} y1={y(value)} y2={y(value)} />
          <text className="end" x={PLOT.left - 6} y={y(value) + 4}>
            {words.value(value, digits)}
          </text>
        </g>
      ))}
      <line className="axis" x1={PLOT.left} x2={end} y1={bottom} y2={bottom} />
      {alongLevels.map((level) => (
        <text className="middle" key={level} x={pixel(x(level) ?? 0)} y={bottom + 15}>
          {cut(level)}
        </text>
      ))}
      <text className="middle" x={(PLOT.left + end) / 2} y={height - 6}>
        {cut(along, 30)}
      </text>
      <text x={end + 4} y={12}>
        {cut(line)}
      </text>
      {lines.map((own) => (
        <g className={own.look.hue} key={own.level}>
          <path
            className="mean"
            d={own.cells
              .map((cell, index) => `${index === 0 ? 'M' : 'L'}${at(cell, own.aside)} ${y(cell.mean)}`)
              .join('')}
          />
          {own.cells.map(
            (cell) =>
              cell.interval && (
                <line
                  className="reach"
                  key={cell.along}
                  x1={at(cell, own.aside)}
                  x2={at(cell, own.aside)}
                  y1={y(cell.interval[0])}
                  y2={y(cell.interval[1])}
                />
              ),
          )}
          {own.cells.map((cell) => (
            <Mark key={cell.along} look={own.look} x={at(cell, own.aside)} y={y(cell.mean)} radius={3.5} />
          ))}
        </g>
      ))}
      {lines.map((own, index) => (
        <text className={`name ${own.look.hue}`} key={own.level} x={end + 4} y={pixel((places[index] ?? 0) + 4)}>
          {cut(own.level)}
        </text>
      ))}
    </svg>
  )
}

function cut(name: string, longest = LONGEST): string {
  const characters = [...name]
  return characters.length <= longest ? name : `${characters.slice(0, longest - 1).join('')}…`
}
