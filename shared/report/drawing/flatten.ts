import { isValidElement, type ReactElement, type ReactNode } from 'react'
import { parsePath } from './parse-path'
import { type Drawing, movedPath, type Paint, type Shape, type Stroke } from './shape'
import { declarationsFor, type StyledElement, type StyleRule } from './style-sheet'

/** Where an element stands, and what it inherits. */
interface Context {
  readonly rules: readonly StyleRule[]
  readonly lineage: readonly StyledElement[]
  readonly dx: number
  readonly dy: number
  /** Shares are of these. */
  readonly width: number
  readonly height: number
  readonly style: Style
  /** Custom properties, resolved. */
  readonly tokens: ReadonlyMap<string, string>
}

/** What an element inherits, in CSS's words. */
interface Style {
  readonly fill: string
  readonly 'fill-opacity': string
  readonly stroke: string
  readonly 'stroke-opacity': string
  readonly 'stroke-width': string
  readonly 'stroke-dasharray': string
  readonly 'font-size': string
  readonly 'font-weight': string
  readonly 'text-anchor': string
  readonly 'paint-order': string
  readonly 'text-decoration': string
}

const INITIAL: Style = {
  fill: '#000000',
  'fill-opacity': '1',
  stroke: 'none',
  'stroke-opacity': '1',
  'stroke-width': '1',
  'stroke-dasharray': 'none',
  'font-size': '11',
  'font-weight': '400',
  'text-anchor': 'start',
  'paint-order': 'normal',
  'text-decoration': 'none',
}

type Props = Readonly<Record<string, unknown>>

/**
 * An `svg` element of React as shapes, with the sheet's look worked out.
 * @param size of the element where it has no `viewBox`
 * @throws for what is no `svg`, and for elements and values that figures do not use.
 */
export function flatten(
  element: ReactElement,
  rules: readonly StyleRule[],
  size: { readonly width: number; readonly height: number } = { width: 0, height: 0 },
): Drawing {
  const root = expanded(element)
  if (root?.type !== 'svg') throw new Error('a drawing must be an svg element')
  const box = typeof root.props.viewBox === 'string' ? root.props.viewBox.split(' ').map(Number) : []
  const { width = 0, height = 0 } = { width: box[2] ?? size.width, height: box[3] ?? size.height }
  const context: Context = {
    rules,
    lineage: [],
    dx: 0,
    dy: 0,
    width,
    height,
    style: INITIAL,
    tokens: new Map(),
  }
  return { width, height, shapes: children(root.props, entered(context, 'svg', root.props)) }
}

/** Components are functions without state: called until there is an element of SVG. */
function expanded(node: ReactNode): { readonly type: string; readonly props: Props } | null {
  let current = node
  while (isValidElement<Props>(current)) {
    const { type, props } = current
    if (typeof type === 'string') return { type, props }
    if (typeof type !== 'function') return { type: 'g', props }
    current = (type as (props: Props) => ReactNode)(props)
  }
  return null
}

function children({ children: inner }: Props, context: Context): readonly Shape[] {
  return nodes(inner).flatMap((node) => shapesOf(node, context))
}

function nodes(inner: unknown): readonly ReactNode[] {
  return Array.isArray(inner) ? inner.flatMap(nodes) : [inner as ReactNode]
}

function shapesOf(node: ReactNode, outer: Context): readonly Shape[] {
  const element = expanded(node)
  if (!element) return []
  const { type, props } = element
  const context = entered(outer, type, props)
  const { style, dx, dy } = context
  const x = (name: string) => dx + length(props[name], context.width)
  const y = (name: string) => dy + length(props[name], context.height)
  const painted = { fill: fillOf(style), stroke: strokeOf(style) }
  switch (type) {
    case 'title':
    case 'desc':
    case 'style':
      return []
    case 'g': {
      const [, tx, ty] = /^translate\(([-\d.]+)[ ,]+([-\d.]+)\)$/.exec(String(props.transform ?? '')) ?? []
      if (props.transform !== undefined && tx === undefined)
        throw new Error(`figures do not use the transform ${props.transform}`)
      return children(props, { ...context, dx: dx + Number(tx ?? 0), dy: dy + Number(ty ?? 0) })
    }
    case 'svg': {
      const [width, height] = [
        props.width === undefined ? context.width : length(props.width, context.width),
        props.height === undefined ? context.height : length(props.height, context.height),
      ]
      const shapes = children(props, { ...context, dx: x('x'), dy: y('y'), width, height })
      if (props.overflow === 'visible') return shapes
      return [{ kind: 'clip', x: x('x'), y: y('y'), width, height, shapes }]
    }
    case 'line':
      return [
        {
          kind: 'path',
          segments: [
            { kind: 'move', x: x('x1'), y: y('y1') },
            { kind: 'line', x: x('x2'), y: y('y2') },
          ],
          fill: null,
          stroke: painted.stroke,
        },
      ]
    case 'path':
      return [{ kind: 'path', segments: movedPath(parsePath(String(props.d ?? '')), dx, dy), ...painted }]
    case 'rect':
      return [
        {
          kind: 'rect',
          x: x('x'),
          y: y('y'),
          width: length(props.width, context.width),
          height: length(props.height, context.height),
          radius: length(props.rx, context.width),
          ...painted,
        },
      ]
    case 'circle':
      return [{ kind: 'circle', x: x('cx'), y: y('cy'), radius: length(props.r, context.width), ...painted }]
    case 'text':
    case 'tspan':
      return textShapes(props, context)
    default:
      throw new Error(`figures do not use the element ${type}`)
  }
}

