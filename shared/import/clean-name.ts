import { oneLine } from '../report/plain-text'

/** So many different names are remembered: a table says the same ones over and over. */
const MOST_KNOWN = 10_000

/** A name as a study can hold it: one line, without signs that steer or turn, without what was lost in decoding. */
export function cleanName(text: string): string {
  return oneLine(text).replaceAll('\ufffd', '?').trim()
}

/** The same, for names that come again and again. */
export function nameCleaner(): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const clean = cleanName(text)
    if (known.size < MOST_KNOWN) known.set(text, clean)
    return clean
  }
}
