import { describe, expect, it } from 'vitest'
import { googlenet } from '../../../shared/architecture/googlenet'
import { googlenetTorchvision } from '../../../shared/architecture/googlenet-torchvision'
import type { Layer, LayerGraph } from '../../../shared/architecture/layer-graph'
import { ninCifar } from '../../../shared/architecture/nin-cifar'
import { vggCifar } from '../../../shared/architecture/vgg-cifar'
import { borrowNames } from '../../../shared/diff/borrow-names'
import { diffGraphs } from '../../../shared/diff/diff-graphs'
import { diffTree } from '../../../shared/diff/diff-tree'
import { isEmpty } from '../../../shared/diff/graph-diff'
import { summarise } from '../../../shared/diff/summary'
import { graphOf } from '../architecture/architectures'

/** As a program that numbers its layers and knows no modules would have written it, by the depth of its layers. */
function foreign(graph: LayerGraph): LayerGraph {
  const depths = new Map<string, number>()
  for (const { name, inputs } of graph.layers)
    depths.set(name, Math.max(0, ...inputs.map((input) => (depths.get(input) ?? 0) + 1)))
  const byDepth = [...graph.layers].sort((a, b) => (depths.get(a.name) ?? 0) - (depths.get(b.name) ?? 0))
  const names = new Map(byDepth.map(({ name, kind }, at) => [name, `${kind}_${at}`]))
  const nameOf = (name: string): string => names.get(name) ?? name
  const layers = byDepth.map(({ name, inputs, module: _module, branch: _branch, head: _head, ...rest }) => {
    return { ...rest, name: nameOf(name), inputs: inputs.map(nameOf), module: nameOf(name) } as Layer
  })
  return {
    ...graph,
    architecture: 'foreign',
    layers,
    outputs: graph.outputs.map(({ head, layer }) => ({ head, layer: nameOf(layer) })),
  }
}

describe('a network that another program named', () => {
  it('is known again as a whole', () => {
    const ours = graphOf(googlenetTorchvision)
    const borrowed = borrowNames(foreign(ours), ours)
    expect(borrowed).toMatchObject({ known: 215, of: 215 })
    expect(borrowed?.graph.architecture).toBe('foreign')
    expect(isEmpty(diffGraphs(ours, borrowed?.graph ?? foreign(ours)))).toBe(true)
  })

  it('shows what differs from another network under that one’s names', () => {
    const [paper, torchvision] = [graphOf(googlenet), graphOf(googlenetTorchvision)]
    const borrowed = borrowNames(foreign(torchvision), paper)
    expect(summarise(diffTree(paper, borrowed?.graph ?? paper)).map(({ sign, what }) => `${sign} ${what}`)).toEqual([
      '- local response norm',
      '+ batch norm',
      '~ bias yes → no',
      '~ kernel 5×5 → 3×3',
      '~ size 3×3 → 2×2',
      '~ rate 0.4 → 0.2',
      '~ 5×5 average pool, stride 3 → 4×4 adaptive average pool',
    ])
  })

  it('keeps its names where they are ours, and where it has little in common with ours', () => {
    const ours = graphOf(ninCifar)
    expect(borrowNames(ours, ours)).toBeUndefined()
    expect(borrowNames(foreign(graphOf(vggCifar)), graphOf(googlenet))).toBeUndefined()
  })
})
