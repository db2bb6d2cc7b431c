/** What an arm changes at one place of the base’s architecture. */
export interface PlaceDifferences {
  /** A module, or an auxiliary classifier. */
  readonly place: string
  readonly changes: readonly Difference[]
}

export interface Difference {
  /** The part that changes; empty where it is the place as a whole. */
  readonly part: string
  /** `16 → 24`, `16 → none`, `removed`. */
  readonly change: string
  readonly removed: boolean
}

/** The plan’s sentences, those about the same place together, places in the order in which they are first named. */
export function differencesByPlace(sentences: readonly string[]): readonly PlaceDifferences[] {
  const places = new Map<string, Difference[]>()
  for (const sentence of sentences.map(typeset)) {
    const { place, ...difference } = parse(sentence)
    places.set(place, [...(places.get(place) ?? []), difference])
  }
  return [...places].map(([place, changes]) => ({ place, changes }))
}

/** `module1: 3×3 reduction 16 → none, pool projection 16 → none`. */
export function placeLine({ place, changes }: PlaceDifferences): string {
  const words = changes.map(({ part, change }) => (part === '' ? change : `${part} ${change}`)).join(', ')
  if (words === '') return place
  return changes.every(({ part }) => part === '') ? `${place} ${words}` : `${place}: ${words}`
}

/** `module1: 3×3 reduction 16 → none` or `auxiliary1 removed`; anything else is a place of its own. */
function parse(sentence: string): Difference & { readonly place: string } {
  const [, module = '', part = '', change = ''] = /^([^:]+): (.+?) (\S+ → \S+)$/.exec(sentence) ?? []
  if (change !== '') return { place: module, part, change, removed: change.endsWith(' none') }
  const [, whole] = /^(.+) removed$/.exec(sentence) ?? []
  return whole === undefined
    ? { place: sentence, part: '', change: '', removed: false }
    : { place: whole, part: '', change: 'removed', removed: true }
}

/** `3x3` as `3×3`. */
function typeset(sentence: string): string {
  return sentence.replace(/(\d)x(?=\d)/g, '$1×')
}
