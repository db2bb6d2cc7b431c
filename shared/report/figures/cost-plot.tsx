import { scaleLinear } from 'd3-scale'
import type { OutcomeWords } from '../../analysis/outcome-words'
import { formatFixed, formatMegaMacs } from '../../format/numbers'
import { type CostedArm, onFront } from './costed-arms'
import { Mark } from './mark'
import { digitsOf, niceDomain, paddedDomain, pixel, ticksIn } from './scale'

export const COST_PLOT = { width: 720, height: 340 }
const PLOT = { left: 44, right: 24, top: 34, bottom: 40 }
/** Marks that would lie on each other stand side by side, so many pixels apart. */
const BESIDE = 9
/** Arms whose costs are so many pixels apart count as of the same cost: controls are, within 1 %. */
const TOGETHER = 3
/** Bars of arms with the same cost stand so many pixels apart, all of them still behind their marks. */
const BARS = { apart: 4, within: 7 }

/** Mean outcome over MACs at inference, the better the higher, with intervals and the front of arms that none beats. */
export function CostPlot({ arms, label, words }: { arms: readonly CostedArm[]; label: string; words: OutcomeWords }) {
  const { width, height } = COST_PLOT
  const costs = paddedDomain(arms.map(({ macs }) => macs))
  const values = niceDomain(arms.flatMap(({ mean, interval }) => [mean, ...(interval ?? [])]))
  const x = scaleLinear()
    .domain(costs)
    .range([PLOT.left + 10, width - PLOT.right])
  const y = scaleLinear()
    .domain(values)
    .range(words.moreIsBetter ? [height - PLOT.bottom, PLOT.top] : [PLOT.top, height - PLOT.bottom])
  const placed = placeArms(arms.map((arm) => ({ ...arm, x: pixel(x(arm.macs)), y: pixel(y(arm.mean)) })))
  const shown = words.unit === 'pp' ? 100 : 1
  const valueDigits = digitsOf(((ticksIn(values)[1] ?? 1) - (ticksIn(values)[0] ?? 0)) * shown)
  const megaDigits = digitsOf(((ticksIn(costs, 6)[1] ?? 1) - (ticksIn(costs, 6)[0] ?? 0)) / 1e6)
  return (
    <svg className="plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <g>
        {ticksIn(values).map((value) => (
          <g key={value}>
            <line className="grid" x1={PLOT.left} x2={width} y1={y(value)} y2={y(value)} />
            <text className="end" x={PLOT.left - 6} y={y(value) + 4}>
              {words.value(value, valueDigits)}
            </text>
          </g>
        ))}
        {ticksIn(costs, 6).map((value) => (
          <text className="middle" key={value} x={x(value)} y={height - PLOT.bottom + 18}>
            {formatFixed(value / 1e6, megaDigits)}
          </text>
        ))}
        <text className="end" x={width - PLOT.right} y={height - 4}>
          M MACs per image at inference
        </text>
      </g>
      <path className="reference" d={staircase(onFront(placed), width)} />
      {placed.map((arm) => (
        <g className={arm.look.hue} key={arm.id}>
          <title>{`${arm.label}: ${words.value(arm.mean)}${words.valueUnit === '' ? '' : ` ${words.valueUnit}`} at ${formatMegaMacs(arm.macs)} M MACs`}</title>
          {arm.interval && (
            <line
              className="reach"
              x1={arm.barX}
              x2={arm.barX}
              y1={pixel(y(arm.interval[0]))}
              y2={pixel(y(arm.interval[1]))}
            />
          )}
          <Mark look={arm.look} x={arm.markX} y={arm.y} />
        </g>
      ))}
      <GroupLabels
        arms={placed}
        top={(arm) => Math.min(...(arm.interval ?? [arm.mean]).map((value) => y(value)))}
        rules={ticksIn(values).map((value) => y(value))}
      />
    </svg>
  )
}

/** Up the plot at the cost of each point of the front, then along to the next. */
function staircase(front: readonly { readonly x: number; readonly y: number }[], width: number): string {
  const [first] = front
  if (!first) return ''
  const steps = front.map(({ x, y }) => `H${x}V${y}`).join('')
  return `M${first.x} ${COST_PLOT.height - PLOT.bottom}V${first.y}${steps}H${width}`
}

/** An arm at its true place; its mark and its bar may stand a little beside it, where they would hide another's. */
type PlacedArm = CostedArm & { readonly x: number; readonly y: number; readonly markX: number; readonly barX: number }

function placeArms(arms: readonly Omit<PlacedArm, 'markX' | 'barX'>[]): readonly PlacedArm[] {
  return arms.map((arm) => {
    const equal = arms.filter(({ x }) => Math.abs(x - arm.x) < TOGETHER)
    const met = equal.filter(({ y }) => Math.abs(y - arm.y) < BESIDE)
    const markX = pixel(arm.x + (met.indexOf(arm) - (met.length - 1) / 2) * BESIDE)
    const apart = Math.min(BARS.apart, BARS.within / Math.max(1, equal.length - 1))
    const barX = met.length > 1 ? markX : pixel(arm.x + (equal.indexOf(arm) - (equal.length - 1) / 2) * apart)
    return { ...arm, markX, barX }
  })
}

/**
 * The name of each hue above its marks; names that would meet are set one above the other.
 * @param rules where horizontal rules are: no name stands on one
 */
function GroupLabels({
  arms,
  top,
  rules,
}: {
  arms: readonly PlacedArm[]
  top: (arm: PlacedArm) => number
  rules: readonly number[]
}) {
  const groups = [...new Set(arms.map(({ group }) => group))].map((group) => {
    const all = arms.filter((arm) => arm.group === group)
    // Controls stand where the base stands, whatever their levels.
    const own = all.filter(({ look }) => !look.ringed)
    const members = own.length > 0 ? own : all
    const middle = (Math.min(...members.map(({ x }) => x)) + Math.max(...members.map(({ x }) => x))) / 2
    const half = group.length * 3.3
    return {
      group,
      hue: members[0]?.look.hue ?? 'ink',
      x: Math.min(COST_PLOT.width - half, Math.max(PLOT.left + half, middle)),
      half,
      y: Math.min(...members.map(top)) - 10,
    }
  })
  const placed: typeof groups = []
  for (const own of [...groups].sort((a, b) => b.y - a.y)) {
    const met = placed.filter((other) => Math.abs(other.x - own.x) < other.half + own.half + 8)
    const wanted = Math.min(own.y, ...met.map(({ y }) => y - 15))
    const rule = rules.find((at) => at > wanted - 12 && at < wanted + 5)
    placed.push({ ...own, y: Math.max(12, rule === undefined ? wanted : rule - 5) })
  }
  return (
    <g>
      {placed.map(({ group, hue, x, y }) => (
        <text className={`middle halo name ${hue}`} key={group} x={x} y={y}>
          {group}
        </text>
      ))}
    </g>
  )
}
