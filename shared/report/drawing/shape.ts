/** A drawing taken apart into what every format of vectors knows: absolute places in CSS pixels, y downwards, every colour said. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly shapes: readonly Shape[]
}

export interface Paint {
  /** `#rrggbb`. */
  readonly colour: string
  readonly opacity: number
}

export interface Stroke extends Paint {
  readonly width: number
  /** Lengths of strokes and gaps in turn; empty for a line that is whole. */
  readonly dashes: readonly number[]
}

interface Painted {
  readonly fill: Paint | null
  readonly stroke: Stroke | null
}

export type Shape =
  | ({ readonly kind: 'path'; readonly segments: readonly PathSegment[] } & Painted)
  | ({
      readonly kind: 'rect'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly radius: number
    } & Painted)
  | ({ readonly kind: 'circle'; readonly x: number; readonly y: number; readonly radius: number } & Painted)
  | TextShape
  | {
      /** Nothing of its shapes is seen outside. */
      readonly kind: 'clip'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly shapes: readonly Shape[]
    }

export interface TextShape {
  readonly kind: 'text'
  /** Of the baseline, at its start, middle or end. */
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  readonly size: number
  readonly bold: boolean
  readonly struck: boolean
  readonly fill: Paint
  /** Drawn around the letters, below them. */
  readonly halo: Stroke | null
  readonly text: string
}

export type PathSegment =
  | { readonly kind: 'move' | 'line'; readonly x: number; readonly y: number }
  | {
      readonly kind: 'curve'
      readonly x1: number
      readonly y1: number
      readonly x2: number
      readonly y2: number
      readonly x: number
      readonly y: number
    }
  | { readonly kind: 'close' }

/** The same shapes somewhere else. */
export function moved(shapes: readonly Shape[], dx: number, dy: number): readonly Shape[] {
  return shapes.map((shape): Shape => {
    if (shape.kind === 'path') return { ...shape, segments: movedPath(shape.segments, dx, dy) }
    if (shape.kind === 'clip')
      return { ...shape, x: shape.x + dx, y: shape.y + dy, shapes: moved(shape.shapes, dx, dy) }
    return { ...shape, x: shape.x + dx, y: shape.y + dy }
  })
}

export function movedPath(segments: readonly PathSegment[], dx: number, dy: number): readonly PathSegment[] {
  return segments.map((segment): PathSegment => {
    if (segment.kind === 'close') return segment
    const end = { x: segment.x + dx, y: segment.y + dy }
    if (segment.kind !== 'curve') return { kind: segment.kind, ...end }
    return {
      kind: 'curve',
      x1: segment.x1 + dx,
      y1: segment.y1 + dy,
      x2: segment.x2 + dx,
      y2: segment.y2 + dy,
      ...end,
    }
  })
}
