/**
 * Edits that turn one word into the other: insert, delete or replace a letter, or swap two neighbours.
 * Optimal string alignment, the form of Damerau-Levenshtein's distance that edits no stretch twice.
 */
export function editDistance(a: string, b: string): number {
  // Rows of the table: distances from the first i − 2, i − 1 and i letters of a to every beginning of b.
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? 0) + 1 : replaced
      row.push(Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/**
 * The candidate that a mistyped word most likely meant, or undefined where none is near:
 * at most one edit for every three letters of the candidate, and one at least. Case does not count.
 * Of equally near candidates the first is taken.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const limit = Math.max(1, Math.floor(candidate.length / 3))
    // Keeps the cost bounded by the candidates, however long the word is.
    if (Math.abs(word.length - candidate.length) > limit) continue
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance <= limit && distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}
