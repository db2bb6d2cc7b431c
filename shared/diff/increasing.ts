/**
 * A longest strictly increasing subsequence, by patience sorting in O(n log n).
 * @returns the positions of its members, in order. Of equally long ones always the same.
 */
export function longestIncreasing(values: readonly number[]): readonly number[] {
  /** For each length the position of the least last member of a subsequence of that length. */
  const ends: number[] = []
  const before: number[] = []
  for (const [position, value] of values.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1
      else high = middle
    }
    before.push(low === 0 ? -1 : (ends[low - 1] ?? -1))
    ends[low] = position
  }
  const members: number[] = []
  for (let position = ends.at(-1) ?? -1; position >= 0; position = before[position] ?? -1) members.push(position)
  return members.reverse()
}
