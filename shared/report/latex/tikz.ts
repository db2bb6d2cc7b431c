import { assertNever } from '../../assert-never'
import type { Drawing, Paint, PathSegment, Shape, Stroke } from '../drawing/shape'
import { escapeLatex } from './escape-latex'

/** TeX knows no length over 5.7 m: what lies so far outside of a drawing is cut there, and clipped anyway. */
const FARTHEST = 4000

/**
 * A drawing as a TikZ picture, as wide as the column at most.
 * @param most width of the column in big points; a pixel is 0.75 of them where there is room.
 */
export function tikzPicture({ width, height, shapes }: Drawing, most: number): string {
  const unit = Math.min(0.75, most / Math.max(1, width))
  const write = (shape: Shape): readonly string[] => {
    if (shape.kind !== 'clip') return simple(shape, unit)
    return [
      '\\begin{scope}',
      `\\clip ${point(shape)} rectangle ${point({ x: shape.x + shape.width, y: shape.y + shape.height })};`,
      ...shape.shapes.flatMap(write),
      '\\end{scope}',
    ]
  }
  return [
    `\\begin{tikzpicture}[x=${rounded(unit, 4)}bp,y=-${rounded(unit, 4)}bp,line join=round]`,
    `\\path[use as bounding box] (0,0) rectangle (${rounded(width)},${rounded(height)});`,
    ...shapes.flatMap(write),
    '\\end{tikzpicture}',
  ].join('\n')
}

/** Colours of drawings, to be defined once. @returns `\definecolor` lines, sorted. */
export function tikzColours(drawings: readonly Drawing[]): readonly string[] {
  const found = new Set<string>()
  const visit = (shapes: readonly Shape[]) => {
    for (const shape of shapes) {
      if (shape.kind === 'clip') visit(shape.shapes)
      else
        for (const paint of [shape.fill, shape.kind === 'text' ? shape.halo : shape.stroke])
          if (paint) found.add(paint.colour)
    }
  }
  for (const { shapes } of drawings) visit(shapes)
  return [...found]
    .sort()
    .map((colour) => `\\definecolor{${colourName(colour)}}{HTML}{${colour.slice(1).toUpperCase()}}`)
}

function simple(shape: Exclude<Shape, { kind: 'clip' }>, unit: number): readonly string[] {
  switch (shape.kind) {
    case 'path':
      return drawn(painted(shape, unit), pathText(shape.segments))
    case 'rect': {
      const far = { x: shape.x + shape.width, y: shape.y + shape.height }
      const corners = shape.radius > 0 ? [`rounded corners=${rounded(shape.radius * unit, 3)}bp`] : []
      return drawn([...painted(shape, unit), ...corners], `${point(shape)} rectangle ${point(far)}`)
    }
    case 'circle':
      return drawn(painted(shape, unit), `${point(shape)} circle[radius=${rounded(shape.radius * unit, 3)}bp]`)
    case 'text': {
      const { anchor, size, bold, struck, fill, halo, text } = shape
      const place = { start: 'base west', middle: 'base', end: 'base east' }[anchor]
      const letters = escapeLatex(text)
      const options = [
        `anchor=${place}`,
        'inner sep=0.4bp',
        'outer sep=0pt',
        `text=${colourName(fill.colour)}`,
        // A halo of letters is a patch below them here.
        ...(halo ? [`fill=${colourName(halo.colour)}`, 'fill opacity=0.75', 'text opacity=1'] : []),
      ]
      const font = `\\fontsize{${rounded(size * unit)}bp}{${rounded(size * unit * 1.2)}bp}\\selectfont${bold ? '\\bfseries' : ''}`
      return letters === ''
        ? []
        : [`\\node[${options.join(',')}] at ${point(shape)} {${font} ${struck ? `\\struckout{${letters}}` : letters}};`]
    }
    default:
      return assertNever(shape)
  }
}

function drawn(options: readonly string[], path: string): readonly string[] {
  return options.length === 0 || path === '' ? [] : [`\\path[${options.join(',')}] ${path};`]
}

function painted(
  { fill, stroke }: { readonly fill: Paint | null; readonly stroke: Stroke | null },
  unit: number,
): readonly string[] {
  return [
    ...(fill ? [`fill=${colourName(fill.colour)}`, ...opacity('fill', fill)] : []),
    ...(stroke
      ? [
          `draw=${colourName(stroke.colour)}`,
          `line width=${rounded(stroke.width * unit, 3)}bp`,
          ...opacity('draw', stroke),
          ...dashed(stroke, unit),
        ]
      : []),
  ]
}

function opacity(what: 'fill' | 'draw', paint: Paint): readonly string[] {
  return paint.opacity < 1 ? [`${what} opacity=${rounded(paint.opacity)}`] : []
}

function dashed({ dashes }: Stroke, unit: number): readonly string[] {
  if (dashes.length === 0) return []
  const pattern = dashes.map((length, at) => `${at % 2 === 0 ? 'on' : 'off'} ${rounded(length * unit, 3)}bp`)
  return [`dash pattern=${pattern.join(' ')}`]
}

function pathText(segments: readonly PathSegment[]): string {
  return segments
    .map((segment) => {
      switch (segment.kind) {
        case 'move':
          return point(segment)
        case 'line':
          return `-- ${point(segment)}`
        case 'curve':
          return `.. controls ${point({ x: segment.x1, y: segment.y1 })} and ${point({ x: segment.x2, y: segment.y2 })} .. ${point(segment)}`
        case 'close':
          return '-- cycle'
        default:
          return assertNever(segment)
      }
    })
    .join(' ')
}

function point({ x, y }: { readonly x: number; readonly y: number }): string {
  return `(${rounded(within(x))},${rounded(within(y))})`
}

function within(value: number): number {
  return Math.max(-FARTHEST, Math.min(FARTHEST, value))
}

function colourName(colour: string): string {
  return `c${colour.slice(1).toUpperCase()}`
}

/** Never in powers of ten, which TeX does not read. */
function rounded(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)))
}
