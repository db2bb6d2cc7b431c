import type { PathSegment } from './shape'

const TOKENS = /([a-zA-Z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/g

/**
 * The `d` of an SVG path as absolute segments.
 * @throws for commands that the figures here do not use (arcs, shorthand curves), and for numbers that are missing.
 */
export function parsePath(d: string): readonly PathSegment[] {
  const tokens = [...d.matchAll(TOKENS)].map(([token]) => token)
  const segments: PathSegment[] = []
  let at = { x: 0, y: 0 }
  let start = at
  let command = ''
  let next = 0
  const number = (): number => {
    const value = Number(tokens[next++])
    if (!Number.isFinite(value)) throw new Error(`the path ${d} lacks a number after ${command}`)
    return value
  }
  while (next < tokens.length) {
    const token = tokens[next] ?? ''
    if (/^[a-zA-Z]$/.test(token)) {
      command = token
      next++
    }
    const relative = command === command.toLowerCase()
    const from = relative ? at : { x: 0, y: 0 }
    const point = () => ({ x: from.x + number(), y: from.y + number() })
    switch (command.toUpperCase()) {
      case 'M':
        at = point()
        start = at
        segments.push({ kind: 'move', ...at })
        // Further pairs are lines.
        command = relative ? 'l' : 'L'
        break
      case 'L':
        at = point()
        segments.push({ kind: 'line', ...at })
        break
      case 'H':
        at = { x: from.x + number(), y: at.y }
        segments.push({ kind: 'line', ...at })
        break
      case 'V':
        at = { x: at.x, y: from.y + number() }
        segments.push({ kind: 'line', ...at })
        break
      case 'C': {
        const [one, two] = [point(), point()]
        at = point()
        segments.push({ kind: 'curve', x1: one.x, y1: one.y, x2: two.x, y2: two.y, ...at })
        break
      }
      case 'Q': {
        const control = point()
        const end = point()
        const towards = (a: number, b: number) => a + (2 / 3) * (b - a)
        segments.push({
          kind: 'curve',
          x1: towards(at.x, control.x),
          y1: towards(at.y, control.y),
          x2: towards(end.x, control.x),
          y2: towards(end.y, control.y),
          ...end,
        })
        at = end
        break
      }
      case 'Z':
        at = start
        segments.push({ kind: 'close' })
        break
      default:
        throw new Error(`the path ${d} has the command ${command}, which figures do not use`)
    }
  }
  return segments
}
