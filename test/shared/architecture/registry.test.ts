import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ablate } from '../../../shared/ablation/ablate'
import type { InceptionModule } from '../../../shared/architecture/architecture'
import { bnModule, bnReduction } from '../../../shared/architecture/bn-inception'
import { googlenet } from '../../../shared/architecture/googlenet'
import { googlenetNaive } from '../../../shared/architecture/googlenet-naive'
import { torchvisionModule } from '../../../shared/architecture/googlenet-torchvision'
import {
  factorisedModule,
  factorisedReduction,
  gridReduction,
  spreadModule,
  squareModule,
} from '../../../shared/architecture/inception-v3-modules'
import { layerNamed } from '../../../shared/architecture/layer-graph'
import { miniGooglenetPlain } from '../../../shared/architecture/mini-googlenet'
import { ARCHITECTURES, architectureNamed, REGISTRY, SMALL_ARCHITECTURES } from '../../../shared/architecture/registry'
import type { Shape } from '../../../shared/architecture/shape'
import { adaptiveWindows } from '../../../shared/architecture/window'
import { layerCosts, networkCost } from '../../../shared/cost/cost'
import { Description, describe as describeCosts } from '../../../shared/cost/describe'
import { graphOf, network } from './architectures'

it('names the architectures of the article, each with one in small', () => {
  expect(REGISTRY.map(({ architecture, small: [first] }) => [architecture.name, first.name])).toEqual([
    ['googlenet', 'mini-googlenet'],
    ['googlenet-torchvision', 'mini-googlenet-torchvision'],
    ['googlenet-naive', 'mini-googlenet-naive'],
    ['bn-inception', 'mini-bn-inception'],
    ['inception-v3', 'mini-inception-v3'],
    ['nin-cifar', 'mini-nin'],
    ['alexnet', 'mini-alexnet'],
    ['alexnet-ungrouped', 'mini-alexnet-ungrouped'],
    ['vgg16', 'mini-vgg'],
    ['lenet5', 'mini-lenet5'],
    ['lenet5-dense', 'mini-lenet5-dense'],
  ])
})

describe.each(ARCHITECTURES)('$name', (architecture) => {
  it('is found by its name, which no other has, and says what it is and where it is described', () => {
    expect(architectureNamed(architecture.name)).toBe(architecture)
    expect(ARCHITECTURES.filter(({ name }) => name === architecture.name)).toHaveLength(1)
    expect(architecture.title.length).toBeGreaterThan(5)
    expect(architecture.source).toMatch(/(19|20)\d\d|torchvision/)
  })

  it('has costs, and only modules of its own among the printed ones', () => {
    const graph = graphOf(architecture)
    const description = Description.parse(describeCosts(architecture, graph))
    expect(description.inference.macs).toBeGreaterThan(0)
    const modules = new Set(graph.layers.map(({ module }) => module))
    expect(Object.keys(architecture.printed ?? {}).filter((name) => !modules.has(name))).toEqual([])
  })
})

describe.each(SMALL_ARCHITECTURES)('$name, in small', (architecture) => {
  it.each<{ input: Shape }>([
    { input: [28, 28, 1] },
    { input: [28, 28, 3] },
    { input: [32, 32, 1] },
    { input: [32, 32, 3] },
  ])('takes images of $input', ({ input }) => {
    expect(graphOf(architecture, { input }).outputs).toHaveLength(1 + architecture.auxiliary.length)
  })
})

it.each(REGISTRY.map(({ small: [first] }) => first))(
  '$name costs less than 25 million multiply-adds',
  (architecture) => {
    expect(networkCost(graphOf(architecture)).training.macs).toBeLessThan(25e6)
  },
)

describe('googlenet-naive', () => {
  it('is what the level naive of the factor reduction makes of googlenet', () => {
    const { architecture } = ablate(googlenet, { reduction: 'naive' })
    expect(googlenetNaive.blocks).toEqual(architecture.blocks)
    expect(googlenetNaive.auxiliary).toEqual(architecture.auxiliary)
  })
})

const width = fc.integer({ min: 1, max: 48 })

/** Weights and outputs of a module that reads 28×28 maps of `inputs` channels. */
function measured(block: Parameters<typeof network>[1][number], inputs: number, side = 28) {
  const graph = graphOf(network([side, side, inputs], [block]))
  const own = layerCosts(graph).filter(({ layer }) => layer.module === block.name)
  const last = own.at(-1)?.layer.output
  return { weights: own.reduce((sum, { cost }) => sum + cost.weights, 0), output: last, graph }
}

