import type { ReactNode } from 'react'

/** A button; a refused one stays reachable by keyboard and says why in its tooltip. */
export function Button({
  children,
  onPress,
  main = false,
  refusal = null,
  title,
}: {
  children: ReactNode
  onPress: () => void
  /** The one main action of the view. */
  main?: boolean
  /** Why it cannot be pressed now. */
  refusal?: string | null
  title?: string
}) {
  return (
    <button
      type="button"
      className={main ? 'button main' : 'button'}
      aria-disabled={refusal !== null}
      title={refusal ?? title}
      onClick={() => {
        if (refusal === null) onPress()
      }}
    >
      {children}
    </button>
  )
}
