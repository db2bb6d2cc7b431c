import { describe, expect, it } from 'vitest'
import { ablate } from '../../../shared/ablation/ablate'
import type { Architecture, Block } from '../../../shared/architecture/architecture'
import type { LayerGraph } from '../../../shared/architecture/layer-graph'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { applyDiff } from '../../../shared/diff/apply-diff'
import { diffGraphs } from '../../../shared/diff/diff-graphs'
import { isEmpty, mirror } from '../../../shared/diff/graph-diff'
import { graphOf, network } from '../architecture/architectures'

const conv = (name: string, filters: number, kernel = 3): Block => ({ kind: 'convolution', name, kernel, filters })

function diffOf(a: readonly Block[], b: readonly Block[], parts: Partial<Architecture> = {}) {
  return diffGraphs(graphOf(network([16, 16, 3], a)), graphOf(network([16, 16, 3], b, parts)))
}

const names = (layers: readonly { readonly layer: { readonly name: string } }[]) =>
  layers.map(({ layer }) => layer.name)

describe('what is different', () => {
  it('is nothing where only the architecture’s name is another', () => {
    const diff = diffOf([conv('one', 8)], [conv('one', 8)], { name: 'another' })
    expect(isEmpty(diff)).toBe(true)
    expect([diff.a.architecture, diff.b.architecture]).toEqual(['a-network', 'another'])
  })

  it('is an attribute, from what to what', () => {
    const { changed, reshaped, added, removed, rewired } = diffOf(
      [conv('one', 8), conv('two', 8)],
      [conv('one', 8), { kind: 'convolution', name: 'two', kernel: 5, filters: 12, groups: 4 }],
    )
    expect(changed).toEqual([
      { layer: 'two', attribute: 'kernel', from: [3, 3], to: [5, 5] },
      { layer: 'two', attribute: 'groups', from: null, to: 4 },
      { layer: 'two', attribute: 'filters', from: 8, to: 12 },
    ])
    // The width of what only passes maps on follows.
    expect(reshaped).toEqual([
      { layer: 'two/relu', from: [16, 16, 8], to: [16, 16, 12] },
      { layer: 'gap', from: [1, 1, 8], to: [1, 1, 12] },
    ])
    expect([added, removed, rewired]).toEqual([[], [], []])
  })

  it('is a kind, where one stands in for the other', () => {
    const pool = (kind: 'max-pool' | 'average-pool'): Block => ({ kind, name: 'pool', size: 2, stride: 2 })
    const { changed, added, removed } = diffOf(
      [conv('one', 8), pool('max-pool')],
      [conv('one', 8), pool('average-pool')],
    )
    expect(changed).toEqual([{ layer: 'pool', attribute: 'kind', from: 'max-pool', to: 'average-pool' }])
    expect([added, removed]).toEqual([[], []])
  })

  it('is a layer put between two, which the second then reads', () => {
    const { added, rewired, reordered } = diffOf(
      [conv('one', 8), conv('two', 8)],
      [conv('one', 8), { kind: 'dropout', name: 'dropout', rate: 0.5 }, conv('two', 8)],
    )
    expect(added).toEqual([
      {
        index: 3,
        layer: {
          name: 'dropout',
          inputs: ['one/relu'],
          output: [16, 16, 8],
          module: 'dropout',
          kind: 'dropout',
          rate: 0.5,
        },
      },
    ])
    expect(rewired).toEqual([{ layer: 'two', from: ['one/relu'], to: ['dropout'] }])
    expect(reordered).toEqual([])
  })

  it('is another order, told by the fewest layers that have to go elsewhere', () => {
    const [one, two, dropout] = [conv('one', 8), conv('two', 8), { kind: 'dropout', name: 'drop', rate: 0.5 } as const]
    const { reordered, rewired, added, removed } = diffOf([dropout, one, two], [one, two, dropout])
    expect(reordered).toEqual([{ layer: 'drop', from: 1, to: 5 }])
    expect(rewired.map(({ layer, from, to }) => [layer, from, to])).toEqual([
      ['drop', ['input'], ['two/relu']],
      ['one', ['drop'], ['input']],
      ['gap', ['two/relu'], ['drop']],
    ])
    expect([added, removed]).toEqual([[], []])
  })

  it('is other classes: the last layer’s width', () => {
    const architecture = network([16, 16, 3], [conv('one', 8)])
    const diff = diffGraphs(graphOf(architecture), graphOf(architecture, { classes: 5 }))
    expect(diff.changed).toEqual([{ layer: 'linear', attribute: 'units', from: 2, to: 5 }])
    expect(isEmpty(diff)).toBe(false)
  })
})

