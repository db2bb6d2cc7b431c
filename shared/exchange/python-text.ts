const WIDTH = 100
const INDENT = '    '

/** `indent` steps of four spaces. */
export function indented(indent: number, text: string): string {
  return INDENT.repeat(indent) + text
}

/**
 * A call, on one line where it fits, else an argument a line.
 * @param lead what stands before the arguments with the bracket, such as `self.conv = nn.Conv2d(`
 * @param tail what stands behind them, such as `)(x)`
 */
export function call(indent: number, lead: string, args: readonly string[], tail = ')'): string {
  const line = indented(indent, `${lead}${args.join(', ')}${tail}`)
  if (line.length <= WIDTH || args.length === 0) return line
  const inner = args.join(', ')
  if (!inner.includes('(') && inner.length + (indent + 1) * INDENT.length <= WIDTH - 1)
    return [indented(indent, lead), indented(indent + 1, inner), indented(indent, tail)].join('\n')
  return [indented(indent, lead), ...args.map((arg) => indented(indent + 1, `${arg},`)), indented(indent, tail)].join(
    '\n',
  )
}

/** A text literal. JSON's escapes are Python's too. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A name or title of any origin within a docstring or comment: it can end neither, nor escape anything. */
export function plainText(text: string): string {
  return text
    .replace(/\p{C}+|\u2028|\u2029/gu, ' ')
    .replaceAll('\\', '/')
    .replaceAll('"', '”')
}

/** Lines of a docstring, filled to the width, at an indentation. */
export function docstring(indent: number, paragraphs: readonly string[]): string {
  const lines = paragraphs.flatMap((paragraph, index) => [
    ...(index === 0 ? [] : ['']),
    ...(paragraph.startsWith(INDENT) ? paragraph.split('\n') : filled(paragraph, WIDTH - 3 - indent * INDENT.length)),
  ])
  const [first = '', ...others] = lines
  if (others.length === 0) return indented(indent, `"""${first}"""`)
  const rest = others.map((line) => (line === '' ? '' : indented(indent, line)))
  return [indented(indent, `"""${first}`), ...rest, indented(indent, '"""')].join('\n')
}

function filled(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** `(3, 3)`, and 3 for it; `(1, 7)`. */
export function size([rows, columns]: readonly [number, number]): string {
  return rows === columns ? String(rows) : `(${rows}, ${columns})`
}

/** A sum, a product or a number as an argument. */
export function tuple(items: readonly string[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
}

/** 10 → `10`, 1e-7 → `1e-07`, 0.5 → `0.5`; a whole number keeps its point where `real` is asked for. */
export function real(value: number): string {
  const text = String(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}