/** A text's own letters first, then its parts that stand at places of their own. */
function textShapes(props: Props, context: Context): readonly Shape[] {
  const { style, dx, dy } = context
  const inner = nodes(props.children)
  const own = inner
    .filter((node) => typeof node === 'string' || typeof node === 'number')
    .join('')
    .trim()
  const x = dx + length(props.x, context.width)
  const y = dy + length(props.y, context.height)
  const parts = inner.flatMap((node) => {
    const part = expanded(node)
    if (!part) return []
    const placed = { ...part.props, y: part.props.y ?? props.y, x: part.props.x ?? props.x }
    return textShapes(placed, entered(context, part.type, part.props))
  })
  if (own === '') return parts
  const fill = fillOf(style)
  if (!fill) return parts
  const anchor = style['text-anchor']
  return [
    {
      kind: 'text',
      x,
      y,
      anchor: anchor === 'middle' || anchor === 'end' ? anchor : 'start',
      size: number(style['font-size']),
      bold: number(style['font-weight']) >= 600,
      struck: style['text-decoration'] === 'line-through',
      fill,
      halo: style['paint-order'] === 'stroke' ? strokeOf(style) : null,
      text: own,
    },
    ...parts,
  ]
}

/** The context within an element: its place among others, its tokens and its look. */
function entered(outer: Context, tag: string, props: Props): Context {
  const classes = typeof props.className === 'string' ? props.className.split(' ') : []
  const lineage = [...outer.lineage, { tag, classes }]
  const declared = declarationsFor(outer.rules, lineage)
  const tokens = new Map(outer.tokens)
  for (const [property, value] of declared)
    if (property.startsWith('--')) tokens.set(property, resolved(value, { get: (name) => tokens.get(name) }))
  const style = Object.fromEntries(
    Object.entries(outer.style).map(([property, inherited]) => {
      const attribute = props[camel(property)]
      const size = property === 'font-size' ? /([\d.]+)px/.exec(declared.get('font') ?? '')?.[1] : undefined
      const value = declared.get(property) ?? size ?? (attribute === undefined ? inherited : String(attribute))
      return [property, resolved(value, tokens)]
    }),
  ) as unknown as Style
  return { ...outer, lineage, tokens, style }
}

function camel(property: string): string {
  return property.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

/** `var(--name, otherwise)` and sums of two numbers, worked out. */
function resolved(value: string, tokens: { readonly get: (name: string) => string | undefined }): string {
  const known = value.replace(
    /var\((--[\w-]+)(?:,\s*((?:[^()]|\([^()]*\))*))?\)/g,
    (_, name: string, otherwise?: string) =>
      tokens.get(name) ?? (otherwise === undefined ? '' : resolved(otherwise, tokens)),
  )
  return known.replace(/calc\(\s*([\d.]+)\s*\+\s*([\d.]+)\s*\)/g, (_, a: string, b: string) =>
    String(Number((Number(a) + Number(b)).toFixed(6))),
  )
}

function fillOf(style: Style): Paint | null {
  const colour = hex(style.fill)
  return colour === null ? null : { colour, opacity: number(style['fill-opacity']) }
}

function strokeOf(style: Style): Stroke | null {
  const colour = hex(style.stroke)
  if (colour === null) return null
  const dashes = style['stroke-dasharray']
  return {
    colour,
    opacity: number(style['stroke-opacity']),
    width: number(style['stroke-width']),
    dashes: dashes === 'none' ? [] : dashes.split(/[ ,]+/).map(Number),
  }
}

function hex(colour: string): string | null {
  if (colour === 'none' || colour === '') return null
  if (/^#[0-9a-f]{6}$/i.test(colour)) return colour.toLowerCase()
  if (/^#[0-9a-f]{3}$/i.test(colour)) return `#${[...colour.slice(1)].map((digit) => digit + digit).join('')}`
  throw new Error(`figures do not use the colour ${colour}`)
}

/** A length in pixels, or a share of the whole. Nothing is none. */
function length(value: unknown, whole: number): number {
  if (value === undefined) return 0
  const text = String(value)
  return text.endsWith('%') ? (Number.parseFloat(text) / 100) * whole : number(text)
}

function number(text: string): number {
  const value = Number.parseFloat(text)
  if (!Number.isFinite(value)) throw new Error(`a drawing has ${text} where a number is due`)
  return value
}
