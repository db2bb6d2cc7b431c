import { expect, it } from 'vitest'
import { declarationsFor, parseStyleSheet } from '../../../../shared/report/drawing/style-sheet'

const SHEET = `
:root { --ink: #000; }
text { fill: black; font-size: 11px; }
.a { fill: red } .a.b { fill: blue; } svg .c { fill: green; }
.grid, .axis line { stroke: grey; }
@media print { text { fill: none; } .a { fill: none } }
td .sign:not(.x) .a { fill: none; }
.late { fill: pink } .late { fill: white }
`
const rules = parseStyleSheet(SHEET)
const path = (...names: string[]) =>
  names.map((name) => ({ tag: name.split('.')[0] ?? '', classes: name.split('.').slice(1) }))

it.each([
  { lineage: path('svg', 'text'), expected: { fill: 'black', 'font-size': '11px' } },
  { lineage: path('svg', 'text.a'), expected: { fill: 'red', 'font-size': '11px' } },
  { lineage: path('svg', 'text.a.b'), expected: { fill: 'blue', 'font-size': '11px' } },
  { lineage: path('svg', 'g', 'rect.c'), expected: { fill: 'green' } },
  { lineage: path('g', 'rect.c'), expected: {} },
  { lineage: path('svg', 'g.axis', 'g', 'line'), expected: { stroke: 'grey' } },
  { lineage: path('svg', 'line'), expected: {} },
  { lineage: path('svg', 'rect.late'), expected: { fill: 'white' } },
  { lineage: path('svg'), expected: { '--ink': '#000' } },
])('declares $expected for $lineage', ({ lineage, expected }) =>
  expect(Object.fromEntries(declarationsFor(rules, lineage))).toEqual(expected),
)
