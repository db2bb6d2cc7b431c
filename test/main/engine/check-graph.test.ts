import { describe, expect, it } from 'vitest'
import { graphMisfit } from '../../../main/engine/check-graph'
import { compileGraph } from '../../../main/engine/graph/compile'
import { readNodes } from '../../../main/engine/graph/read-back'
import type { Layer, LayerGraph } from '../../../shared/architecture/layer-graph'
import { SMALL_ARCHITECTURES } from '../../../shared/architecture/registry'
import type { Recipe } from '../../../shared/training/recipe'
import { graphOf, layerGraph, recipe, smallArchitecture } from './builders'

const compiled = (graph: LayerGraph, settings: Partial<Recipe> = {}) =>
  compileGraph(graph, recipe(settings), 1).savedModel

describe('a graph that is read back', () => {
  it.each(SMALL_ARCHITECTURES)('is the planned network: $name', (architecture) => {
    const graph = graphOf(architecture)
    expect(graphMisfit(graph, compiled(graph))).toBeUndefined()
  })

  it.each<[string, Partial<Recipe>]>([
    ['in two towers', { towers: 2 }],
    ['with label smoothing and averaged weights', { labelSmoothing: 0.1, averageDecay: 0.99 }],
    ['without norms', { gradientNormEvery: 0 }],
    ['with augmented images', { augmentation: { shift: 2, flip: true } as never }],
  ])('is the planned network %s', (_how, settings) => {
    const graph = graphOf(smallArchitecture)
    expect(graphMisfit(graph, compiled(graph, settings))).toBeUndefined()
  })

  it('is the planned network with every way to slide a kernel, and every layer of its own settings', () => {
    const bias = { stride: 1, padding: 'same', bias: true } as const
    const graph = layerGraph([8, 8, 4], 2, [
      { kind: 'convolution', name: 'grouped', output: [8, 8, 6], kernel: [3, 3], groups: 2, ...bias },
      { kind: 'convolution', name: 'dilated', output: [8, 8, 6], kernel: [3, 1], dilation: 2, ...bias },
      {
        kind: 'convolution',
        name: 'connected',
        output: [8, 8, 2],
        kernel: [3, 3],
        connections: [
          [0, 1],
          [2, 3, 4],
        ],
        ...bias,
      },
      {
        kind: 'depthwise-convolution',
        name: 'each',
        output: [4, 4, 4],
        kernel: [3, 3],
        multiplier: 2,
        ...bias,
        stride: 2,
      },
      { kind: 'leaky-relu', name: 'leaky', output: [4, 4, 4], slope: 0.01 },
      { kind: 'local-response-norm', name: 'lrn', output: [4, 4, 4], radius: 2, bias: 2, alpha: 1e-4, beta: 0.75 },
      { kind: 'average-pool', name: 'pool', output: [2, 2, 4], size: 3, stride: 2, padding: 'same' },
      { kind: 'add', name: 'twice', output: [2, 2, 4], inputs: ['pool', 'pool'] },
      { kind: 'flatten', name: 'flat', output: [1, 1, 16] },
      { kind: 'dropout', name: 'dropout', output: [1, 1, 16], rate: 0.3 },
      { kind: 'dense', name: 'linear', output: [1, 1, 2] },
    ])
    expect(graphMisfit(graph, compiled(graph))).toBeUndefined()
    expect(graphMisfit(graph, compiled(graph, { towers: 2 }))).toBeUndefined()
  })

  it('tells its nodes with what they read', () => {
    const nodes = readNodes(compiled(graphOf(smallArchitecture)))
    const convolution = nodes.find(({ name }) => name === 'step/stem/Conv2D')
    expect(convolution?.attribute('strides').integers).toEqual([1, 1, 1, 1])
    expect(convolution?.attribute('padding').text).toBe('SAME')
    expect(convolution?.inputs).toHaveLength(2)
  })
})

describe('a graph that is not the planned network is told apart', () => {
  const planned = graphOf(smallArchitecture)
  const change = (name: string, to: Partial<Layer>): LayerGraph => ({
    ...planned,
    layers: planned.layers.map((layer) => (layer.name === name ? ({ ...layer, ...to } as Layer) : layer)),
  })

  it.each<[string, LayerGraph, string]>([
    [
      'another width',
      graphOf({
        ...smallArchitecture,
        blocks: smallArchitecture.blocks.map((block) =>
          block.kind === 'convolution' ? { ...block, filters: 7 } : block,
        ),
      }),
      // Kernels: stem 54, module1 3·24 + 24 (projection) + 144 + 400, linear 64; heads: hidden 4·4·6·8, linear 32. With 7
      // maps: 9 more in the stem, 4 more in each of four 1x1, 4·4·8 more in hidden.
      'it holds 1711 numbers in weights/kernels, and the plan has 1558',
    ],
    ['another activation', change('stem/relu', { kind: 'tanh' }), 'layer stem/relu is planned as relu, and is Tanh'],
    ['another pool', change('pool1', { kind: 'average-pool' }), 'layer pool1 is planned as max-pool, and is AvgPool'],
    [
      'another window',
      change('pool1', { size: 2 } as Partial<Layer>),
      'layer pool1 has a window of 2×2, and is planned with 3×3',
    ],
    [
      'another epsilon',
      change('stem/norm', { epsilon: 0.01 } as Partial<Layer>),
      'layer stem/norm has an epsilon of 0.009999999776482582, and is planned with 0.001',
    ],
    [
      'another rate of dropout',
      change('auxiliary1/dropout', { rate: 0.25 } as Partial<Layer>),
      'layer auxiliary1/dropout has a rate of 0.25, and is planned with 0.5',
    ],
    [
      'another way',
      change('module1/concat', {
        inputs: ['module1/3x3/relu', 'module1/1x1/relu', 'module1/5x5/relu', 'module1/pool-projection/relu'],
      }),
      'layer module1/concat reads module1/3x3/relu, module1/1x1/relu, module1/5x5/relu, module1/pool-projection/relu, and is planned to read module1/1x1/relu, module1/3x3/relu, module1/5x5/relu, module1/pool-projection/relu',
    ],
    [
      'no auxiliary classifier',
      graphOf({ ...smallArchitecture, auxiliary: [] }),
      'it holds 758 numbers in weights/kernels, and the plan has 1558',
    ],
  ])('%s', (_what, other, misfit) => {
    expect(graphMisfit(planned, compiled(other))).toMatch(misfit)
    expect(graphMisfit(planned, compiled(planned))).toBeUndefined()
  })

  it('a layer that the plan does not have', () => {
    const without: LayerGraph = {
      ...planned,
      layers: planned.layers.flatMap((layer) => {
        if (layer.name === 'stem/relu') return []
        return [{ ...layer, inputs: layer.inputs.map((input) => (input === 'stem/relu' ? 'stem/norm' : input)) }]
      }),
    }
    expect(graphMisfit(without, compiled(planned))).toBe(
      'it computes Relu at step/stem/relu/Relu, and the plan has no such layer',
    )
    expect(graphMisfit(planned, compiled(without))).toBe('layer stem/relu is planned, and not there')
  })

  it('the loss of another layer', () => {
    const [main, auxiliary] = planned.outputs
    if (!main || !auxiliary) throw new Error('two heads are needed')
    const crossed = {
      ...planned,
      outputs: [
        { ...main, layer: auxiliary.layer },
        { ...auxiliary, layer: main.layer },
      ],
    }
    expect(graphMisfit(crossed, compiled(planned))).toBe(
      'the loss of main is of linear, and is planned of auxiliary1/linear',
    )
  })
})
