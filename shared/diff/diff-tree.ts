import type { LayerGraph } from '../architecture/layer-graph'
import { networkCost } from '../cost/cost'
import { type CostChange, NO_COST } from './cost-change'
import { diffGraphs } from './diff-graphs'
import { type GraphDiff, renamer } from './graph-diff'
import { groupedBy } from './grouped'
import { type LayerNode, layerNodes, type PartStatus } from './layer-nodes'
import { NO_BRANCH } from './match-layers'
import { mergedOrder } from './merged-order'
import { type PartCosts, partCosts } from './part-costs'

export interface BranchNode {
  /** Absent for the layers of a module that are in no branch. */
  readonly name?: string
  /** Its name in A, where that was another. */
  readonly from?: string
  readonly status: PartStatus
  readonly layers: readonly LayerNode[]
  readonly cost: CostChange
}

export interface ModuleNode {
  readonly name: string
  /** Its name in A, where that was another. */
  readonly from?: string
  readonly status: PartStatus
  /** An auxiliary classifier's: dropped at inference. */
  readonly trainingOnly: boolean
  readonly branches: readonly BranchNode[]
  readonly cost: CostChange
}

/** A difference as people look at it: module, branch, layer, with what each costs in A and in B. */
export interface DiffTree {
  readonly a: LayerGraph
  readonly b: LayerGraph
  readonly diff: GraphDiff
  /** All of both graphs, in B's order. */
  readonly modules: readonly ModuleNode[]
  readonly inference: CostChange
  /** With the auxiliary classifiers. */
  readonly training: CostChange
}

/** Compares two graphs, and says of every module, branch and layer what became of it and of its costs. */
export function diffTree(a: LayerGraph, b: LayerGraph): DiffTree {
  const diff = diffGraphs(a, b)
  const [costsA, costsB] = [partCosts(a), partCosts(b)]
  const moduleInB = renamer(diff.renamed.modules)
  const nodes = layerNodes(a, b, diff, costsA.layers, costsB.layers)
  const moduleOf = (node: LayerNode): string => node.b?.module ?? moduleInB(node.a?.module ?? '')
  const inA = groupedBy(
    a.layers.flatMap((layer) => nodes.get(layer) ?? []),
    moduleOf,
  )
  const inB = groupedBy(
    b.layers.flatMap((layer) => nodes.get(layer) ?? []),
    moduleOf,
  )
  const modules = mergedOrder([...costsA.modules.keys()], [...costsB.modules.keys()], (name) =>
    costsB.modules.has(moduleInB(name)) ? moduleInB(name) : undefined,
  ).map(({ a: one, b: other }): ModuleNode => {
    const name = other ?? one ?? ''
    const own = mergedOrder(inA.get(name) ?? [], inB.get(name) ?? [], (node) => (node.b ? node : undefined)).flatMap(
      (pair) => pair.b ?? pair.a ?? [],
    )
    const branches = branchNodes(own, { one, other }, diff, costsA, costsB)
    const from = one !== undefined && other !== undefined && one !== other ? one : undefined
    return {
      name,
      ...(from !== undefined && { from }),
      status: presence(one, other) ?? statusOfAll(branches, from !== undefined),
      trainingOnly: own.some((node) => (node.b ?? node.a)?.head !== undefined),
      branches,
      cost: { from: costsA.modules.get(one ?? '') ?? NO_COST, to: costsB.modules.get(other ?? '') ?? NO_COST },
    }
  })
  const [totalA, totalB] = [networkCost(a), networkCost(b)]
  return {
    a,
    b,
    diff,
    modules,
    inference: { from: totalA.inference, to: totalB.inference },
    training: { from: totalA.training, to: totalB.training },
  }
}

/** Added or removed, where a part is in one graph alone. */
function presence(one: unknown, other: unknown): 'added' | 'removed' | undefined {
  if (one === undefined) return 'added'
  return other === undefined ? 'removed' : undefined
}

/** Of a part that is in both graphs. */
function statusOfAll(parts: readonly { readonly status: PartStatus }[], renamed: boolean): PartStatus {
  const statuses = new Set(parts.map(({ status }) => status))
  if (renamed || ['added', 'removed', 'changed'].some((status) => statuses.has(status as PartStatus))) return 'changed'
  return statuses.has('affected') ? 'affected' : 'same'
}

function branchNodes(
  nodes: readonly LayerNode[],
  module: { readonly one: string | undefined; readonly other: string | undefined },
  { renamed }: GraphDiff,
  costsA: PartCosts,
  costsB: PartCosts,
): readonly BranchNode[] {
  const inB = renamer(renamed.branches.filter((renaming) => renaming.module === module.one))
  const byBranch = groupedBy(nodes, ({ a, b }) => (b ? (b.branch ?? NO_BRANCH) : inB(a?.branch ?? NO_BRANCH)))
  const [ownA, ownB] = [costsA.branches.get(module.one ?? ''), costsB.branches.get(module.other ?? '')]
  const counterpart = (name: string) => (ownB?.has(inB(name)) ? inB(name) : undefined)
  return mergedOrder([...(ownA?.keys() ?? [])], [...(ownB?.keys() ?? [])], counterpart).map(({ a, b }): BranchNode => {
    const name = b ?? a ?? NO_BRANCH
    const layers = byBranch.get(name) ?? []
    const from = a !== undefined && b !== undefined && a !== b ? a : undefined
    return {
      ...(name !== NO_BRANCH && { name }),
      ...(from !== undefined && { from }),
      status: (name === NO_BRANCH ? undefined : presence(a, b)) ?? statusOfAll(layers, from !== undefined),
      layers,
      cost: { from: ownA?.get(a ?? name) ?? NO_COST, to: ownB?.get(b ?? name) ?? NO_COST },
    }
  })
}