describe('a module of any widths', () => {
  it('has as torchvision builds it the layers of the paper’s under the same names, and 9 weights for 25', () => {
    fc.assert(
      fc.property(width, fc.tuple(width, width, width, width, width, width), (inputs, widths) => {
        const [conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, poolProjection] = widths
        const module: InceptionModule = {
          kind: 'inception',
          name: 'm',
          conv1x1,
          reduce3x3,
          conv3x3,
          reduce5x5,
          conv5x5,
          poolProjection,
        }
        const [paper, torchvision] = [measured(module, inputs), measured(torchvisionModule(module), inputs)]
        expect(torchvision.graph.layers.map(({ name }) => name)).toEqual(paper.graph.layers.map(({ name }) => name))
        expect(paper.weights - torchvision.weights).toBe(16 * reduce5x5 * conv5x5)
        expect(torchvision.output).toEqual(paper.output)
      }),
    )
  })

  it('of BN-Inception has the weights and outputs of its columns', () => {
    fc.assert(
      fc.property(width, fc.tuple(width, width, width, width, width, width), (inputs, widths) => {
        const [conv1x1, reduce3x3, conv3x3, reduceDouble, double3x3, projection] = widths
        const parts = { name: 'm', reduce3x3, conv3x3, reduceDouble, double3x3 }
        const branches =
          inputs * (reduce3x3 + reduceDouble) + 9 * (reduce3x3 * conv3x3 + double3x3 * (reduceDouble + double3x3))
        const kept = measured(bnModule({ ...parts, conv1x1, pool: 'average', projection }), inputs)
        expect(kept.weights).toBe(branches + inputs * (conv1x1 + projection))
        expect(kept.output).toEqual([28, 28, conv1x1 + conv3x3 + double3x3 + projection])
        const halved = measured(bnReduction(parts), inputs)
        expect(halved.weights).toBe(branches)
        expect(halved.output).toEqual([14, 14, conv3x3 + double3x3 + inputs])
      }),
    )
  })

  it('of Inception-v3 has the weights and outputs of its figures', () => {
    const odd = fc.constantFrom(3, 5, 7)
    fc.assert(
      fc.property(width, odd, fc.tuple(width, width, width, width, width, width), (inputs, n, [a, b, c, d, e, f]) => {
        const square = squareModule('m', {
          conv1x1: a,
          reduce5x5: b,
          conv5x5: c,
          reduceDouble: d,
          double3x3: e,
          projection: f,
        })
        expect(measured(square, inputs)).toMatchObject({
          weights: inputs * (a + b + d + f) + 25 * b * c + 9 * (d * e + e * e),
          output: [28, 28, a + c + e + f],
        })
        // n×n costs n² of its weights, factorised 2n.
        expect(measured(factorisedModule('m', { n, inner: a, outer: b }), inputs)).toMatchObject({
          weights: inputs * (2 * b + 2 * a) + n * (a * a + a * b) + n * (3 * a * a + a * b),
          output: [28, 28, 4 * b],
        })
        const spread = spreadModule('m', { conv1x1: a, reduce3x3: b, spread: c, reduceDouble: d, projection: e })
        expect(measured(spread, inputs)).toMatchObject({
          weights: inputs * (a + b + d + e) + 6 * b * c + 9 * d * c + 6 * c * c,
          output: [28, 28, a + 4 * c + e],
        })
        expect(
          measured(gridReduction('m', { conv3x3: a, reduceDouble: b, double3x3: c }, { padding: 'valid' }), inputs),
        ).toMatchObject({
          weights: inputs * (9 * a + b) + 9 * (b * c + c * c),
          output: [13, 13, a + c + inputs],
        })
        expect(measured(factorisedReduction('m', { n, inner: a, conv3x3: b }), inputs)).toMatchObject({
          weights: 2 * inputs * a + 9 * a * b + 2 * n * a * a + 9 * a * a,
          output: [14, 14, a + b + inputs],
        })
      }),
    )
  })
})

describe('the windows of an adaptive pool', () => {
  it.each([
    // PyTorch: ⌊i·14/4⌋ to ⌈(i+1)·14/4⌉
    { length: 14, count: 4, windows: ['0-4', '3-7', '7-11', '10-14'] },
    { length: 8, count: 4, windows: ['0-2', '2-4', '4-6', '6-8'] },
    { length: 2, count: 4, windows: ['0-1', '0-1', '1-2', '1-2'] },
  ])('over $length in $count are $windows', ({ length, count, windows }) => {
    expect(adaptiveWindows(length, count).map(({ from, to }) => `${from}-${to}`)).toEqual(windows)
  })

  it('cover the whole axis, whatever its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 64 }), (length, count) => {
        const seen = new Set(
          adaptiveWindows(length, count).flatMap(({ from, to }) =>
            Array.from({ length: to - from }, (_, at) => from + at),
          ),
        )
        expect(seen.size).toBe(length)
        expect(Math.max(...seen)).toBe(length - 1)
      }),
    )
  })
})

it('reads a head from a layer within a module, as from a block', () => {
  const [first] = miniGooglenetPlain.auxiliary
  if (!first) throw new Error('mini-googlenet-plain has auxiliary classifiers')
  const graph = graphOf({ ...miniGooglenetPlain, auxiliary: [{ ...first, after: 'module1/3x3-reduce' }] })
  expect(layerNamed(graph, 'auxiliary1/pool').inputs).toEqual(['module1/3x3-reduce/relu'])
})
