import { describe, expect, it } from 'vitest'
import type { AuxiliaryClassifier, Block, Normalisation } from '../../../shared/architecture/architecture'
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

describe('the layers of a block', () => {
  it.each<{ what: string; block: Block; normalisation?: Normalisation; layers: [string, string, Shape][] }>([
    {
      what: 'a convolution whose taps stand apart, valid',
      // (3 − 1)·2 + 1 = 5 of 9 rows: 9 − 5 + 1
      block: {
        kind: 'convolution',
        name: 'c',
        kernel: 3,
        filters: 4,
        dilation: 2,
        padding: 'valid',
        activation: 'none',
      },
      layers: [['c', 'convolution', [5, 5, 4]]],
    },
    {
      what: 'a convolution without normalisation',
      block: { kind: 'convolution', name: 'c', kernel: 3, filters: 4, activation: 'tanh' },
      layers: [
        ['c', 'convolution', [9, 9, 4]],
        ['c/tanh', 'tanh', [9, 9, 4]],
      ],
    },
    {
      what: 'a convolution with reduction and normalisation',
      block: { kind: 'convolution', name: 'c', kernel: 3, filters: 4, reduce: 2, activation: 'leaky-relu' },
      normalisation: 'batch',
      layers: [
        ['c/reduce', 'convolution', [9, 9, 2]],
        ['c/reduce/norm', 'batch-norm', [9, 9, 2]],
        ['c/reduce/leaky-relu', 'leaky-relu', [9, 9, 2]],
        ['c', 'convolution', [9, 9, 4]],
        ['c/norm', 'batch-norm', [9, 9, 4]],
        ['c/leaky-relu', 'leaky-relu', [9, 9, 4]],
      ],
    },
    {
      what: 'a convolution to the classes',
      block: { kind: 'convolution', name: 'c', kernel: 1, filters: 'classes', activation: 'none' },
      layers: [['c', 'convolution', [9, 9, 2]]],
    },
    {
      what: 'a depthwise convolution',
      block: { kind: 'depthwise-convolution', name: 'd', kernel: 3, multiplier: 2, stride: 2 },
      layers: [
        ['d', 'depthwise-convolution', [5, 5, 12]],
        ['d/relu', 'relu', [5, 5, 12]],
      ],
    },
    {
      what: 'an Inception module of another activation',
      block: {
        kind: 'inception',
        name: 'm',
        conv1x1: 2,
        reduce3x3: 'none',
        conv3x3: 'none',
        reduce5x5: 'none',
        conv5x5: 'none',
        poolProjection: 'raw',
        activation: 'elu',
      },
      layers: [
        ['m/1x1', 'convolution', [9, 9, 2]],
        ['m/1x1/elu', 'elu', [9, 9, 2]],
        ['m/pool', 'max-pool', [9, 9, 6]],
        ['m/concat', 'concat', [9, 9, 8]],
      ],
    },
    {
      what: 'a residual module and what follows it',
      block: {
        kind: 'module',
        name: 'm',
        join: 'add',
        branches: [
          { name: 'main', blocks: [{ kind: 'convolution', name: 'c', kernel: 3, filters: 6, activation: 'none' }] },
          { name: 'shortcut', blocks: [] },
        ],
      },
      normalisation: 'batch',
      layers: [
        ['m/main/c', 'convolution', [9, 9, 6]],
        ['m/main/c/norm', 'batch-norm', [9, 9, 6]],
        ['m/add', 'add', [9, 9, 6]],
      ],
    },
    {
      what: 'a module of modules',
      block: {
        kind: 'module',
        name: 'm',
        join: 'concat',
        branches: [
          { name: 'a', blocks: [{ kind: 'max-pool', name: 'p', size: 3, stride: 1 }] },
          {
            name: 'b',
            blocks: [
              {
                kind: 'module',
                name: 'n',
                join: 'concat',
                branches: [
                  { name: 'x', blocks: [] },
                  { name: 'y', blocks: [{ kind: 'activation', name: 's', activation: 'selu' }] },
                ],
              },
            ],
          },
        ],
      },
      layers: [
        ['m/a/p', 'max-pool', [9, 9, 6]],
        ['m/b/n/y/s', 'selu', [9, 9, 6]],
        ['m/b/n/concat', 'concat', [9, 9, 12]],
        ['m/concat', 'concat', [9, 9, 18]],
      ],
    },
    {
      what: 'normalisation by itself',
      block: { kind: 'batch-norm', name: 'norm' },
      layers: [['norm', 'batch-norm', [9, 9, 6]]],
    },
    { what: 'a flattening', block: { kind: 'flatten', name: 'f' }, layers: [['f', 'flatten', [1, 1, 486]]] },
  ])('$what', ({ block, normalisation = 'none', layers }) => {
    const graph = graphOf(network([9, 9, 6], [block], { normalisation }))
    const own = graph.layers.filter(({ module }) => module === block.name)
    expect(own.map(({ name, kind, output }) => [name, kind, output])).toEqual(layers)
  })

  it('are told by the outermost branch they stand in', () => {
    const inner: Block = {
      kind: 'module',
      name: 'n',
      join: 'add',
      branches: [
        { name: 'x', blocks: [{ kind: 'max-pool', name: 'p', size: 3, stride: 1 }] },
        { name: 'y', blocks: [] },
      ],
    }
    const outer: Block = { kind: 'module', name: 'm', join: 'add', branches: [{ name: 'a', blocks: [inner] }] }
    const graph = graphOf(network([9, 9, 6], [outer]))
    expect(layerNamed(graph, 'm/a/n/x/p')).toMatchObject({ module: 'm', branch: 'a' })
    expect(layerNamed(graph, 'm/a/n/add')).toMatchObject({ module: 'm', branch: 'a' })
  })

  it('carry dilation, groups and connections only where they are not the usual', () => {
    const graph = graphOf(
      network(
        [9, 9, 6],
        [
          { kind: 'convolution', name: 'usual', kernel: 3, filters: 4, dilation: 1, groups: 1 },
          { kind: 'convolution', name: 'both', kernel: 3, filters: 4, dilation: 2, groups: 2 },
          { kind: 'convolution', name: 'table', kernel: 3, filters: 2, connections: [[0, 3], [1]] },
        ],
      ),
    )
    const shared = { kind: 'convolution', kernel: [3, 3], stride: 1, padding: 'same', bias: true }
    const own = (name: string) => {
      const { name: _, inputs: __, output: ___, module: ____, ...operation } = layerNamed(graph, name)
      return operation
    }
    expect(own('usual')).toEqual(shared)
    expect(own('both')).toEqual({ ...shared, dilation: 2, groups: 2 })
    expect(own('table')).toEqual({ ...shared, connections: [[0, 3], [1]] })
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
    ...(
      [
        {
          what: 'groups that do not divide the maps',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 8, groups: 4 },
          message: 'c has 4 groups, which do not divide the 6 maps it reads: 6 = 1 · 4 + 2',
        },
        {
          what: 'groups that do not divide the filters',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 8, groups: 3 },
          message: 'c has 3 groups, which do not divide the 8 filters: 8 = 2 · 3 + 2',
        },
        {
          what: 'no group at all',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 8, groups: 0 },
          message: 'c has groups 0, and a whole number from 1 is needed',
        },
        {
          what: 'a window beyond the map by its dilation',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 8, dilation: 2, padding: 'valid' },
          message: 'c needs a map of at least 5 ((3 − 1) · 2 + 1), and gets one of 4',
        },
        {
          what: 'a depthwise window beyond the map',
          block: { kind: 'depthwise-convolution', name: 'd', kernel: [2, 4], dilation: 3, padding: 'valid' },
          message: 'd needs a map of at least 10 ((4 − 1) · 3 + 1), and gets one of 4',
        },
        {
          what: 'half a multiplier',
          block: { kind: 'depthwise-convolution', name: 'd', kernel: 3, multiplier: 0.5 },
          message: 'd has multiplier 0.5, and a whole number from 1 is needed',
        },
        {
          what: 'a connection table of too few rows',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 3, connections: [[0], [1]] },
          message: 'c has 3 filters and a connection table of 2 rows',
        },
        {
          what: 'a connection to a map that is not there',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 2, connections: [[0], [1, 6]] },
          message: "row 1 of c's connection table names map 6, and c reads maps 0 to 5",
        },
        {
          what: 'a connection made twice',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 2, connections: [[0], [1, 1]] },
          message: "row 1 of c's connection table names map 1 twice",
        },
        {
          what: 'a map that reads nothing',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 2, connections: [[0], []] },
          message: "row 1 of c's connection table names no map",
        },
        {
          what: 'groups beside a connection table',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 2, groups: 2, connections: [[0], [1]] },
          message: 'c has groups and a connection table; one of them must go',
        },
        {
          what: 'a sum of different shapes',
          block: {
            kind: 'module',
            name: 'm',
            join: 'add',
            branches: [
              { name: 'main', blocks: [{ kind: 'convolution', name: 'c', kernel: 3, filters: 8 }] },
              { name: 'shortcut', blocks: [{ kind: 'max-pool', name: 'p', size: 3, stride: 1 }] },
            ],
          },
          message: 'branch main of m gives 4×4×8, branch shortcut 4×4×6: what is added must have equal shapes',
        },
        {
          what: 'a concatenation of maps of different sizes',
          block: {
            kind: 'module',
            name: 'm',
            join: 'concat',
            branches: [
              { name: 'pool', blocks: [{ kind: 'max-pool', name: 'p', size: 3, stride: 2 }] },
              { name: 'itself', blocks: [] },
            ],
          },
          message:
            'branch pool of m gives 2×2, branch itself 4×4: what is concatenated must have equal heights and widths',
        },
        {
          what: 'a branch that is smaller than all others',
          block: {
            kind: 'module',
            name: 'm',
            join: 'concat',
            branches: [
              { name: '1x1', blocks: [{ kind: 'convolution', name: 'a', kernel: 1, filters: 2 }] },
              { name: '5x5', blocks: [{ kind: 'convolution', name: 'b', kernel: 3, filters: 2, padding: 'valid' }] },
              { name: 'pool', blocks: [{ kind: 'max-pool', name: 'p', size: 3, stride: 1 }] },
            ],
          },
          message: 'branch 5x5 of m gives 2×2, the others 4×4: what is concatenated must have equal heights and widths',
        },
        {
          what: 'branches of three sizes',
          block: {
            kind: 'module',
            name: 'm',
            join: 'concat',
            branches: [
              { name: 'a', blocks: [] },
              { name: 'b', blocks: [{ kind: 'max-pool', name: 'p', size: 2, stride: 2 }] },
              { name: 'c', blocks: [{ kind: 'max-pool', name: 'p', size: 4, stride: 4 }] },
            ],
          },
          message:
            'the branches of m give 4×4 (a), 2×2 (b), 1×1 (c): what is concatenated must have equal heights and widths',
        },
        {
          what: 'a width of a thousand million',
          block: { kind: 'convolution', name: 'c', kernel: 3, filters: 1_000_000_000 },
          message: 'c gives 4×4×1000000000 = 16,000,000,000 numbers an image, and at most 2,147,483,648 are allowed',
        },
        {
          what: 'a kernel that no machine holds',
          block: { kind: 'dense', name: 'd', units: 100_000_000, activation: 'relu' },
          message: 'd has a kernel of 96 · 100,000,000 = 9,600,000,000 weights, and at most 2,147,483,648 are allowed',
        },
        {
          what: 'a module of no branches',
          block: { kind: 'module', name: 'm', join: 'add', branches: [] },
          message: 'module m has no branch left',
        },
        {
          what: 'one name for two layers',
          block: {
            kind: 'module',
            name: 'm',
            join: 'add',
            branches: [
              { name: 'a', blocks: [{ kind: 'dropout', name: 'd', rate: 0.5 }] },
              { name: 'a', blocks: [{ kind: 'dropout', name: 'd', rate: 0.2 }] },
            ],
          },
          message: 'two of its layers are named m/a/d',
        },
      ] as { what: string; block: Block; message: string }[]
    ).map(({ what, block, message }) => ({
      what,
      architecture: network([4, 4, 6], [block]),
      message: `a-network cannot take images of 4×4×6: ${message}.`,
    })),
  ])('as $what is told with the place and the arithmetic', ({ architecture, message }) => {
    const graph = buildLayerGraph(architecture, architecture)
    expect(graph).toMatchObject({ ok: false, error: { kind: 'input', message } })
  })

  const tooLarge: Block = { kind: 'max-pool', name: 'p', size: 9, stride: 1, padding: 'valid' }

  it.each([
    { where: 'in a block of the trunk', blocks: [tooLarge], place: ['blocks', 0] },
    {
      where: 'in a branch',
      blocks: [
        { kind: 'flatten', name: 'before' },
        {
          kind: 'module',
          name: 'm',
          join: 'add',
          branches: [
            { name: 'a', blocks: [] },
            { name: 'b', blocks: [tooLarge] },
          ],
        },
      ],
      place: ['blocks', 1, 'branches', 1, 'blocks', 0],
    },
    {
      where: 'where branches meet',
      blocks: [
        {
          kind: 'module',
          name: 'm',
          join: 'add',
          branches: [
            { name: 'a', blocks: [] },
            { name: 'b', blocks: [{ kind: 'max-pool', name: 'p', size: 2, stride: 2 }] },
          ],
        },
      ],
      place: ['blocks', 0],
    },
  ] as { where: string; blocks: Block[]; place: (string | number)[] }[])(
    '$where has its place',
    ({ blocks, place }) => {
      const graph = buildLayerGraph(network([4, 4, 6], blocks), { input: [4, 4, 6], classes: 2 })
      expect(graph.ok ? undefined : graph.error.place).toEqual(place)
    },
  )

  it('has its place in an auxiliary classifier', () => {
    const head = { name: 'head', after: 'c', normalisation: 'none', blocks: [tooLarge] } as const
    const architecture = network([4, 4, 1], [{ kind: 'batch-norm', name: 'c' }])
    const placeOf = (auxiliary: AuxiliaryClassifier) => {
      const graph = buildLayerGraph({ ...architecture, auxiliary: [auxiliary] }, architecture)
      return graph.ok ? undefined : graph.error.place
    }
    expect(placeOf(head)).toEqual(['auxiliary', 0, 'blocks', 0])
    expect(placeOf({ ...head, after: 'd' })).toEqual(['auxiliary', 0, 'after'])
    expect(placeOf({ ...head, blocks: [{ kind: 'flatten', name: 'f' }] })).toEqual(['auxiliary', 0, 'blocks'])
  })

  it('is a network of more layers than any has', () => {
    const blocks = Array.from({ length: 10_000 }, (_, index): Block => ({ kind: 'batch-norm', name: `n${index}` }))
    const graph = buildLayerGraph(network([4, 4, 1], blocks), { input: [4, 4, 1], classes: 2 })
    expect(graph).toMatchObject({
      ok: false,
      error: {
        message: 'a-network cannot take images of 4×4×1: n4999 would be its layer 5001, and at most 5000 are allowed.',
        place: ['blocks', 4999],
      },
    })
  })
})
