import type { View } from '../state/store'

const PATHS: Readonly<Record<View, string>> = {
  study:
    'M7 2.5c-2.2 0-2.5 1-2.5 2.5v2c0 1.2-.6 2-2 2 1.4 0 2 .8 2 2v2c0 1.5.3 2.5 2.5 2.5M11 2.5c2.2 0 2.5 1 2.5 2.5v2c0 1.2.6 2 2 2-1.4 0-2 .8-2 2v2c0 1.5-.3 2.5-2.5 2.5',
  live: 'M2 15.5h14M2.5 12.5l3-5 3 3 2.5-6 2 4 2.5-3',
  results: 'M9 2.5v13M4 5h7M6 3.5v3M8 9h7M11 7.5v3M3 13h7M6.5 11.5v3',
}

export function ViewIcon({ view }: { view: View }) {
  return (
    <svg className="icon" viewBox="0 0 18 18" aria-hidden="true">
      <path d={PATHS[view]} />
    </svg>
  )
}

/** Two layers beside each other between one in and one out: the branches of a module, one of them ablated. */
export function Mark() {
  return (
    <svg
      width="22"
      height="20"
      viewBox="0 0 22 20"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M1.5 10H5L8 4.5h6l3 5.5h3.5M5 10l3 5.5h6l3-5.5" />
      <path d="M8.5 10h5" stroke="var(--accent)" strokeDasharray="0.1 2.4" />
    </svg>
  )
}

const GLYPHS = {
  cross: 'M3 3l8 8M11 3l-8 8',
  check: 'M2.5 7.5l3 3 6-7',
} as const

export function Glyph({ name, size = 12 }: { name: keyof typeof GLYPHS; size?: number }) {
  return (
    <svg className="glyph" width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
      <path d={GLYPHS[name]} />
    </svg>
  )
}

export function WarningGlyph() {
  return (
    <svg className="glyph" width="16" height="16" viewBox="0 0 16 16" strokeWidth="1.4" aria-hidden="true">
      <path d="M8 2.2L14.5 13.5H1.5zM8 6.5v3.5M8 11.6v.6" />
    </svg>
  )
}

/** Nothing decided yet: a broken ring. */
export function PendingGlyph({ size = 12 }: { size?: number }) {
  return (
    <svg className="glyph" width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      <circle cx="6" cy="6" r="4.6" strokeWidth="1.4" strokeDasharray="2.2 1.9" />
    </svg>
  )
}

export function RunningGlyph() {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M3 2l7 4-7 4z" fill="currentColor" />
    </svg>
  )
}

export function PausedGlyph() {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M3 2h2v8H3zM7 2h2v8H7z" fill="currentColor" />
    </svg>
  )
}
