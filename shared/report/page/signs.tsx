import type { ReactNode } from 'react'
import type { Verdict } from '../../analysis/hypotheses'
import { assertNever } from '../../assert-never'

/** A stroked sign as wide as a letter or two; the word beside it says the same. */
function Glyph({ children }: { children: ReactNode }) {
  return (
    <svg className="glyph" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {children}
    </svg>
  )
}

export function Tick() {
  return (
    <Glyph>
      <path d="M2.5 7.5l3 3 6-7" />
    </Glyph>
  )
}

export function Cross() {
  return (
    <Glyph>
      <path d="M3 3l8 8M11 3l-8 8" />
    </Glyph>
  )
}

/** A dashed ring: not known. */
export function Open() {
  return (
    <Glyph>
      <circle cx="7" cy="7" r="4.5" strokeDasharray="2.2 1.9" />
    </Glyph>
  )
}

/** A verdict: glyph and word, so that colour only repeats it. */
export function VerdictSign({ verdict }: { verdict: Verdict }) {
  switch (verdict) {
    case 'supported':
      return (
        <span className="verdict good">
          <Tick /> Supported
        </span>
      )
    case 'refuted':
      return (
        <span className="verdict bad">
          <Cross /> Refuted
        </span>
      )
    case 'undecided':
      return (
        <span className="verdict quiet">
          <Open /> Undecided
        </span>
      )
    default:
      return assertNever(verdict)
  }
}
