// biome-ignore-all lint/a11y/noSvgWithoutTitle: what is taken apart here is seen by no one
import { describe, expect, it } from 'vitest'
import { FIGURE_SHEET } from '../../../../shared/report/drawing/figure-sheet'
import { flatten } from '../../../../shared/report/drawing/flatten'
import { parseStyleSheet } from '../../../../shared/report/drawing/style-sheet'

const SHEET = parseStyleSheet(`
:root { --blue: #0000ff; --faint: .3; }
.blue { --c: var(--blue); } .mark { fill: var(--c, #111111); } .thin { stroke: var(--c); stroke-opacity: calc(var(--faint) + .1); stroke-dasharray: 4 2; fill: none }
.end { text-anchor: end; } text { font: 12px sans-serif; fill: #333; } .bold { font-weight: 600 } .halo { paint-order: stroke; stroke: #fff; stroke-width: 4px }
`)

function Dot({ x }: { x: number }) {
  return <circle className="mark" cx={x} cy={2} r={1.5} />
}

it('works out places, tokens and what is inherited', () => {
  const { width, height, shapes } = flatten(
    <svg viewBox="0 0 20 10">
      <g className="blue" transform="translate(1 2)">
        <Dot x={5} />
        <line className="thin" x1={0} x2="50%" y1={0} y2="100%" />
      </g>
      {[7].map((x) => (
        <Dot key={x} x={x} />
      ))}
    </svg>,
    SHEET,
  )
  expect([width, height]).toEqual([20, 10])
  expect(shapes).toEqual([
    { kind: 'circle', x: 6, y: 4, radius: 1.5, fill: { colour: '#0000ff', opacity: 1 }, stroke: null },
    {
      kind: 'path',
      segments: [
        { kind: 'move', x: 1, y: 2 },
        { kind: 'line', x: 11, y: 12 },
      ],
      fill: null,
      stroke: { colour: '#0000ff', opacity: 0.4, width: 1, dashes: [4, 2] },
    },
    { kind: 'circle', x: 7, y: 2, radius: 1.5, fill: { colour: '#111111', opacity: 1 }, stroke: null },
  ])
})

it('keeps the words of texts, and clips what is in a drawing within', () => {
  const { shapes } = flatten(
    <svg viewBox="0 0 20 10">
      <title>left out</title>
      <text className="end bold halo" x={3} y={4}>
        replicate {2}
      </text>
      <svg x={1} y={1} width={5} height={5} overflow="hidden">
        <Dot x={1} />
      </svg>
      <svg x="100%" overflow="visible">
        <Dot x={1} />
      </svg>
    </svg>,
    SHEET,
  )
  expect(shapes).toMatchObject([
    {
      kind: 'text',
      text: 'replicate 2',
      anchor: 'end',
      bold: true,
      size: 12,
      fill: { colour: '#333333' },
      halo: { colour: '#ffffff', width: 4 },
    },
    { kind: 'clip', x: 1, y: 1, width: 5, height: 5, shapes: [{ kind: 'circle', x: 2, y: 3 }] },
    { kind: 'circle', x: 21, y: 2 },
  ])
})

describe('what figures do not use', () => {
  it.each([
    { what: 'an image', element: <image href="x" />, words: 'the element image' },
    { what: 'a turn', element: <g transform="rotate(4)" />, words: 'the transform rotate(4)' },
    { what: 'a named colour', element: <rect fill="red" />, words: 'the colour red' },
  ])('is refused: $what', ({ element, words }) =>
    expect(() => flatten(<svg viewBox="0 0 1 1">{element}</svg>, SHEET)).toThrow(words),
  )
})

it('knows every token that the figures’ rules name', () => {
  for (const { declarations } of FIGURE_SHEET)
    for (const [property, value] of declarations)
      if (property.startsWith('--d-')) expect(value).toMatch(/^#[0-9a-f]{6}$/)
})
