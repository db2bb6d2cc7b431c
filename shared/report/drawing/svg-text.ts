import { assertNever } from '../../assert-never'
import { oneLine } from '../plain-text'
import { PAPER } from './figure-sheet'
import type { Drawing, Paint, PathSegment, Shape, Stroke, TextShape } from './shape'

/** Paper around the drawing: letters reach a little over its edges. */
const MARGIN = 10
const FONTS = 'Inter, -apple-system, Segoe UI, Noto Sans, Liberation Sans, Arial, Noto Sans CJK SC, sans-serif'

/**
 * A drawing as an SVG file that needs no other, no script and no style sheet: every look is an attribute, so that viewers,
 * editors and converters show the same. It brings its paper along, to be read on any ground.
 */
export function svgText(
  { width, height, shapes }: Drawing,
  { title, description }: { readonly title: string; readonly description: string },
): string {
  const [w, h] = [rounded(width + 2 * MARGIN), rounded(height + 2 * MARGIN)]
  const place = `x="${-MARGIN}" y="${-MARGIN}" width="${w}" height="${h}"`
  let clips = 0
  const write = (shape: Shape): string => {
    if (shape.kind !== 'clip') return simple(shape)
    const id = `clip-${++clips}`
    const box = `x="${rounded(shape.x)}" y="${rounded(shape.y)}" width="${rounded(shape.width)}" height="${rounded(shape.height)}"`
    return `<clipPath id="${id}"><rect ${box}/></clipPath><g clip-path="url(#${id})">${shape.shapes.map(write).join('')}</g>`
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${-MARGIN} ${-MARGIN} ${w} ${h}" role="img" font-family="${FONTS}">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    `<rect ${place} fill="${PAPER}"/>`,
    ...shapes.map(write),
    '</svg>',
    '',
  ].join('\n')
}

function simple(shape: Exclude<Shape, { kind: 'clip' }>): string {
  switch (shape.kind) {
    case 'path':
      return `<path d="${pathText(shape.segments)}"${painted(shape)}/>`
    case 'rect': {
      const radius = shape.radius > 0 ? ` rx="${rounded(shape.radius)}"` : ''
      return `<rect x="${rounded(shape.x)}" y="${rounded(shape.y)}" width="${rounded(shape.width)}" height="${rounded(shape.height)}"${radius}${painted(shape)}/>`
    }
    case 'circle':
      return `<circle cx="${rounded(shape.x)}" cy="${rounded(shape.y)}" r="${rounded(shape.radius)}"${painted(shape)}/>`
    case 'text':
      return textElement(shape)
    default:
      return assertNever(shape)
  }
}

function textElement({ x, y, anchor, size, bold, struck, fill, halo, text }: TextShape): string {
  const attributes = [
    `x="${rounded(x)}" y="${rounded(y)}" font-size="${rounded(size)}"`,
    anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
    bold ? ' font-weight="600"' : '',
    struck ? ' text-decoration="line-through"' : '',
    paintOf('fill', fill),
  ].join('')
  const letters = escaped(text)
  // Two elements rather than paint-order, which not every viewer knows.
  const below = halo
    ? `<text ${attributes}${strokeOf(halo)} stroke-linejoin="round" aria-hidden="true">${letters}</text>`
    : ''
  return `${below}<text ${attributes}>${letters}</text>`
}

export function pathText(segments: readonly PathSegment[]): string {
  return segments
    .map((segment) => {
      switch (segment.kind) {
        case 'move':
          return `M${rounded(segment.x)} ${rounded(segment.y)}`
        case 'line':
          return `L${rounded(segment.x)} ${rounded(segment.y)}`
        case 'curve':
          return `C${[segment.x1, segment.y1, segment.x2, segment.y2, segment.x, segment.y].map(rounded).join(' ')}`
        case 'close':
          return 'Z'
        default:
          return assertNever(segment)
      }
    })
    .join('')
}

function painted({ fill, stroke }: { readonly fill: Paint | null; readonly stroke: Stroke | null }): string {
  return `${fill ? paintOf('fill', fill) : ' fill="none"'}${stroke ? strokeOf(stroke) : ''}`
}

function paintOf(what: 'fill' | 'stroke', { colour, opacity }: Paint): string {
  return ` ${what}="${colour}"${opacity < 1 ? ` ${what}-opacity="${rounded(opacity)}"` : ''}`
}

function strokeOf({ width, dashes, ...paint }: Stroke): string {
  const dashed = dashes.length > 0 ? ` stroke-dasharray="${dashes.join(' ')}"` : ''
  return `${paintOf('stroke', paint)}${width === 1 ? '' : ` stroke-width="${rounded(width)}"`}${dashed}`
}

/** A hundredth of a pixel is enough. */
function rounded(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function escaped(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
