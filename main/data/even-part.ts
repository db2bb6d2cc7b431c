import type { Labels } from './dataset'

/**
 * Shares `size` images out over classes as evenly as they allow: a class that has too few gives all it has, the others
 * give equally many, and what is left over comes from the classes of the lowest labels.
 * @param counts images of each class, together at least `size`
 * @returns images to take of each class, together `size`
 */
export function evenQuotas(counts: readonly number[], size: number): number[] {
  const quotas = counts.map(() => 0)
  let left = size
  while (left > 0) {
    const open = counts.flatMap((count, label) => ((quotas[label] ?? 0) < count ? [label] : []))
    if (open.length === 0) throw new Error(`${size} images are asked for, and there are ${size - left}`)
    const room = Math.min(...open.map((label) => (counts[label] ?? 0) - (quotas[label] ?? 0)))
    const each = Math.min(room, Math.floor(left / open.length))
    for (const label of each > 0 ? open : open.slice(0, left)) {
      quotas[label] = (quotas[label] ?? 0) + Math.max(1, each)
      left -= Math.max(1, each)
    }
  }
  return quotas
}

/**
 * The first images of every class, as many of each as `evenQuotas` says.
 * @param labels [count], each below `classes`
 * @returns [size] positions in `labels`, ascending
 */
export function evenPart(labels: Labels, classes: number, size: number): Uint32Array {
  if (size === labels.length) return Uint32Array.from(labels, (_, position) => position)
  const missing = evenQuotas(countsOf(labels, classes), size)
  const positions = new Uint32Array(size)
  let taken = 0
  for (let position = 0; position < labels.length && taken < size; position++) {
    const label = labels[position] ?? 0
    const left = missing[label] ?? 0
    if (left === 0) continue
    missing[label] = left - 1
    positions[taken++] = position
  }
  return positions
}

/** Images of each class. */
export function countsOf(labels: Labels, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return counts
}
