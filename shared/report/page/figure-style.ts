/** Figures: data is the only colour; text keeps 10 px and more. */
export const FIGURE_RULES = `
figure + figure { margin-top: 28px; }
figcaption { margin-bottom: 8px; line-height: 18px; }
figcaption strong { font-size: 12px; margin-right: 4px; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(max(228px, calc((100% - 16px * (var(--columns) - 1)) / var(--columns))), 1fr)); gap: 12px 16px; max-width: calc(var(--columns) * 278px + (var(--columns) - 1) * 16px); }
.panel { min-width: 0; width: 100%; display: flex; flex-direction: column; justify-content: flex-end; }
.panel-title { display: flex; align-items: baseline; font-size: 12px; line-height: 16px; font-weight: 600; color: var(--cl); overflow-wrap: anywhere; padding-left: 34px; }
.panel-title .sign { flex: none; align-self: center; }
.panel-alone .panel { max-width: 720px; }
.in-words { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
svg.plot { display: block; width: 100%; height: auto; overflow: visible; }
.blue { --c: var(--d-blue); --cl: var(--l-blue); } .orange { --c: var(--d-orange); --cl: var(--l-orange); } .green { --c: var(--d-green); --cl: var(--l-green); }
.vermilion { --c: var(--d-vermilion); --cl: var(--l-vermilion); } .purple { --c: var(--d-purple); --cl: var(--l-purple); } .sky { --c: var(--d-sky); --cl: var(--l-sky); }
.ink { --c: var(--d-ink); --cl: var(--text); }
svg text { font: 11px var(--font); fill: var(--text-3); font-variant-numeric: tabular-nums; }
svg .end { text-anchor: end; } svg .middle { text-anchor: middle; }
.grid, .axis line, line.axis { stroke: var(--rule); shape-rendering: crispEdges; } line.axis { stroke: var(--rule-strong); }
.mark { fill: var(--c, var(--text)); stroke: var(--c, var(--text)); stroke-width: 1.6; } .mark.hollow { fill: var(--canvas); } .mark.ring { fill: var(--canvas); stroke-width: 1.2; }
td .sign:not([class*=" "]) .mark { fill: var(--text-2); stroke: var(--text-2); } td .sign:not([class*=" "]) .mark.hollow { fill: none; stroke: var(--text-3); }
.seed { fill: none; stroke: var(--c); stroke-opacity: calc(var(--faint) + .1); } .seed.many { stroke-opacity: .08; }
.mean { fill: none; stroke: var(--c); stroke-width: 1.8; stroke-linejoin: round; }
.band { fill: var(--c); fill-opacity: var(--band); }
.reference { fill: none; stroke: var(--reference); stroke-width: 1.2; stroke-dasharray: 2 2; }
.other { fill: none; stroke: var(--d-purple); stroke-width: 1.2; stroke-dasharray: 4 3; } .other-labels text { fill: var(--l-purple); }
.reach { stroke: var(--c); stroke-opacity: .5; stroke-width: 1.2; }
.diverged path { fill: none; stroke: var(--bad); stroke-dasharray: 4 3; } .diverged .cross { stroke-dasharray: none; stroke-width: 1.8; } .diverged text { fill: var(--bad); }
svg .halo { paint-order: stroke; stroke: var(--canvas); stroke-width: 4px; stroke-linejoin: round; }
svg .figure { font-weight: 600; fill: var(--cl); } svg .name { font-weight: 600; fill: var(--cl); }
.interval-plot .interval { stroke: var(--text); stroke-width: 2; } .interval-plot .arrow { fill: var(--text); }
.interval-plot .estimate { fill: var(--text); stroke: var(--canvas); stroke-width: 1.5; }
.interval-plot .value { fill: var(--text-3); fill-opacity: .7; }
.interval-plot .zero { stroke: var(--text-3); shape-rendering: crispEdges; } .interval-plot .margin { fill: var(--sunk); }
`
