/** Tables: rules, alignment, whitespace. Numbers lead to their trials without looking like links. */
export const TABLE_RULES = `
.tabled { container-type: inline-size; } .table { overflow-x: auto; scrollbar-width: thin; scrollbar-color: var(--rule-strong) transparent; }
table { border-collapse: collapse; width: 100%; font-size: 12px; line-height: 16px; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 5px 8px; border-bottom: 1px solid var(--rule); text-align: left; font-weight: 400; vertical-align: baseline; white-space: nowrap; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: 11px; font-weight: 500; color: var(--text-3); border-bottom-color: var(--rule-strong); vertical-align: bottom; }
.unit { font-weight: 400; }
th.end, td.end { text-align: right; }
th.centre, td.centre { text-align: center; }
tbody th[scope=row] { color: var(--text); }
.grows { width: 99%; }
td.of-text.grows, td.of-lines.grows { white-space: normal; overflow-wrap: anywhere; }
tr.group th { padding-top: 12px; font-weight: 600; color: var(--text); white-space: normal; overflow-wrap: anywhere; }
tbody:first-of-type tr.group th { padding-top: 8px; }
tfoot td { border: 0; padding-top: 0; padding-bottom: 0; }
td.of-interval, td.of-axis { padding: 0 20px; min-width: 190px; vertical-align: middle; }
tr:has(td.of-interval) > * { padding-top: 0; padding-bottom: 0; vertical-align: middle; }
td.of-interval svg, td.of-axis svg { display: block; }
td.of-lines { color: var(--text-2); }
.strong { font-weight: 600; }
.sign { display: inline-block; vertical-align: -1px; margin-right: 6px; }
.change { display: inline-flex; gap: 8px; align-items: baseline; } .change svg { align-self: center; } .change > span { min-width: 52px; }
.change .more { fill: var(--d-orange); } .change .less { fill: var(--d-blue); } .change .zero { stroke: var(--text-3); shape-rendering: crispEdges; }
tbody .of-code code { font-size: 11.5px; }
tr.bad > * { background: var(--bad-soft); } tr.bad .quiet { color: var(--text-2); } tr.bad .warn { color: var(--text); }
tbody:target > tr > *, tr:target > * { background: var(--accent-soft); }
tbody:target > tr > :first-child, tr:target > :first-child { box-shadow: inset 2px 0 0 var(--accent); }
.compact > .table { max-width: 800px; } .tabled + .tabled, figure + .tabled, .tabled + figure, .strip + figure { margin-top: 20px; } .tabled + .strip { margin-top: 12px; }
@container (max-width: 1080px) { th, td { padding-left: 6px; padding-right: 6px; } .change svg { width: 28px; } }
@container (max-width: 960px) { .repeats { display: none; } }
@container (max-width: 760px) { table { font-size: 11px; } thead th { font-size: 10.5px; } th, td { padding-left: 4px; padding-right: 4px; } td.of-interval, td.of-axis { padding: 0 12px; min-width: 140px; } .change svg { display: none; } }
`
