/**
 * One order of what is in either of two sequences: B's, and what A alone has behind what it follows there.
 * @param counterpart of a member of A in B; undefined where it has none
 */
export function mergedOrder<T>(
  a: readonly T[],
  b: readonly T[],
  counterpart: (member: T) => T | undefined,
): readonly { readonly a?: T; readonly b?: T }[] {
  const inFront: { readonly a: T }[] = []
  const behind = new Map<T, { readonly a: T }[]>()
  const ofB = new Map<T, T>()
  let list = inFront
  for (const member of a) {
    const other = counterpart(member)
    if (other === undefined) {
      list.push({ a: member })
      continue
    }
    ofB.set(other, member)
    list = behind.get(other) ?? []
    behind.set(other, list)
  }
  return [
    ...inFront,
    ...b.flatMap((member) => {
      const own = ofB.get(member)
      return [own === undefined ? { b: member } : { a: own, b: member }, ...(behind.get(member) ?? [])]
    }),
  ]
}
