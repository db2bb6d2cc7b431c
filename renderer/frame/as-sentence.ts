/** Words that another part of the program gave, as a sentence of their own: a capital in front, a stop behind. */
export function asSentence(words: string): string {
  const text = words.trim()
  const stopped = /[.!?]$/.test(text) ? text : `${text}.`
  return stopped.charAt(0).toUpperCase() + stopped.slice(1)
}
