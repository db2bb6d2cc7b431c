import type { ArmLook } from '../arm-look'

/** An arm's mark: hue by the first factor, hollow by the second, square by the third; a control's in a ring. */
export function Mark({ look, x, y, radius = 4 }: { look: ArmLook; x: number; y: number; radius?: number }) {
  if (!look.ringed) return <Core look={look} x={x} y={y} radius={radius} />
  return (
    <>
      <circle className="mark ring" cx={x} cy={y} r={radius * 1.2} />
      <Core look={look} x={x} y={y} radius={radius * 0.55} />
    </>
  )
}

function Core({ look, x, y, radius }: { look: ArmLook; x: number; y: number; radius: number }) {
  const className = look.hollow ? 'mark hollow' : 'mark'
  if (!look.square) return <circle className={className} cx={x} cy={y} r={radius} />
  const half = radius * 0.9
  return <rect className={className} x={x - half} y={y - half} width={2 * half} height={2 * half} />
}

/** The mark alone, in a line of text. */
export function MarkSign({ look }: { look: ArmLook }) {
  return (
    <svg className={`sign ${look.hue}`} width="11" height="11" viewBox="0 0 11 11" aria-hidden="true">
      <Mark look={look} x={5.5} y={5.5} />
    </svg>
  )
}
