const LIGHT = {
  surface: '#ffffff',
  sunk: '#f3f3f0',
  canvas: '#fafaf8',
  rule: '#e5e5e1',
  'rule-strong': '#c6c7c2',
  text: '#1c1f24',
  'text-2': '#50565f',
  'text-3': '#686e77',
  added: '#0072b2',
  removed: '#c24a00',
  changed: '#8c6a00',
  'added-soft': '#e6f1f8',
  'removed-soft': '#fbede5',
  'changed-soft': '#f8f2dd',
  'd-blue': '#0072b2',
  'd-orange': '#c97a00',
}

const DARK: typeof LIGHT = {
  surface: '#1a1d21',
  sunk: '#121417',
  canvas: '#15171a',
  rule: '#2b2f35',
  'rule-strong': '#4a5058',
  text: '#e4e7ea',
  'text-2': '#abb1ba',
  'text-3': '#8d949e',
  added: '#4fa8e6',
  removed: '#f0793a',
  changed: '#d9be4a',
  'added-soft': '#182a38',
  'removed-soft': '#382218',
  'changed-soft': '#322c18',
  'd-blue': '#4fa8e6',
  'd-orange': '#eba52c',
}

const declare = (tokens: typeof LIGHT) =>
  Object.entries(tokens)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

/** The look's colours as far as the drawing needs them, for a file of its own: light, dark where the system asks for it. */
export const ARCHITECTURE_DIFF_TOKENS = `
svg { color-scheme: light dark; ${declare(LIGHT)}; --font: Inter, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif; background: var(--canvas) }
@media (prefers-color-scheme: dark) { svg { ${declare(DARK)} } }
@media print { svg { color-scheme: light; ${declare(LIGHT)}; background: none } }
`

/** How the drawing looks, in the window's and the report's tokens. */
export const ARCHITECTURE_DIFF_RULES = `
.architecture-diff text { font: 11px var(--font); fill: var(--text-2); font-variant-numeric: tabular-nums; }
.architecture-diff .title { font-size: 17px; font-weight: 600; fill: var(--text); }
.architecture-diff .total { font-size: 12px; }
.architecture-diff .end { text-anchor: end; }
.architecture-diff .module { font-size: 12.5px; font-weight: 600; fill: var(--text); }
.architecture-diff .sign { font-size: 13px; font-weight: 600; }
.architecture-diff .sign.added, .architecture-diff .change.added { fill: var(--added); }
.architecture-diff .sign.removed, .architecture-diff .change.removed { fill: var(--removed); }
.architecture-diff .sign.changed, .architecture-diff .change.changed { fill: var(--changed); }
.architecture-diff .change.added, .architecture-diff .change.removed, .architecture-diff .change.changed { font-weight: 500; }
.architecture-diff .note, .architecture-diff .change.quiet { fill: var(--text-3); }
.architecture-diff .halo { paint-order: stroke; stroke: var(--canvas); stroke-width: 4px; stroke-linejoin: round; }
.architecture-diff .panel { fill: var(--canvas); stroke: var(--rule); }
.architecture-diff .folded { fill: var(--sunk); stroke: none; }
.architecture-diff .rail { fill: none; stroke: var(--rule-strong); stroke-width: 1.2; }
.architecture-diff .wire { fill: none; stroke: var(--text-3); stroke-width: 1.2; stroke-opacity: .75; }
.architecture-diff .wire.removed { stroke: var(--removed); stroke-dasharray: 4 3; stroke-opacity: 1; }
.architecture-diff .wire.added { stroke: var(--added); stroke-width: 4.4; stroke-opacity: 1; }
.architecture-diff .wire.between { stroke: var(--canvas); stroke-width: 1.6; stroke-opacity: 1; }
.architecture-diff .arrow { fill: var(--text-3); }
.architecture-diff .arrow.added { fill: var(--added); } .architecture-diff .arrow.removed { fill: var(--removed); }
.architecture-diff .frame { fill: var(--surface); stroke: var(--rule-strong); }
.architecture-diff .frame.added { fill: var(--added-soft); stroke: var(--added); stroke-width: 1.2; }
.architecture-diff .frame.inner { fill: none; stroke: var(--added); stroke-width: 1; }
.architecture-diff .frame.removed { fill: var(--removed-soft); stroke: var(--removed); stroke-width: 1.3; stroke-dasharray: 4 3; }
.architecture-diff .frame.changed { fill: var(--changed-soft); stroke: var(--changed); stroke-width: 1.3; }
.architecture-diff .corner { fill: var(--changed); }
.architecture-diff .name { text-anchor: middle; font-size: 12.5px; font-weight: 600; fill: var(--text); }
.architecture-diff .detail { text-anchor: middle; }
.architecture-diff .struck { text-decoration: line-through; }
.architecture-diff .costs text { font-size: 12px; fill: var(--text); }
.architecture-diff .more { fill: var(--d-orange); } .architecture-diff .less { fill: var(--d-blue); }
.architecture-diff .zero { stroke: var(--rule-strong); shape-rendering: crispEdges; }
`
