import type { IntervalCell, LinearScale } from '../report-table'
import { pixel, share } from './scale'

const HEIGHT = 34
/** Beyond the plot an interval ends in an arrow. */
const EDGE = { least: 0, most: 1 }

/** As wide as its place: positions are shares of it, marks keep their size. */
export function IntervalPlot({ scale, estimate, interval, values, margin, label }: IntervalCell) {
  const at = (value: number) => `${pixel(share(scale.domain, value) * 100)}%`
  return (
    <svg className="interval-plot" width="100%" height={HEIGHT} role="img" aria-label={label}>
      {margin !== null && (
        <rect
          className="margin"
          x={at(-margin)}
          width={`${pixel(((2 * margin) / (scale.domain[1] - scale.domain[0])) * 100)}%`}
          y="0"
          height={HEIGHT}
        />
      )}
      {scale.ticks.map(({ value }) => (
        <line className={value === 0 ? 'zero' : 'grid'} key={value} x1={at(value)} x2={at(value)} y1="0" y2={HEIGHT} />
      ))}
      {interval && <Reach scale={scale} interval={interval} />}
      {estimate !== null && <circle className="estimate" cx={at(estimate)} cy="13" r="4.5" />}
      {values.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the values are those of replicates, in order
        <circle className="value" key={index} cx={at(value)} cy="26" r="2.25" />
      ))}
    </svg>
  )
}

function Reach({ scale, interval: [low, high] }: { scale: LinearScale; interval: readonly [number, number] }) {
  const [from, to] = [share(scale.domain, low), share(scale.domain, high)]
  const at = (place: number) => `${pixel(Math.min(EDGE.most, Math.max(EDGE.least, place)) * 100)}%`
  return (
    <>
      <line className="interval" x1={at(from)} x2={at(to)} y1="13" y2="13" />
      {from < EDGE.least && <path className="arrow" d="M0 13l6 -4v8z" />}
      {to > EDGE.most && (
        <svg x="100%" overflow="visible" aria-hidden="true">
          <path className="arrow" d="M0 13l-6 -4v8z" />
        </svg>
      )}
    </>
  )
}

/** The numbers of the scale, below the last plot. */
export function IntervalAxis({ scale }: { scale: LinearScale }) {
  return (
    <svg className="interval-axis" width="100%" height="18" overflow="visible" aria-hidden="true">
      {scale.ticks.map(({ value, text }) => (
        <text className="middle" key={value} x={`${pixel(share(scale.domain, value) * 100)}%`} y="13">
          {text}
        </text>
      ))}
    </svg>
  )
}