const module = (name: string, parts: { middle?: Block; branch?: string } = {}): Block => ({
  kind: 'module',
  name,
  join: 'concat',
  branches: [
    { name: 'narrow', blocks: [conv('conv', 8, 1)] },
    { name: parts.branch ?? 'wide', blocks: [conv('reduce', 4, 1), parts.middle ?? conv('conv', 12, 5)] },
  ],
})

describe('names that changed', () => {
  it('are found for a module, its branches and layers as they were', () => {
    const diff = diffOf(
      [conv('stem', 8), module('first'), module('second')],
      [conv('stem', 8), module('a'), module('b')],
    )
    expect(diff.renamed.modules).toEqual([
      { from: 'first', to: 'a' },
      { from: 'second', to: 'b' },
    ])
    expect(diff.renamed.layers).toContainEqual({ from: 'second/wide/reduce', to: 'b/wide/reduce' })
    expect({ ...diff, renamed: 0 }).toMatchObject({
      added: [],
      removed: [],
      changed: [],
      rewired: [],
      moved: [],
      outputs: null,
    })
  })

  it('are found where the module was changed in part', () => {
    const diff = diffOf(
      [conv('stem', 8), module('first')],
      [conv('stem', 8), module('other', { middle: conv('conv', 12, 3) })],
    )
    expect(diff.renamed.modules).toEqual([{ from: 'first', to: 'other' }])
    expect(diff.changed).toEqual([{ layer: 'first/wide/conv', attribute: 'kernel', from: [5, 5], to: [3, 3] }])
    expect([diff.added, diff.removed]).toEqual([[], []])
  })

  it('are found for a branch', () => {
    const diff = diffOf([module('m')], [module('m', { branch: 'five' })])
    expect(diff.renamed.branches).toEqual([{ module: 'm', from: 'wide', to: 'five' }])
    expect(diff.renamed.layers).toEqual([
      { from: 'm/wide/reduce', to: 'm/five/reduce' },
      { from: 'm/wide/reduce/relu', to: 'm/five/reduce/relu' },
      { from: 'm/wide/conv', to: 'm/five/conv' },
      { from: 'm/wide/conv/relu', to: 'm/five/conv/relu' },
    ])
    expect([diff.added, diff.removed, diff.moved]).toEqual([[], [], []])
  })

  it('are found for one layer among its like, by its place', () => {
    const diff = diffOf([conv('a', 8), conv('b', 8), conv('c', 8)], [conv('a', 8), conv('between', 8), conv('c', 8)])
    expect(diff.renamed.modules).toEqual([{ from: 'b', to: 'between' }])
    expect([diff.added, diff.removed, diff.rewired]).toEqual([[], [], []])
  })

  it('do not hide that a module has moved', () => {
    const tail = [conv('x', 5, 1), conv('y', 6, 1), conv('z', 7, 1)]
    const diff = diffOf([module('early'), ...tail], [...tail, module('late')])
    expect(diff.renamed.modules).toEqual([{ from: 'early', to: 'late' }])
    expect([diff.added, diff.removed]).toEqual([[], []])
  })
})

describe('a layer that went to another module', () => {
  it('has moved, where it looks the same and has the same neighbours', () => {
    const a = graphOf(network([16, 16, 3], [conv('one', 8), conv('two', 9), conv('three', 10)]))
    const layers = a.layers.map((layer) => (layer.module === 'two' ? { ...layer, module: 'one' } : layer))
    const b: LayerGraph = { ...a, layers }
    const diff = diffGraphs(a, b)
    expect(diff.moved).toEqual([
      { layer: 'two', from: { module: 'two' }, to: { module: 'one' } },
      { layer: 'two/relu', from: { module: 'two' }, to: { module: 'one' } },
    ])
    expect(applyDiff(a, diff)).toEqual(b)
    const renamed = layers.map((layer) => ({
      ...layer,
      name: layer.name === 'two' ? 'one/second' : layer.name,
      inputs: layer.inputs.map((input) => (input === 'two' ? 'one/second' : input)),
    }))
    expect(names(diffGraphs(a, { ...a, layers: renamed }).added)).toEqual([])
  })
})

