/** Mean width of a letter, as a share of the font's size, of the fonts that the look names. */
const LETTER = 0.55

/** Pixels that a text takes, roughly: drawings are laid out where no font can be asked. */
function estimatedWidth(text: string, size: number): number {
  return [...text].length * LETTER * size
}

/** The text, its end cut where it would not have room. */
export function fitted(text: string, width: number, size: number): string {
  if (estimatedWidth(text, size) <= width) return text
  const most = Math.max(1, Math.floor(width / (LETTER * size)) - 1)
  return `${[...text].slice(0, most).join('').trimEnd()}…`
}

/** Lines of words that have room, three at most. */
export function wrapped(text: string, width: number, size: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && estimatedWidth(longer, size) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  const kept = lines.slice(0, MOST_LINES)
  if (lines.length > MOST_LINES) kept[MOST_LINES - 1] = `${kept[MOST_LINES - 1]} …`
  return kept.map((line) => fitted(line, width, size))
}

const MOST_LINES = 3
