/**
 * Text for a single line of any format: what breaks lines or steers devices becomes a space, what turns reading around is
 * taken out, half of a pair of surrogates is marked as lost.
 */
export function oneLine(text: string): string {
  return withoutTurns(text.replace(/\r\n|[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')).replace(/\p{Cs}/gu, '\ufffd')
}

/** A text without the signs that turn reading around, by which a name could make what stands behind it say something else. */
export function withoutTurns(text: string): string {
  return text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
}

/** An anchor's name as every format takes it: letters, digits and hyphens, different ones staying different. */
export function anchorName(id: string): string {
  return id.replace(/[^A-Za-z0-9-]/gu, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`)
}
