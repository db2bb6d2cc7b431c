import type { Sign } from '../../shared/diff/summary'

/** What standard output is: how wide a line may be, and whether it shows colours. */
export interface Page {
  /** Infinite where it is no screen: what other programs read is not cut. */
  readonly columns: number
  readonly colour: boolean
}

const ESCAPES: Readonly<Record<Sign | '·', string>> = { '+': '34', '-': '31', '~': '33', '·': '2' }

/** A line in the colour of its sign, which it begins with all the same. */
export function paint(line: string, sign: Sign | '·', { colour }: Page): string {
  return colour ? `\u001b[${ESCAPES[sign]}m${line}\u001b[0m` : line
}

/** Letters, not bytes: `−` and `×` count as one. */
export function textWidth(text: string): number {
  return [...text].length
}

/** A text of at most so many letters: the middle goes, as both ends tell more. */
export function cutMiddle(text: string, most: number): string {
  const letters = [...text]
  if (letters.length <= most) return text
  const front = Math.ceil((most - 1) / 2)
  const back = Math.max(0, most - 1 - front)
  return `${letters.slice(0, front).join('')}…${back === 0 ? '' : letters.slice(-back).join('')}`
}

/** The same, with its end gone. */
export function cutEnd(text: string, most: number): string {
  const letters = [...text]
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}
