import type { Architecture, Block } from '../../../shared/architecture/architecture'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import type { Shape } from '../../../shared/architecture/shape'

/** An architecture of these blocks, with global average pooling and a classifier of two classes behind them. */
export function network(input: Shape, blocks: readonly Block[], parts: Partial<Architecture> = {}): Architecture {
  return {
    name: 'a-network',
    title: 'A network of a test',
    source: 'a test',
    input,
    classes: 2,
    normalisation: 'none',
    blocks: [
      ...blocks,
      { kind: 'global-average-pool', name: 'gap' },
      { kind: 'dense', name: 'linear', units: 'classes', activation: 'none' },
    ],
    auxiliary: [],
    ...parts,
  }
}

export function graphOf(architecture: Architecture, parts: { input?: Shape; classes?: number } = {}): LayerGraph {
  const graph = buildLayerGraph(architecture, { input: architecture.input, classes: architecture.classes, ...parts })
  if (!graph.ok) throw new Error(graph.error.message)
  return graph.value
}
