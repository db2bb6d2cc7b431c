import type { Layer } from '../architecture/layer-graph'
import { type GraphDiff, type Rewiring, renamer } from './graph-diff'

/**
 * Layers of A that read others in B only because layers were put between, or taken out from between: what they no longer
 * read is still read behind added layers, what they newly read was read behind removed ones, or what they read is gone.
 */
export function consequentRewirings(diff: GraphDiff): ReadonlySet<string> {
  if (diff.rewired.length === 0) return new Set()
  const added = new Map(diff.added.map(({ layer }) => [layer.name, layer]))
  const removed = new Map(diff.removed.map(({ layer }) => [layer.name, layer]))
  const rename = renamer(diff.renamed.layers)
  const follows = ({ from, to }: Rewiring): boolean => {
    const kept = from.filter((name) => !removed.has(name)).map(rename)
    const read = to.filter((name) => !added.has(name))
    const lost = kept.filter((name) => !read.includes(name))
    const gained = read.filter((name) => !kept.includes(name))
    const stay = (names: readonly string[], others: readonly string[]) => names.filter((name) => others.includes(name))
    if (stay(kept, read).join('\n') !== stay(read, kept).join('\n')) return false
    const behindAdded = reachedThrough(to, added)
    const behindRemoved = new Set([...reachedThrough(from, removed)].map(rename))
    return lost.every((name) => behindAdded.has(name)) && gained.every((name) => behindRemoved.has(name))
  }
  return new Set(diff.rewired.filter(follows).map(({ layer }) => layer))
}

/** What is read by these layers, and by those of them that they read. */
function reachedThrough(names: readonly string[], layers: ReadonlyMap<string, Layer>): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [...names]
  const seen = new Set(open)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const input of layers.get(name)?.inputs ?? []) {
      reached.add(input)
      if (!seen.has(input)) {
        seen.add(input)
        open.push(input)
      }
    }
  }
  return reached
}
