import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layerCosts, sumCosts } from '../../../shared/cost/cost'
import { applyDiff } from '../../../shared/diff/apply-diff'
import { costDelta, sumChanges } from '../../../shared/diff/cost-change'
import { diffGraphs } from '../../../shared/diff/diff-graphs'
import { diffTree } from '../../../shared/diff/diff-tree'
import { isEmpty, mirror } from '../../../shared/diff/graph-diff'
import { patchedPair } from './patched'

const runs = { numRuns: 250 }

describe('a diff of random pairs of patched architectures', { timeout: 60_000 }, () => {
  it('is empty of a graph with itself, and says what it is not', () => {
    fc.assert(
      fc.property(patchedPair, ([a, b]) => {
        expect(isEmpty(diffGraphs(a, a))).toBe(true)
        const same = JSON.stringify({ ...a, architecture: '' }) === JSON.stringify({ ...b, architecture: '' })
        expect(isEmpty(diffGraphs(a, b))).toBe(same)
      }),
      runs,
    )
  })

  it('is the mirror of the diff the other way round', () => {
    fc.assert(
      fc.property(patchedPair, ([a, b]) => {
        expect(mirror(diffGraphs(a, b))).toEqual(diffGraphs(b, a))
      }),
      runs,
    )
  })

  it('makes B of A, and mirrored A of B', () => {
    fc.assert(
      fc.property(patchedPair, ([a, b]) => {
        const diff = diffGraphs(a, b)
        expect(applyDiff(a, diff)).toEqual(b)
        expect(applyDiff(b, mirror(diff))).toEqual(a)
      }),
      runs,
    )
  })

  it('survives a journey as JSON', () => {
    fc.assert(
      fc.property(patchedPair, ([a, b]) => {
        expect(applyDiff(a, JSON.parse(JSON.stringify(diffGraphs(a, b))))).toEqual(b)
      }),
      { numRuns: 50 },
    )
  })

  it('accounts for every cost on every level: layers add up to branches, branches to modules, modules to the network', () => {
    fc.assert(
      fc.property(patchedPair, ([a, b]) => {
        const tree = diffTree(a, b)
        for (const graph of ['a', 'b'] as const) {
          const side = graph === 'a' ? 'from' : 'to'
          const all = sumCosts(layerCosts(graph === 'a' ? a : b).map(({ cost }) => cost))
          expect(tree.training[side]).toEqual(all)
          expect(sumCosts(tree.modules.map(({ cost }) => cost[side]))).toEqual(all)
          for (const { branches, cost } of tree.modules)
            expect(sumCosts(branches.map((branch) => branch.cost[side]))).toEqual(cost[side])
        }
        const layers = tree.modules.flatMap(({ branches }) => branches.flatMap((branch) => branch.layers))
        expect(sumChanges(layers.map(({ cost }) => cost))).toEqual(tree.training)
        expect(layers.length).toBe(b.layers.length + tree.diff.removed.length)
        const back = costDelta(diffTree(b, a).inference)
        for (const [cost, delta] of Object.entries(costDelta(tree.inference)))
          expect(delta + back[cost as keyof typeof back]).toBe(0)
      }),
      runs,
    )
  })
})
