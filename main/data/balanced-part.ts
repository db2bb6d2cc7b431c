import { err, ok, type Result } from '../../shared/result'
import type { Labels } from './dataset'

/** A class that has fewer images than are to be taken of it. */
export interface Shortage {
  readonly label: number
  readonly wanted: number
  readonly found: number
}

/**
 * Chooses the first or the last k images of every class. k is the same for all classes; where size is no multiple of
 * them, the classes of the lowest labels give one more.
 * @param labels [count], each below `classes`
 * @returns [size] positions in `labels`, ascending: the stored order is kept
 */
export function balancedPart(
  labels: Labels,
  classes: number,
  size: number,
  take: 'first' | 'last',
): Result<Uint32Array, Shortage> {
  const quota = (label: number) => Math.floor(size / classes) + (label < size % classes ? 1 : 0)
  const missing = Array.from({ length: classes }, (_, label) => quota(label))
  const positions = new Uint32Array(size)
  let taken = 0
  for (let step = 0; step < labels.length && taken < size; step++) {
    const position = take === 'first' ? step : labels.length - 1 - step
    const label = labels[position] ?? 0
    const left = missing[label] ?? 0
    if (left === 0) continue
    missing[label] = left - 1
    positions[taken++] = position
  }
  const label = missing.findIndex((left) => left > 0)
  if (label >= 0) return err({ label, wanted: quota(label), found: quota(label) - (missing[label] ?? 0) })
  return ok(take === 'first' ? positions : positions.reverse())
}
