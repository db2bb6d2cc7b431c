import type { Unusable } from './imported-runs'

const MOST_EXAMPLES = 5
const EXAMPLE_LETTERS = 120

/** What is not taken, counted by why, with the first examples of each. */
export interface SkipList {
  /** @param example where it stands, and what stands there */
  add(why: string, example: string): void
  list(): readonly Unusable[]
}

export function skipList(): SkipList {
  const found = new Map<string, { count: number; examples: string[] }>()
  return {
    add: (why, example) => {
      const known = found.get(why) ?? { count: 0, examples: [] }
      known.count += 1
      if (known.examples.length < MOST_EXAMPLES) known.examples.push(shortened(example))
      found.set(why, known)
    },
    list: () => [...found].map(([why, { count, examples }]) => ({ why, count, examples })),
  }
}

function shortened(text: string): string {
  return text.length > EXAMPLE_LETTERS ? `${text.slice(0, EXAMPLE_LETTERS)}…` : text
}
