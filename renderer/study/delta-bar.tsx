import { formatSigned } from '../../shared/format/numbers'
import type { CostDelta, DeltaScale } from './cost-deltas'

const percent = (share: number) => `${(share * 100).toFixed(2)}%`

/** A change of cost as a bar from the zero rule: more in orange, less in blue. */
export function DeltaBar({ delta, scale }: { delta: CostDelta; scale: DeltaScale }) {
  return (
    <span className="delta" aria-hidden="true">
      {delta.ratio !== 1 && (
        <i
          className={delta.ratio > 1 ? 'more' : 'less'}
          // A change too small to see still shows that it is one.
          style={{ left: percent(delta.from), width: `max(1px, ${percent(delta.to - delta.from)})` }}
        />
      )}
      <i className="zero" style={{ left: percent(scale.zero) }} />
    </span>
  )
}

/** Ticks nearer to zero than this share of the width would meet its number. */
const LEAST_DISTANCE = 0.26

/** The marks over a column of bars, in per cent. */
export function DeltaAxis({ scale, label }: { scale: DeltaScale; label: string }) {
  return (
    <span className="delta axis" role="img" aria-label={label}>
      <span style={{ left: percent(scale.zero) }}>{0}</span>
      {scale.ticks
        .filter(({ at }) => Math.abs(at - scale.zero) > LEAST_DISTANCE)
        .map(({ change, at }) => (
          <span key={change} style={{ left: percent(at) }}>
            {formatSigned(change * 100, change * 100 === Math.round(change * 100) ? 0 : 1)}
          </span>
        ))}
    </span>
  )
}