describe('the arms of mini-googlenet', () => {
  const base = graphOf(miniGooglenet)
  const arm = (levels: Record<string, string>) => diffGraphs(base, graphOf(ablate(miniGooglenet, levels).architecture))

  it('−pooling: pool and projection of every module are gone, and the sums that follow', () => {
    const diff = arm({ pooling: 'off' })
    expect(diff.removed.map(({ layer }) => layer.name)).toEqual(
      ['module1', 'module2', 'module3'].flatMap((name) => [
        `${name}/pool`,
        `${name}/pool-projection`,
        `${name}/pool-projection/norm`,
        `${name}/pool-projection/relu`,
      ]),
    )
    expect(diff.rewired.map(({ layer, to }) => [layer, to.length])).toEqual([
      ['module1/concat', 3],
      ['module2/concat', 3],
      ['module3/concat', 3],
    ])
    expect([diff.added, diff.changed]).toEqual([[], []])
  })

  it('−auxiliary: the classifiers are gone with their outputs, the trunk is as it was', () => {
    const diff = arm({ auxiliary: 'off' })
    expect(new Set(diff.removed.map(({ layer }) => layer.module))).toEqual(new Set(['auxiliary1', 'auxiliary2']))
    expect({ ...diff, removed: 0 }).toMatchObject({ added: [], changed: [], reshaped: [], rewired: [] })
    expect(diff.outputs?.to).toEqual([{ head: 'main', layer: 'linear' }])
  })
})

describe('applying a diff to another graph than it was made of', () => {
  const [a, b] = [graphOf(network([16, 16, 3], [conv('one', 8)])), graphOf(network([16, 16, 3], [conv('one', 9)]))]

  it.each([
    {
      what: 'an attribute is another',
      graph: graphOf(network([16, 16, 3], [conv('one', 7)])),
      message: 'one has filters 7, not 8',
    },
    {
      what: 'a layer is not there',
      graph: graphOf(network([16, 16, 3], [conv('two', 8)])),
      message: 'a-network has no layer one',
    },
  ])('is refused where $what', ({ graph, message }) => {
    expect(() => applyDiff(graph, diffGraphs(a, b))).toThrow(message)
  })

  it('goes back with the mirror', () => {
    expect(applyDiff(b, mirror(diffGraphs(a, b)))).toEqual(a)
  })
})

describe('10,000 layers', { timeout: 60_000 }, () => {
  const chain = (name: (at: number) => string, kernel: (at: number) => number): LayerGraph => {
    const layers = Array.from({ length: 10_000 }, (_, at) => {
      const own = {
        name: name(at),
        inputs: at === 0 ? [] : [name(at - 1)],
        output: [8, 8, 4] as const,
        module: name(at),
      }
      return at === 0
        ? ({ ...own, kind: 'input' } as const)
        : ({ ...own, kind: 'convolution', kernel: [kernel(at), 1], stride: 1, padding: 'same', bias: true } as const)
    })
    return {
      architecture: 'chain',
      input: [8, 8, 4],
      classes: 256,
      layers,
      outputs: [{ head: 'main', layer: name(9_999) }],
    }
  }

  it('that are all called otherwise, one of them changed, are known again', () => {
    const a = chain(
      (at) => `a${at}`,
      () => 3,
    )
    const b = chain(
      (at) => `b${at}`,
      (at) => (at === 5_000 ? 5 : 3),
    )
    const diff = diffGraphs(a, b)
    expect([diff.added, diff.removed, diff.rewired]).toEqual([[], [], []])
    expect(diff.changed).toEqual([{ layer: 'a5000', attribute: 'kernel', from: [3, 1], to: [5, 1] }])
    expect(applyDiff(a, diff)).toEqual(b)
  })

  it('that have nothing in common but their kind are compared all the same', () => {
    const a = chain(
      (at) => `a${at}`,
      (at) => at,
    )
    const b = chain(
      (at) => `b${at}`,
      (at) => 20_000 + ((at * 7_919) % 10_000),
    )
    expect(applyDiff(a, diffGraphs(a, b))).toEqual(b)
  })
})
