import { type Document, isMap, isPair, isScalar, type LineCounter, type Node, type Pair } from 'yaml'
import type { SourceRange } from './problem'

/** Finds the place of a value, or of a key, in the text that a document was read from. */
export interface SourceMap {
  /** The value at a path of keys and indices; where it is missing, the nearest thing that is there. */
  readonly value: (path: readonly PropertyKey[]) => SourceRange
  /** The key itself of the last step of the path. */
  readonly key: (path: readonly PropertyKey[]) => SourceRange
  readonly offsets: (start: number, end: number) => SourceRange
}

export function sourceMap(document: Document.Parsed, lines: LineCounter): SourceMap {
  const offsets = (start: number, end: number): SourceRange => {
    const from = lines.linePos(start)
    const to = lines.linePos(Math.max(end, start + 1))
    return { line: Math.max(1, from.line), column: Math.max(1, from.col), endLine: to.line, endColumn: to.col }
  }
  const rangeOf = (node: Node | null | undefined): SourceRange => {
    const range = node?.range
    return range ? offsets(range[0], range[1]) : offsets(0, 1)
  }
  const pairAt = (path: readonly PropertyKey[]): Pair | undefined => {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1).map(step), true)
    if (!isMap(parent)) return undefined
    return parent.items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === path.at(-1))
  }
  return {
    offsets,
    value: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const part = path.slice(0, length).map(step)
        const node = document.getIn(part, true)
        if (isNode(node)) {
          // A value that lacks something: its key is the better place than all its lines.
          return length < path.length ? (keyRange(pairAt(part), rangeOf) ?? rangeOf(node)) : rangeOf(node)
        }
        const key = keyRange(pairAt(part), rangeOf)
        if (key) return key
      }
      return firstLine(document, rangeOf)
    },
    key: (path) => keyRange(pairAt(path), rangeOf) ?? firstLine(document, rangeOf),
  }
}

function step(key: PropertyKey): string | number {
  return typeof key === 'symbol' ? String(key) : key
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value && Array.isArray(value.range)
}

function keyRange(pair: Pair | undefined, rangeOf: (node: Node) => SourceRange): SourceRange | undefined {
  return isNode(pair?.key) ? rangeOf(pair.key) : undefined
}

/** The first key of the file, the place to say that another one is missing. */
function firstLine(document: Document.Parsed, rangeOf: (node: Node | null) => SourceRange): SourceRange {
  const { contents } = document
  const first = isMap(contents) ? contents.items[0]?.key : contents
  return rangeOf(isNode(first) ? first : null)
}
