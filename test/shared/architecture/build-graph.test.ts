import { describe, expect, it } from 'vitest'
import { buildLayerGraph } from '../../../shared/architecture/build-graph'
import { googlenet } from '../../../shared/architecture/googlenet'
import { layerNamed } from '../../../shared/architecture/layer-graph'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { parameters } from '../../../shared/architecture/parameters'
import { ARCHITECTURES } from '../../../shared/architecture/registry'
import type { Shape } from '../../../shared/architecture/shape'
import { graphOf, network } from './architectures'

describe.each(ARCHITECTURES)('$name', (architecture) => {
  const graph = graphOf(architecture)

  it('has layers of unique names, each after its inputs', () => {
    const seen = new Set<string>()
    for (const { name, inputs } of graph.layers) {
      expect(seen).not.toContain(name)
      for (const input of inputs) expect(seen).toContain(input)
      seen.add(name)
    }
  })

  it('ends in a logit for each class, on the trunk and in every auxiliary classifier', () => {
    expect(graph.outputs.map(({ head }) => head)).toEqual(['main', ...architecture.auxiliary.map(({ name }) => name)])
    for (const { layer } of graph.outputs) expect(layerNamed(graph, layer).output).toEqual([1, 1, architecture.classes])
  })

  it('has parameters of unique names', () => {
    const names = parameters(graph).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('takes another number of classes', () => {
    expect(graphOf(architecture, { classes: 3 }).outputs).toHaveLength(graph.outputs.length)
  })
})

describe('GoogLeNet', () => {
  it.each([
    { layer: 'conv1', output: [112, 112, 64] }, // Table 1, "output size"
    { layer: 'pool1', output: [56, 56, 64] },
    { layer: 'conv2', output: [56, 56, 192] },
    { layer: 'pool2', output: [28, 28, 192] },
    { layer: '3a/concat', output: [28, 28, 256] },
    { layer: '3b/concat', output: [28, 28, 480] },
    { layer: '4d/concat', output: [14, 14, 528] },
    { layer: '5b/concat', output: [7, 7, 1024] },
    { layer: 'auxiliary1/pool', output: [4, 4, 512] }, // section 5: 4×4×512 for (4a)
    { layer: 'auxiliary2/pool', output: [4, 4, 528] }, // and 4×4×528 for (4d)
  ])('has $output at $layer', ({ layer, output }) => {
    expect(layerNamed(graphOf(googlenet), layer).output).toEqual(output)
  })
})

describe('mini-GoogLeNet', () => {
  it.each([
    [28, 1],
    [32, 3],
  ])('takes images of %d pixels with %d channels', (side, channels) => {
    const input: Shape = [side, side, channels]
    expect(layerNamed(graphOf(miniGooglenet, { input }), 'module3/concat').output).toEqual([side / 4, side / 4, 128])
  })
})

describe('a shape that cannot be', () => {
  it.each([
    {
      what: 'a map smaller than its window',
      architecture: network([4, 4, 1], [{ kind: 'average-pool', name: 'pool', size: 5, stride: 3, padding: 'valid' }]),
      message: 'a-network cannot take images of 4×4×1: pool needs a map of at least 5, and gets one of 4.',
    },
    {
      what: 'an auxiliary classifier on nothing',
      architecture: network([4, 4, 1], [], {
        auxiliary: [{ name: 'head', after: '9z', blocks: [], normalisation: 'none' }],
      }),
      message: 'a-network cannot take images of 4×4×1: head reads 9z, which is not one of its blocks.',
    },
    {
      what: 'an end that is no classifier',
      architecture: network([4, 4, 1], [], { blocks: [{ kind: 'global-average-pool', name: 'gap' }] }),
      message: 'a-network cannot take images of 4×4×1: it ends in gap with 1×1×1 numbers, not 2 classes.',
    },
    {
      what: 'a module without branches',
      architecture: network(
        [4, 4, 1],
        [
          {
            kind: 'inception',
            name: 'm',
            conv1x1: 'none',
            reduce3x3: 'none',
            conv3x3: 'none',
            reduce5x5: 'none',
            conv5x5: 'none',
            poolProjection: 'none',
          },
        ],
      ),
      message: 'a-network cannot take images of 4×4×1: module m has no branch left.',
    },
  ])('as $what is told with the place and the arithmetic', ({ architecture, message }) => {
    const graph = buildLayerGraph(architecture, architecture)
    expect(graph).toEqual({ ok: false, error: { kind: 'input', message } })
  })
})
