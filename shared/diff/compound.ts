import type { LayerNode } from './layer-nodes'
import { kindWords, layerWords } from './words'

/** A layer that was added or removed, with what belongs to it: its normalisation and activation. */
export interface Compound {
  readonly main: LayerNode
  readonly companions: readonly LayerNode[]
}

/**
 * Takes layers that came or went together into one: `x/norm` and `x/relu` belong to `x`. All others are compounds of their
 * own.
 */
export function compounds(nodes: readonly LayerNode[]): readonly Compound[] {
  const open = new Map<string, LayerNode[]>()
  const found: Compound[] = []
  for (const node of nodes) {
    const owner = open.get(`${node.status} ${node.name.slice(0, Math.max(0, node.name.lastIndexOf('/')))}`)
    if (owner && (node.status === 'added' || node.status === 'removed')) {
      owner.push(node)
      continue
    }
    const companions: LayerNode[] = []
    open.set(`${node.status} ${node.name}`, companions)
    found.push({ main: node, companions })
  }
  return found
}

/** `1×1 convolution, 16 filters, batch norm, ReLU`. */
export function compoundWords({ main, companions }: Compound): string {
  const layer = main.b ?? main.a
  if (!layer) return ''
  return [layerWords(layer), ...companions.map(({ a, b }) => kindWords((b ?? a)?.kind ?? ''))].join(', ')
}
